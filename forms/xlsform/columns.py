"""The columns of a sheet by their meaning: pyxform reads the headings, old spellings included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from openpyxl.utils import get_column_letter
from pyxform import aliases
from pyxform.parsing.sheet_headers import process_header

from forms.xlsform.cells import Cell, Table, collapsed
from forms.xlsform.faults import FaultKind, Findings, Place

OWN = "inspect"
"""The first part of our own headings (`inspect::grade`), which ODK's tools pass over."""

Tokens = tuple[str, ...]
"""A heading in parts, as pyxform has it: ("bind", "relevant"), ("label", "English (en)")."""

_SURVEY_NAMES = frozenset(
    [
        "type",
        "name",
        "label",
        "hint",
        "guidance_hint",
        "default",
        "choice_filter",
        "parameters",
        "trigger",
        "media",
        "bind",
        "control",
        "instance",
        "disabled",
        "intent",
    ]
)
_CHOICE_NAMES = frozenset({"name", "label", "media"})
SETTINGS_OF_PYXFORM = frozenset(
    [
        "add_none_option",
        "allow_choice_duplicates",
        "attribute",
        "auto_delete",
        "auto_send",
        "clean_text_values",
        "client_editable",
        "default_language",
        "delimiter",
        "flat",
        "id_string",
        "instance_id",
        "instance_name",
        "instance_xmlns",
        "name",
        "namespaces",
        "omit_instanceID",
        "prefix",
        "public_key",
        "sms_allow_media",
        "sms_date_format",
        "sms_datetime_format",
        "sms_keyword",
        "sms_response",
        "sms_separator",
        "style",
        "submission_url",
        "title",
        "version",
    ]
)
_MEANINGS: Mapping[str, tuple[Mapping[str, str | Tokens], frozenset[str]]] = {
    "survey": (aliases.survey_header, _SURVEY_NAMES),
    "choices": (aliases.list_header, _CHOICE_NAMES),
    "settings": (aliases.settings_header, SETTINGS_OF_PYXFORM),
}
_GUESSED_FROM = ("relevant", "constraint", "constraint_message", "required", "required_message")
"""A heading that is nearly one of these is a slip that would lose a rule, not a column of notes."""
_LIKENESS = 0.8


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its cells by the meaning of their column."""

    table: Table
    number: int
    cells: Mapping[Tokens, Cell]
    headings: Mapping[Tokens, Cell] = field(repr=False)

    def text(self, *tokens: str) -> str:
        cell = self.cells.get(tokens)
        return collapsed(cell.text) if cell else ""

    def place(self, *tokens: str) -> Place:
        """Of the cell; of the row's place in that column where it is empty."""
        heading = self.headings.get(tokens) or next(
            (cell for known, cell in self.headings.items() if known[:1] == tokens[:1]), None
        )
        if heading is None:
            first = next(iter(self.cells.values()), None)
            letters = get_column_letter(first.column if first else 1)
            return Place(self.table.name, self.number, letters)
        letters = get_column_letter(heading.column)
        return Place(self.table.name, self.number, letters, heading.text)

    def by_language(self, *tokens: str) -> dict[str, str]:
        """The words of a column that is there in several languages; "" for no language."""
        size = len(tokens)
        return {
            "::".join(known[size:]): cell.text
            for known, cell in self.cells.items()
            if known[:size] == tokens
        }

    def under(self, first: str) -> Iterator[tuple[Tokens, Cell]]:
        return ((known, cell) for known, cell in self.cells.items() if known[0] == first)


@dataclass(frozen=True)
class Sheet:
    """A table whose headings are understood."""

    table: Table
    headings: Mapping[Tokens, Cell]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        by_column = {cell.column: tokens for tokens, cell in self.headings.items()}
        return tuple(self._row(cells, by_column) for cells in self.table.rows)

    def place(self, *tokens: str) -> Place:
        cell = self.headings.get(tokens)
        return self.table.place(cell, cell.text if cell else "")

    def unnamed(self) -> Iterator[Cell]:
        """Cells under no heading: whoever wrote them is told that they mean nothing."""
        named = {cell.column for cell in self.headings.values()}
        return (cell for row in self.table.rows for cell in row if cell.column not in named)

    def _row(self, cells: tuple[Cell, ...], by_column: Mapping[int, Tokens]) -> Row:
        known = {by_column[cell.column]: cell for cell in cells if cell.column in by_column}
        return Row(self.table, cells[0].row, known, self.headings)


def sheet_of(table: Table, kind: str, findings: Findings) -> Sheet:
    """Understand the headings of a survey, choices or settings sheet."""
    spellings, names = _MEANINGS[kind]
    headings: dict[Tokens, Cell] = {}
    has_double = any("::" in cell.text for cell in table.header)
    for cell in table.header:
        heading = collapsed(cell.text)
        _, tokens = process_header(heading, has_double, dict(spellings), names)
        if tokens in headings:
            place = table.place(cell, cell.text)
            findings.fault(place, FaultKind.duplicate_column, other=headings[tokens].text)
        headings.setdefault(tokens, cell)
    return Sheet(table, headings)


def slip_of(heading: str, known: Iterable[str] = _GUESSED_FROM) -> str | None:
    """The column that an unknown heading was probably meant to be."""
    plain = "_".join(heading.lower().replace("-", " ").replace("_", " ").split())
    near = get_close_matches(plain, list(known), 1, _LIKENESS)
    return near[0] if near else None
