"""What XLSForm has no word for: our own columns, `inspect::…`, which ODK's tools pass over.

Plain words stand as they are, everything else as JSON. They come back when the workbook is
imported again; the standard columns are read first and may have been edited meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from forms.definition import (
    AnswerType,
    Basis,
    DueRule,
    Escalation,
    Form,
    Frequency,
    Grade,
    Group,
    Item,
    Level,
    Limits,
    MergeRule,
    PhotoRule,
    Purpose,
    Repeat,
    Section,
    Text,
)
from forms.plain import to_plain
from forms.xlsform.columns import OWN, Row
from forms.xlsform.faults import FaultKind, Findings

YES = "yes"
JUDGED = "judged"
PART = "part"
"""A row that belongs to another item or to the unit; it is made anew at every export."""
OWN_LIST = "own_list"
"""The choices belong to this item alone."""
ORIGINAL = "original"
"""Standard columns whose words differ from ours: theirs and ours, by column."""


def _texts(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda plain: tuple(map(read, plain))


def _truth(plain: Any) -> bool | str:
    if not isinstance(plain, bool | str):
        raise TypeError(plain)
    return plain


ITEM: Mapping[str, Callable[[Any], Any]] = {
    "answer": AnswerType,
    "required": _truth,
    "unit": Text.from_dict,
    "limits": Limits.from_dict,
    "due": DueRule.from_dict,
    "photo": PhotoRule,
    "photo_when": str,
    "grade": Grade,
    "escalation": _texts(Escalation.from_dict),
    "basis": _texts(Basis.from_dict),
    "asset_kind": str,
    "object": Text.from_dict,
    "frequency": Frequency,
    "points": float,
    "fail_words": Text.from_dict,
}
SECTION: Mapping[str, Callable[[Any], Any]] = {
    "asset_kind": str,
    "weight": float,
}
REPEAT: Mapping[str, Callable[[Any], Any]] = {
    "row_label": Text.from_dict,
    "minimum": int,
    "maximum": int,
}
FORM: Mapping[str, Callable[[Any], Any]] = {
    "domain": str,
    "unit_kinds": tuple,
    "purpose": Purpose,
    "merges": _texts(MergeRule.from_dict),
    "levels": _texts(Level.from_dict),
}
_WORDS = frozenset(
    {"answer", "photo", "photo_when", "grade", "asset_kind", "frequency", "domain", "purpose"}
)


def cells_of(thing: Item | Section | Repeat | Group | Form, names: Mapping[str, Any]) -> dict:
    """The own cells of what differs from its default."""
    plain = thing.to_dict() if hasattr(thing, "to_dict") else to_plain(thing)
    return {f"{OWN}::{name}": written(name, plain[name]) for name in names if name in plain}


def written(name: str, content: Any) -> str:
    return content if name in _WORDS else json.dumps(content, ensure_ascii=False)


def own_text(row: Row, name: str) -> str:
    """As it stands: JSON may hold any sign."""
    cell = row.cells.get((OWN, name))
    return cell.text if cell else ""


def read_own(row: Row, names: Mapping[str, Callable[[Any], Any]], findings: Findings) -> dict:
    """Our own fields by name; a cell that cannot be read is noted."""
    found = {}
    for name, read in names.items():
        text = own_text(row, name)
        if not text:
            continue
        try:
            found[name] = read(text if name in _WORDS else json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError):
            findings.fault(row.place(OWN, name), FaultKind.bad_value, text=text[:60])
    return found


def original(row: Row, heading: str, said: str) -> str | None:
    """Our own words of a standard column, as long as that column was left as we wrote it."""
    try:
        kept = json.loads(own_text(row, ORIGINAL) or "{}")
    except ValueError:
        return None
    pair = kept.get(heading) if isinstance(kept, dict) else None
    is_pair = isinstance(pair, list) and len(pair) == 2
    return str(pair[1]) if is_pair and pair[0] == said else None
