"""The types of a survey: which of ours each is, by pyxform's own dictionary of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from forms.terms import AnswerType

OUTSIDE = "outside"
META = "meta"
"""What a device fills in by itself: it is in every record here."""
FILLED_IN: Mapping[str, str] = {
    "today": "today()",
    "start": "once(now())",
    "end": "now()",
}
"""What of it an expression can ask for here, and how it is computed."""
RANGE = "range"
ACKNOWLEDGE = "acknowledge"
FROM_FILE = "from_file"
"""The list stands in a file of that name."""
EXTERNAL = "select_one_external"
LIST_FILE = ".csv"
TABLE_TYPE = "csv-external"
"""Not asked: a file that expressions look something up in."""

_META_TYPES = frozenset({"audit"})
_PRELOADED = frozenset({"timestamp", "date", "property"})
_SELECT = re.compile(
    r"(?P<command>" + "|".join(map(re.escape, sorted(aliases.select, key=len, reverse=True))) + r")"
    r"\s+(?P<list>\S+)(?P<other>\s+(?:or specify other|or_other|or other))?$",
    re.IGNORECASE,
)
_SELECTS: Mapping[str, AnswerType] = {
    "select one": AnswerType.choice,
    "select one external": AnswerType.choice,
    "select all that apply": AnswerType.choices,
    "rank": AnswerType.rank,
}
_BINDINGS: Mapping[str, AnswerType] = {
    "string": AnswerType.text,
    "int": AnswerType.integer,
    "decimal": AnswerType.number,
    "date": AnswerType.date,
    "time": AnswerType.time,
    "dateTime": AnswerType.date_time,
    "geopoint": AnswerType.geopoint,
    "geotrace": AnswerType.geotrace,
    "geoshape": AnswerType.geoshape,
    "barcode": AnswerType.barcode,
}
_UPLOADS: Mapping[str, AnswerType] = {
    "image/*": AnswerType.photo,
    "audio/*": AnswerType.audio,
    "video/*": AnswerType.video,
    "application/*": AnswerType.file,
}
TYPED = frozenset(_BINDINGS.values())
"""What is typed in, whatever its type: such a question may also be computed and never shown."""


@dataclass(frozen=True, slots=True)
class Meaning:
    answer: AnswerType | None = None
    special: str = ""
    """OUTSIDE, META, RANGE, ACKNOWLEDGE or FROM_FILE."""
    list_name: str = ""
    has_other: bool = False
    constraint: str = ""
    """What the type itself demands of the value."""
    name: str = ""
    """The type without what follows it, as a person would call it."""


def meaning_of(kind: str) -> Meaning:
    """What a type cell means; OUTSIDE for every type that has no counterpart here."""
    if kind.lower() == TABLE_TYPE:
        return Meaning(special=META, name=TABLE_TYPE)
    found = _SELECT.match(kind)
    if found:
        return _select(found)
    word = aliases._type_alias_map.get(kind, kind)
    for spelling in (word, word.lower(), word.replace("_", " ").lower()):
        if spelling in QUESTION_TYPE_DICT:
            return _plain(spelling, QUESTION_TYPE_DICT[spelling])
    return Meaning(special=OUTSIDE, name=kind.split()[0] if kind.split() else kind)


def _select(found: re.Match[str]) -> Meaning:
    command = found.group("command").lower()
    list_name = found.group("list")
    answer = _SELECTS.get(aliases.select[command])
    is_file = command in aliases.select_from_file
    if answer is None or "${" in list_name or (is_file and not list_name.endswith(LIST_FILE)):
        shown = f"{command} {list_name}" if is_file or "${" in list_name else command
        return Meaning(special=OUTSIDE, name=shown)
    special = FROM_FILE if is_file else ""
    return Meaning(answer, special, list_name, found.group("other") is not None, name=command)


def _plain(kind: str, known: Mapping[str, Any]) -> Meaning:
    bind, control = known.get("bind", {}), known.get("control", {})
    if kind in _META_TYPES or bind.get("jr:preload") in _PRELOADED:
        return Meaning(special=META, name=kind)
    if kind == RANGE:
        return Meaning(AnswerType.number, RANGE, name=kind)
    tag = control.get("tag", "")
    if tag == "trigger" and bind.get("type", "string") == "string":
        return Meaning(AnswerType.choice, ACKNOWLEDGE, name=kind)
    if tag == "upload" and control.get("mediatype") in _UPLOADS:
        return Meaning(_UPLOADS[control["mediatype"]], name=kind)
    if kind in ("calculate", "hidden") or (not tag and bind == {"type": "string"}):
        return Meaning(AnswerType.calculate, name=kind)
    if tag != "input" or bind.get("type") not in _BINDINGS:
        return Meaning(special=OUTSIDE, name=kind)
    if bind.get("readonly") == "true()":
        return Meaning(AnswerType.note, name=kind)
    return Meaning(_BINDINGS[bind["type"]], constraint=bind.get("constraint", ""), name=kind)
