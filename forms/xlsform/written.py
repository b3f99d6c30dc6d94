"""How what a form says becomes cells: words by language, expressions, our own fields as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from forms.terms import Text
from forms.xlsform.cells import collapsed
from forms.xlsform.columns import OWN
from forms.xlsform.lookups import with_instances
from forms.xlsform.own_columns import ORIGINAL
from forms.xlsform.words import CHINESE, ENGLISH, HEADINGS

Cells = dict[str, str]
"""One row: heading to cell."""

RELEVANT = "bind::relevant"
REQUIRED = "bind::required"
CONSTRAINT = "bind::constraint"
CALCULATE = "bind::calculate"
APPEARANCE = "control::appearance"
FILTER = "choice_filter"
DEFAULT = "default"
COUNT = "control::jr:count"
PLAIN_HEADINGS = {
    RELEVANT: "relevant",
    REQUIRED: "required",
    CONSTRAINT: "constraint",
    CALCULATE: "calculation",
    APPEARANCE: "appearance",
    COUNT: "repeat_count",
    "bind::readonly": "read_only",
    "bind::jr:requiredMsg": "required_message",
    "bind::jr:constraintMsg": "constraint_message",
}
"""As people know them."""


def plain(cells: Cells) -> Cells:
    """Each column under one heading: two that mean the same would be refused."""
    return {_plain(heading): cell for heading, cell in cells.items()}


def _plain(heading: str) -> str:
    for known, said in PLAIN_HEADINGS.items():
        if heading == known or heading.startswith(f"{known}::"):
            return said + heading.removeprefix(known)
    return heading


def words(heading: str, text: Text) -> Cells:
    said = {CHINESE: text.zh, ENGLISH: text.en, **dict(text.others)}
    return {f"{heading}::{HEADINGS.get(tag, tag)}": word for tag, word in said.items() if word}


def own(name: str, cell: str) -> Cells:
    return {f"{OWN}::{name}": cell}


@dataclass(slots=True)
class RowWriter:
    """One row; where a cell says something else than our form, ours is written beside it."""

    cells: Cells
    _originals: dict[str, list[str]] = field(default_factory=dict)

    def say(self, heading: str, ours: str | None, said: str | None = None) -> None:
        """`ours` as it stands, or in ODK's words where these are others."""
        said = with_instances(collapsed(ours or "") if said is None else said)
        if said:
            self.cells[PLAIN_HEADINGS.get(heading, heading)] = said
        if said != (ours or ""):
            self._originals[heading] = [said, ours or ""]

    def row(self) -> Cells:
        if not self._originals:
            return self.cells
        kept = json.dumps(self._originals, ensure_ascii=False)
        return self.cells | own(ORIGINAL, kept)
