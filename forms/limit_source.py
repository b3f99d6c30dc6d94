"""Which bases of an item set its limit: named by their numbers, or still to be verified (待核)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

OPEN: Literal["open"] = "open"
"""No source at hand says which of them does; nothing is guessed."""

SetBy = int | tuple[int, ...] | Literal["open"] | None
"""Counted from 0. Several where one sets the minimum and another the maximum."""


def read_set_by(plain: int | Sequence[int] | str | None) -> SetBy:
    """Raises `ValueError` for any other word than `open`."""
    if plain is None or isinstance(plain, int):
        return plain
    if not isinstance(plain, str):
        return tuple(plain)
    if plain != OPEN:
        raise ValueError(plain)
    return OPEN


def sources_of(set_by: SetBy, bases: int) -> tuple[int, ...]:
    """Number the bases, of so many, that set a limit; none where that is open."""
    if set_by is None:
        return (0,) if bases == 1 else ()
    if isinstance(set_by, tuple):
        return set_by
    return () if isinstance(set_by, str) else (set_by,)


def breaches(set_by: SetBy, bases: int) -> Iterator[str]:
    """Say what is wrong with the source of a limit, where the item has so many bases."""
    if set_by is None and bases > 1:
        yield f"which of the {bases} bases sets the limit? Number it from 0, or write {OPEN}"
    for number in sources_of(set_by, bases):
        if number >= bases:
            yield f"basis {number} is not there; there are {bases}, counted from 0"
