"""Lists that stand in a file beside the workbook: to choose from, or to look something up in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.parsing.parameters import parse as parse_parameters

from forms.definition import Choice, Text
from forms.tables import LABEL, NAME
from forms.xlsform.cells import Cell, Table, TableBuilder, clean
from forms.xlsform.choices import COLUMN, COLUMN_LENGTH_MAX
from forms.xlsform.faults import FaultKind, Findings, Place, RemarkKind, XlsFormRefused

SUFFIX = ".csv"
FILE_BYTES_MAX = 5_000_000
_RESERVED = frozenset({NAME, LABEL, "list_name", "list name", "media", "image"})
_LABELS = f"{LABEL}::"


@dataclass(frozen=True, slots=True)
class ListFile:
    """Choices of a file, and what its columns are called here."""

    choices: tuple[Choice, ...]
    columns: Mapping[str, str]
    is_renamed: bool = False
    """`name` and `label` of a choice are other columns than the file's of these names."""


def choices_of(
    folder: Path, name: str, parameters: str, place: Place, findings: Findings
) -> ListFile | None:
    """What a `select_…_from_file` offers; `parameters` may say which columns those are."""
    table = _table(folder, name, place, findings)
    if table is None:
        return None
    try:
        said = parse_parameters(parameters, 0) if parameters else {}
    except (PyXFormError, ValueError):
        return None  # pyxform says so
    value, label = said.get("value", NAME), said.get(LABEL, LABEL)
    headings = [clean(cell.text) for cell in table.header]
    for needed in (value, label):
        if needed not in headings:
            findings.fault(table.place(), FaultKind.column_missing, name=needed, file=name)
            return None
    columns = {each: each for each in headings} | {value: NAME, label: LABEL}
    choices = _read(table, {NAME: value, LABEL: label}, findings)
    is_renamed = (value, label) != (NAME, LABEL) and not {NAME, LABEL}.isdisjoint(headings)
    return ListFile(choices, columns, is_renamed)


def rows_of(folder: Path, name: str, place: Place, findings: Findings) -> ListFile | None:
    """What pulldata() looks up: rows are numbered, and every column has its own name."""
    table = _table(folder, name, place, findings)
    if table is None:
        return None
    headings = [clean(cell.text) for cell in table.header]
    columns = {each: _own_name(each) for each in headings}
    return ListFile(_read(table, {}, findings), columns)


def _own_name(heading: str) -> str:
    """What a choice has already needs another name."""
    return f"{heading}_" if heading in _RESERVED else heading


def _read(table: Table, named: Mapping[str, str], findings: Findings) -> tuple[Choice, ...]:
    """`named` says which columns are name and label; without them rows are called by number."""
    headings = {cell.column: clean(cell.text) for cell in table.header}
    for cell in table.header:
        heading = clean(cell.text)
        if heading not in named.values() and not COLUMN.fullmatch(_own_name(heading)):
            findings.remark(table.place(cell), RemarkKind.column_left_out, name=cell.text)
    choices = []
    for number, row in enumerate(table.rows, 1):
        cells = {headings[cell.column]: cell for cell in row if cell.column in headings}
        value = cells[named[NAME]].text if named.get(NAME) in cells else ""
        if named and not value:
            findings.fault(table.place(row[0]), FaultKind.choice_name_missing)
            continue
        label = cells[named[LABEL]].text if named.get(LABEL) in cells else value
        said = Text(label, label) if named else Text(str(number), str(number))
        columns = _columns(cells, named, table, findings)
        choices.append(Choice(value or str(number), said, columns=columns))
    return tuple(dict.fromkeys(choices))


def _columns(
    cells: Mapping[str, Cell], named: Mapping[str, str], table: Table, findings: Findings
) -> tuple[tuple[str, str], ...]:
    columns = {}
    for heading, cell in cells.items():
        name = _own_name(heading)
        if (named and heading in _RESERVED) or not COLUMN.fullmatch(name):
            continue
        if len(cell.text) > COLUMN_LENGTH_MAX:
            findings.fault(table.place(cell), FaultKind.cell_too_long, limit=COLUMN_LENGTH_MAX)
        columns[name] = cell.text
    return tuple(sorted(columns.items()))


def _table(folder: Path, name: str, place: Place, findings: Findings) -> Table | None:
    """Only a file beside the workbook is read: its name leads nowhere else."""
    path = folder / Path(name).name
    if Path(name).name != name or not path.is_file():
        findings.fault(place, FaultKind.file_missing, name=name)
        return None
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
        if len(content) > FILE_BYTES_MAX:
            findings.fault(place, FaultKind.too_large, limit=FILE_BYTES_MAX // 1_000_000)
            return None
        rows = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))
        table = _built(name, rows)
    except UnicodeDecodeError:
        findings.fault(place, FaultKind.file_encoding, name=name)
    except (OSError, csv.Error) as error:
        findings.fault(place, FaultKind.file_damaged, name=name, reason=str(error)[:200])
    except XlsFormRefused as refusal:
        for fault in refusal.faults:
            findings.fault(fault.place, fault.kind, **fault.params)
    else:
        return table
    return None


def _built(name: str, rows: Iterable[list[str]]) -> Table:
    builder = TableBuilder(name)
    for number, parts in enumerate(rows, 1):
        builder.add(Cell(clean(part), number, column) for column, part in enumerate(parts, 1))
    return replace(builder.table(), name=name)
