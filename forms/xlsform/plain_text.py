"""Forms written as text: comma-separated values, or tables in Markdown, as pyxform takes them.

Either names a sheet in its first column, where the rows of that sheet begin; their own first
column is empty. Values whose first row names a `type` are the survey alone, as a spreadsheet
program saves it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from forms.xlsform.cells import SHEETS_MAX, Cell, Table, TableBuilder, Workbook, clean
from forms.xlsform.faults import FaultKind, refused

_SIGNS = ",;\t"
"""What parts the values, by the program and the country that wrote them."""
_TYPE = "type"
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:-]+")


def read_csv(text: str) -> Workbook:
    """Rows count records, as a spreadsheet shows them. Raises `XlsFormRefused`."""
    head = text.partition("\n")[0]
    sign = max(_SIGNS, key=head.count)
    try:
        records = list(enumerate(csv.reader(StringIO(text, newline=""), delimiter=sign), 1))
    except csv.Error as error:
        raise refused(FaultKind.damaged, reason=str(error)) from error
    if records and _TYPE in (cell.strip().lower() for cell in records[0][1]):
        return Workbook((_survey(records),))
    return _workbook(records)


def _survey(records: Iterable[tuple[int, list[str]]]) -> Table:
    builder = TableBuilder("survey")
    for number, parts in records:
        builder.add(Cell(clean(part), number, column) for column, part in enumerate(parts, 1))
    return builder.table()


def read_markdown(text: str) -> Workbook:
    """Rows count lines of the file. Raises `XlsFormRefused`."""
    return _workbook(_markdown_rows(text))


def _markdown_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("|") and line.endswith("|") and not _RULE.fullmatch(line):
            yield number, [part.replace("\\|", "|") for part in _PIPE.split(line)[1:-1]]


def _workbook(rows: Iterable[tuple[int, list[str]]]) -> Workbook:
    builders: list[TableBuilder] = []
    for number, parts in rows:
        name = clean(parts[0]) if parts else ""
        if name:
            builders.append(TableBuilder(name))
        if len(builders) > SHEETS_MAX:
            raise refused(FaultKind.too_many_sheets, limit=SHEETS_MAX)
        if builders:
            builders[-1].add(
                Cell(clean(part), number, column) for column, part in enumerate(parts[1:], 2)
            )
    if not builders:
        raise refused(FaultKind.not_a_form)
    return Workbook(tuple(builder.table() for builder in builders))
