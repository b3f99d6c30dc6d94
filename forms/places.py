"""On which line of a checklist file something stands. Desk only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

_LINE = re.compile(r"line (\d+)$")
_NAMES = ("code", "id")


def line_of(text: str, where: str, occurrence: int = 0) -> int | None:
    """Return the line, from 1, of what `FormFileError.item` names; None where there is none.

    `where` is an item's code or a section's id, with the steps within it behind dots, or steps from
    the top. `occurrence` chooses among several of that name, the last where there are fewer.
    """
    if found := _LINE.fullmatch(where):
        return int(found[1])
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None
    if root is None or not where:
        return 1
    name, *steps = where.split(".")
    named = [node for node in _mappings(root) if name in _names_of(node)]
    if not named:
        return _line_within(root, [name, *steps])
    return _line_within(named[min(occurrence, len(named) - 1)], steps)


def _mappings(node: yaml.Node) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
    for child in _children(node):
        yield from _mappings(child)


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _names_of(node: yaml.MappingNode) -> set[str]:
    return {value.value for key, value in node.value if key.value in _NAMES and _is_word(value)}


def _is_word(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _line_within(node: yaml.Node, steps: list[str]) -> int:
    """As deep as the file goes: what is missing is missing in the last part that is there."""
    line = _line(node)
    for step in steps:
        below = _below(node, step)
        if below is None:
            break
        line, node = below
    return line


def _below(node: yaml.Node, step: str) -> tuple[int, yaml.Node] | None:
    """The line of the key, or of the entry of a list, and what stands there."""
    if isinstance(node, yaml.MappingNode):
        return next(((_line(key), value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        entry = node.value[int(step)]
        return _line(entry), entry
    return None


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1
