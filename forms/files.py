"""Checklist files: YAML to forms, checked, and forms to the JSON the client carries. Desk only.

The YAML is plain: no aliases, no duplicate keys, no tags, bounded depth; only true, false, null,
integers and decimals are more than text, so that a date stays as written and "no" stays a word.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from forms.definition import Form
from forms.errors import FormFileError
from forms.library import INDEX_FILE
from forms.rules import broken_rules

FILE_BYTES_MAX = 1_000_000
"""The largest of the library has a tenth of it."""
LIBRARY = Path(__file__).with_name("library")
SCHEMA = Path(__file__).with_name("schema.json")
DEPTH_MAX = 24
"""A form is nine levels deep."""


def load(path: Path) -> Form:
    """Read one checklist. Raises `FormFileError`, the first of what `check` would list."""
    plain = read_plain(path)
    for error in _errors_in(path, plain):
        raise error
    return Form.from_dict(plain)


def load_library() -> tuple[Form, ...]:
    """Every checklist that comes with the app, by id. Raises `FormFileError`."""
    forms, errors = _load_all(library_files())
    for error in errors:
        raise error
    return tuple(sorted(forms, key=lambda form: form.id))


def library_files() -> tuple[Path, ...]:
    return tuple(sorted(LIBRARY.glob("*.yaml")))


def check(paths: Sequence[Path]) -> list[FormFileError]:
    """List everything wrong with these files, and between them; empty when all is well."""
    return _load_all(paths)[1]


def check_plain(name: str, plain: Any) -> list[FormFileError]:
    """List everything wrong with what a file of that name would hold."""
    return list(_errors_in(Path(name), plain))


def check_sent(name: str, plain: Any) -> list[FormFileError]:
    """List everything wrong with a form that was sent: as a file has it, or as it is handed out.

    What is handed out leaves out whatever is at its default; a file has to say that too.
    """
    faults = check_plain(name, plain)
    if not faults or not {(fault.rule, fault.message) for fault in faults} <= _UNSAID:
        return faults
    try:
        form = Form.from_dict(plain)
    except (KeyError, TypeError, ValueError, AttributeError):
        return faults
    if form.to_dict() != plain:
        return faults
    return [FormFileError(name, *broken) for broken in broken_rules(form)]


_UNSAID = {
    ("missing", f"{key!r} is a required property")
    for key in ("photo", "grade", "frequency", "confidence")
}


def compile_library(out: Path) -> tuple[Path, ...]:
    """Write each checklist of the library as JSON into `out`, and the index over them."""
    out.mkdir(parents=True, exist_ok=True)
    forms = load_library()
    written = [_write(out / f"{form.id}.json", form.to_dict()) for form in forms]
    return (*written, _write(out / INDEX_FILE, [_entry(form) for form in forms]))


def _load_all(paths: Sequence[Path]) -> tuple[list[Form], list[FormFileError]]:
    forms: list[Form] = []
    errors: list[FormFileError] = []
    first_file: dict[str, str] = {}
    for path in paths:
        try:
            plain = read_plain(path)
        except FormFileError as error:
            errors.append(error)
            continue
        found = list(_errors_in(path, plain))
        if not found:
            forms.append(Form.from_dict(plain))
            found = list(_clashes(path, forms[-1], first_file))
        errors += found
    return forms, errors


def _entry(form: Form) -> dict[str, Any]:
    return {
        "id": form.id,
        "version": form.version,
        "digest": form.digest(),
        "domain": form.domain,
        "label": form.label.to_dict(),
        "items": sum(1 for _ in form.items()),
        "asset_kinds": list(form.asset_kinds()),
        "unit_kinds": list(form.unit_kinds),
    }


def _write(path: Path, plain: dict[str, Any] | list[Any]) -> Path:
    """A reader sees the old file or the new one, never half of it."""
    beside = path.with_suffix(".part")
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
    return path


def read_plain(path: Path) -> Any:
    """What a file holds, not yet checked. Raises `FormFileError` where it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise FormFileError(path.name, "", "unreadable", error.strerror or str(error)) from error
    if len(content) > FILE_BYTES_MAX:
        raise FormFileError(path.name, "", "too_large", f"more than {FILE_BYTES_MAX} bytes")
    try:
        return _read_yaml(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FormFileError(path.name, "", "encoding", "not UTF-8") from error
    except _YamlFault as fault:
        where = f"line {fault.line}"
        raise FormFileError(path.name, where, fault.rule, fault.message) from fault


def _errors_in(path: Path, plain: Any) -> Iterator[FormFileError]:
    """The schema first; the rules between parts only where the shape is right."""
    faults = sorted(_validator().iter_errors(plain), key=_order)
    for fault in faults:
        yield FormFileError(path.name, _where(plain, fault), *_rule_and_message(plain, fault))
    if not faults:
        for item, rule, message in broken_rules(Form.from_dict(plain)):
            yield FormFileError(path.name, item, rule, message)


def _order(fault: ValidationError) -> tuple[str, str]:
    """By place; a misspelt key before the key that is missing because of it."""
    return str(list(fault.absolute_path)), str(fault.validator)


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"]))


def _where(plain: Any, fault: ValidationError) -> str:
    """The item's code, else the section's id, and the path within it."""
    name, rest, node = "", [], plain
    for step in fault.absolute_path:
        node = node[step]
        rest.append(str(step))
        named = node.get("code") or node.get("id") if isinstance(node, dict) else None
        if isinstance(named, str):
            name, rest = named, []
    return ".".join([name, *rest]).strip(".")


def _rule_and_message(plain: Any, fault: ValidationError) -> tuple[str, str]:
    if fault.validator == "additionalProperties" and "properties" in fault.schema:
        known = list(fault.schema["properties"])
        unknown = next(key for key in fault.instance if key not in known)
        near = get_close_matches(unknown, known, 1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
        return "unknown_key", f"{unknown!r} is not known{hint}"
    if fault.validator == "required":
        return "missing", fault.message
    if fault.validator is None:
        return "not_allowed", f"{_name_of(plain, fault)!r} does not go with the rest"
    return str(fault.validator), fault.message


def _name_of(plain: Any, fault: ValidationError) -> str:
    """The key that is not allowed: jsonschema gives only the place above it and its value."""
    node = reduce(getitem, fault.absolute_path, plain)
    return next(key for key, value in node.items() if value is fault.instance)


def _clashes(path: Path, form: Form, first_file: dict[str, str]) -> Iterator[FormFileError]:
    for name in (form.id, *(item.code for item in form.items())):
        other = first_file.setdefault(name, path.name)
        if other != path.name:
            yield FormFileError(path.name, name, "duplicate_code", f"is also in {other}")


class _YamlFault(Exception):
    """What is wrong, by the rule it breaks, and on which line (from 1)."""

    def __init__(self, rule: str, message: str, line: int) -> None:
        super().__init__(f"{rule}: {message} (line {line})")
        self.rule = rule
        self.message = message
        self.line = line


def _read_yaml(text: str) -> Any:
    """Raises `_YamlFault`."""
    try:
        _refuse_what_grows(text)
        return yaml.load(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _YamlFault("yaml", str(error.problem or error), line) from error
    except yaml.YAMLError as error:
        raise _YamlFault("yaml", str(error).splitlines()[0], 1) from error


def _refuse_what_grows(text: str) -> None:
    """Looks at the flat stream of events, before anything is built from it."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise _YamlFault("alias", f"*{event.anchor} repeats another part", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH_MAX:
            raise _YamlFault("depth", f"nested deeper than {DEPTH_MAX}", line)


_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same in C, ten times as fast, where libyaml came with PyYAML."""


class _PlainLoader(_Loader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise _YamlFault("key", "a key must be a word", line)
            if key.value in seen:
                raise _YamlFault("duplicate_key", f"{key.value!r} is given twice", line)
            seen.add(key.value)
        return {key.value: self.construct_object(value, deep=deep) for key, value in node.value}


for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(0|[1-9]\d{0,17})", list("-0123456789")),
    ("float", r"-?(0|[1-9]\d{0,17})\.\d{1,17}", list("-0123456789")),
):
    _PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first
    )
