"""A row of a list of units or places, and what stays of a unit where the list says nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from forms.attributes import UNIT_ATTRIBUTES
from forms.place_kinds import PLACE_KINDS
from inspect_app.domain.unit import Place, Unit, UnitKind

Row = Mapping[str, str]
YES, NO = frozenset({"yes", "true", "是", "有"}), frozenset({"no", "false", "否", "无"})
FLAGS = ("boarding", "key")
"""Told by fields of a unit of their own."""
PLACE_ID_LENGTH = 12


def needed(row: Row, name: str) -> str:
    if not row.get(name):
        raise ValueError(f"{name} is empty")
    return row[name]


def unit_of(row: Row, known: Unit | None) -> Unit:
    """Raises `ValueError` in words. Columns that are not there, or empty, change nothing."""
    unit = Unit(
        id=needed(row, "id"),
        code=needed(row, "code"),
        name=needed(row, "name"),
        kind=UnitKind(row.get("kind", "")),
        town=row.get("town", ""),
        address=row.get("address", ""),
        students=int(row.get("students") or 0),
        contact=row.get("contact", ""),
        domains=tuple(row.get("domains", "").split()),
    )
    said = {name: value(row[name]) for name in UNIT_ATTRIBUTES if row.get(name)}
    flags = {name: truth(said.pop(name)) for name in FLAGS if name in said}
    kept = known or unit
    return replace(
        unit,
        places=kept.places,
        is_boarding=flags.get("boarding", kept.is_boarding),
        is_key_unit=flags.get("key", kept.is_key_unit),
        attributes={**kept.attributes, **said},
    )


def place_of(row: Row, known: tuple[Place, ...]) -> Place:
    """A place of that building, floor and name keeps its id: things hang on it."""
    place = Place(
        "",
        needed(row, "name"),
        row.get("building", ""),
        row.get("floor", ""),
        _place_kind(row.get("kind", "")),
    )
    same = next((each.id for each in known if each.full_name == place.full_name), "")
    digest = hashlib.sha256(f"{needed(row, 'unit')}/{place.full_name}".encode()).hexdigest()
    return replace(place, id=same or f"p-{digest[:PLACE_ID_LENGTH]}")


def value(text: str) -> Any:
    """A number, yes or no, or else words."""
    lower = text.lower()
    if lower in YES or lower in NO:
        return lower in YES
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number == int(number) else number


def truth(said: Any) -> bool:
    if said in (0, 1):
        return bool(said)
    raise ValueError(f"{said!r} is neither yes nor no")


def _place_kind(text: str) -> str:
    """By its name in the language of forms, or by its words."""
    named = {word: kind for kind, words in PLACE_KINDS.items() for word in (words.zh, words.en)}
    kind = named.get(text, text)
    if kind and kind not in PLACE_KINDS:
        near = get_close_matches(kind, [*PLACE_KINDS, *named], 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(PLACE_KINDS)}"
        raise ValueError(f"{text!r} is no kind of place; {hint}")
    return kind
