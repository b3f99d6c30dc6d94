"""Which patterns of regex() could keep a phone busy for hours: repeats of what itself repeats.

Python's matcher tries every way to part a text between a repeat and the repeat around it; there are
2^n of them where nothing that must stand between parts them. Desk only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from re import _constants as codes
from re import _parser as parser
from typing import Any

MANY = 16
"""A repeat up to so often is as good as endless: 2^16 ways take a second on a phone."""

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
Part = tuple[Any, Any]


def is_endless(pattern: str) -> bool:
    """Whether the pattern repeats what may itself repeat alone. False for what is no pattern."""
    try:
        parts = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return any(_is_double(part) for part in _all(parts))


def _is_double(part: Part) -> bool:
    return part[0] in _REPEATS and _is_many(part) and any(map(_is_loose, _ways(part[1][2])))


def _is_loose(parts: Sequence[Part]) -> bool:
    """Whether it can be one long repeat, with nothing else that must be there."""
    needed = [part for part in parts if not _is_optional(part)]
    if len(needed) > 1:
        return False
    return any(
        _is_many(part) or _is_loose_within(part) for part in (needed or parts) if part[0] in _OPEN
    )


def _is_loose_within(part: Part) -> bool:
    inner = part[1][-1] if part[0] is codes.SUBPATTERN else part[1][2]
    return any(map(_is_loose, _ways(inner)))


def _ways(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """What a group may be: itself, or each of its alternatives."""
    parts = list(parts)
    if len(parts) == 1 and parts[0][0] is codes.SUBPATTERN:
        yield from _ways(parts[0][1][-1])
    elif len(parts) == 1 and parts[0][0] is codes.BRANCH:
        yield from parts[0][1][1]
    else:
        yield parts


def _is_many(part: Part) -> bool:
    return part[0] in _REPEATS and part[1][1] >= MANY


def _is_optional(part: Part) -> bool:
    return part[0] is codes.AT or (part[0] in _REPEATS and part[1][0] == 0)


def _all(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        if part[0] in _REPEATS:
            yield from _all(part[1][2])
        elif part[0] is codes.SUBPATTERN:
            yield from _all(part[1][-1])
        elif part[0] is codes.BRANCH:
            for way in part[1][1]:
                yield from _all(way)


_OPEN = (*_REPEATS, codes.SUBPATTERN)
