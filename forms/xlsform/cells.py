"""Cells, tables and workbooks: text with its place, within bounds that hold for every file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from forms.xlsform.faults import FaultKind, Place, Remark, XlsFormRefused, refused

ROWS_MAX = 5_000
"""Of one sheet. The largest checklist here has some 400; a list that is longer is no list to
choose from on a phone."""
COLUMNS_MAX = 200
CELL_LENGTH_MAX = 32_767
"""As Excel has it."""
SHEETS_MAX = 50
CELLS_MAX = 200_000
"""Of one sheet; the largest published form that was found has 9,000. A million take a quarter of a
minute to read."""

_SPACES = re.compile(r" {2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    row: int
    column: int
    """Both from 1."""
    is_formula: bool = False
    is_error: bool = False
    computed: str = ""
    """What a formula gave when the file was last saved, where that is asked for."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its first row names the columns; rows without any text are left out."""

    name: str
    header: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    def place(self, cell: Cell | None = None, heading: str = "") -> Place:
        """Of a cell; of the first heading where there is none."""
        cell = cell or (self.header[0] if self.header else None)
        if cell is None:
            return Place(self.name, 1, "A")
        return Place(self.name, cell.row, get_column_letter(cell.column), heading)


@dataclass(frozen=True, slots=True)
class Workbook:
    tables: tuple[Table, ...]
    remarks: tuple[Remark, ...] = field(default=())

    def named(self, name: str) -> tuple[Table, ...]:
        """Every sheet of that name, whatever its case."""
        return tuple(table for table in self.tables if table.name.strip().lower() == name)


class TableBuilder:
    """Takes rows one by one and stops at the first bound that is passed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._header: tuple[Cell, ...] | None = None
        self._rows: list[tuple[Cell, ...]] = []
        self._cells = 0

    def add(self, cells: Iterator[Cell]) -> None:
        """Raises `XlsFormRefused`."""
        row = tuple(self._bounded(cell) for cell in cells if cell.text)
        if not row:
            return
        self._cells += len(row)
        if self._cells > CELLS_MAX:
            raise self._refused(FaultKind.too_many_cells, row[0], limit=CELLS_MAX)
        if self._header is None:
            self._header = row
            return
        if len(self._rows) >= ROWS_MAX:
            raise self._refused(FaultKind.too_many_rows, row[0], limit=ROWS_MAX)
        self._rows.append(row)

    def table(self) -> Table:
        return Table(self._name, self._header or (), tuple(self._rows))

    def _bounded(self, cell: Cell) -> Cell:
        if cell.column > COLUMNS_MAX:
            raise self._refused(FaultKind.too_many_columns, cell, limit=COLUMNS_MAX)
        if len(cell.text) > CELL_LENGTH_MAX:
            raise self._refused(FaultKind.cell_too_long, cell, limit=CELL_LENGTH_MAX)
        if _CONTROL.search(cell.text):
            raise self._refused(FaultKind.control_character, cell)
        return cell

    def _refused(self, kind: FaultKind, cell: Cell, **params: object) -> XlsFormRefused:
        return refused(kind, Table(self._name).place(cell), **params)


def clean(text: str) -> str:
    """As pyxform reads it: no-break spaces are spaces, none at the ends."""
    return text.replace("\u00a0", " ").replace("\r\n", "\n").strip()


def collapsed(text: str) -> str:
    """Runs of spaces are one; curly quotes are straight, as an expression needs them."""
    for curly, straight in (("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"')):
        text = text.replace(curly, straight)
    return _SPACES.sub(" ", text)
