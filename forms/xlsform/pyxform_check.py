"""pyxform's own opinion of a workbook: what it refuses is refused, what it warns of is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from forms.xlsform.cells import Table
from forms.xlsform.faults import FaultKind, Findings, Place, RemarkKind

MESSAGE_LENGTH_MAX = 400

_ROW = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"'(survey|choices|settings)' sheet")
_COLUMN = re.compile(r"the '([^']+)' value")
_QUOTED = re.compile(r"'([^']+)'")
_BROKEN = (
    LookupError,
    TypeError,
    AttributeError,
    ValueError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)
"""What pyxform lets through from inside on workbooks it does not foresee."""


def converted(tables: Mapping[str, Table], fallback_name: str, findings: Findings) -> str | None:
    """The XForm that pyxform makes of the sheets, by their kind; None when it refuses."""
    warnings: list[str] = []
    try:
        made = convert(_workbook(tables, fallback_name), warnings=warnings)
    except PyXFormError as error:
        place = _place(str(error), tables)
        if not findings.faults or (place and _is_new(place, findings)):
            place = place or tables["survey"].place()
            findings.fault(place, FaultKind.pyxform, text=_message(str(error)))
        return None
    except _BROKEN as error:
        if not findings.faults:
            text = f"{type(error).__name__}: {error}"
            findings.fault(tables["survey"].place(), FaultKind.pyxform, text=_message(text))
        return None
    for warning in warnings:
        place = _place(warning, tables) or tables["survey"].place()
        findings.remark(place, RemarkKind.pyxform_warning, text=_message(warning))
    return made.xform


def _is_new(place: Place, findings: Findings) -> bool:
    """Whether it speaks of a row in which nothing was found yet."""
    return all(fault.place.row != place.row for fault in findings.faults)


def _workbook(tables: Mapping[str, Table], fallback_name: str) -> dict[str, Any]:
    """As pyxform's own readers give it."""
    book: dict[str, Any] = {
        "sheet_names": [table.name for table in tables.values()],
        "fallback_form_name": fallback_name,
    }
    for kind, table in tables.items():
        headings = {cell.column: " ".join(cell.text.split()) for cell in table.header}
        book[f"{kind}_header"] = [dict.fromkeys(headings.values())]
        book[kind] = [
            {headings[cell.column]: cell.text for cell in row if cell.column in headings}
            for row in table.rows
        ]
    return book


def _place(message: str, tables: Mapping[str, Table]) -> Place | None:
    """Where a message points: to the row that it counts, or to the question that it names.

    pyxform counts the rows that it was given, from 2; we left out empty ones.
    """
    sheet = _SHEET.search(message)
    table = tables.get(sheet.group(1) if sheet else "survey")
    if table is None:
        return None
    found = _ROW.search(message)
    index = int(found.group(1)) - 2 if found else _row_named(message, table)
    if index is None or not 0 <= index < len(table.rows):
        return table.place() if sheet else None
    column = _COLUMN.search(message)
    row = table.rows[index]
    place = table.place(row[0])
    for cell in table.header:
        if column and cell.text.split("::")[0].strip().lower() == column.group(1):
            place = table.place(cell, cell.text)
    return replace(place, row=row[0].row)


def _row_named(message: str, table: Table) -> int | None:
    """The row of the first words in quotes that are a question's name or type."""
    columns = {cell.column for cell in table.header if cell.text.lower() in ("name", "type")}
    rows: dict[str, int] = {}
    for index, row in enumerate(table.rows):
        for cell in row:
            if cell.column in columns:
                rows.setdefault(" ".join(cell.text.split()), index)
    return next((rows[words] for words in _QUOTED.findall(message) if words in rows), None)


def _message(text: str) -> str:
    return " ".join(_ROW.sub("", text).split())[:MESSAGE_LENGTH_MAX]
