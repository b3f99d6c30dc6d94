"""How a checklist's YAML is read: plain values only, nothing that can grow or hide.

No aliases, no duplicate keys, no tags, bounded depth; only true, false, null, integers and
decimals are more than text, so that a date stays as it was written and "no" stays a word.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

DEPTH_MAX = 24
"""A form is nine levels deep."""


class YamlFault(Exception):
    """What is wrong, by the rule it breaks, and on which line (from 1)."""

    def __init__(self, rule: str, message: str, line: int) -> None:
        super().__init__(f"{rule}: {message} (line {line})")
        self.rule = rule
        self.message = message
        self.line = line


def read_yaml(text: str) -> Any:
    """Raises `YamlFault`."""
    try:
        _refuse_what_grows(text)
        return yaml.load(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlFault("yaml", str(error.problem or error), line) from error
    except yaml.YAMLError as error:
        raise YamlFault("yaml", str(error).splitlines()[0], 1) from error


def _refuse_what_grows(text: str) -> None:
    """Looks at the flat stream of events, before anything is built from it."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise YamlFault("alias", f"*{event.anchor} repeats another part", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH_MAX:
            raise YamlFault("depth", f"nested deeper than {DEPTH_MAX}", line)


_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same in C, ten times as fast, where libyaml came with PyYAML."""


class _PlainLoader(_Loader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise YamlFault("key", "a key must be a word", line)
            if key.value in seen:
                raise YamlFault("duplicate_key", f"{key.value!r} is given twice", line)
            seen.add(key.value)
        return {key.value: self.construct_object(value, deep=deep) for key, value in node.value}


for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(0|[1-9]\d*)", list("-0123456789")),
    ("float", r"-?(0|[1-9]\d*)\.\d+", list("-0123456789")),
):
    _PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first
    )
