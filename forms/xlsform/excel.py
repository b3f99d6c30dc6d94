"""Excel's files: .xlsx and .xlsm by openpyxl, the old .xls by xlrd."""

from __future__ import annotations

import datetime
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import xlrd
from openpyxl.worksheet.worksheet import Worksheet

from forms.xlsform.archive import check_archive
from forms.xlsform.cells import COLUMNS_MAX, SHEETS_MAX, Cell, Table, TableBuilder, Workbook, clean
from forms.xlsform.faults import FaultKind, Place, Remark, RemarkKind, refused

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What an .xls begins with, and an .xlsx under a password."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    SyntaxError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
)
"""What openpyxl and xlrd raise for files that are not what they say."""


def read_xlsx(content: bytes) -> Workbook:
    """Raises `XlsFormRefused`. Macros are never run, links never followed."""
    check_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _xlsx(content)
    except _UNREADABLE as error:
        raise refused(_kind_of(error), reason=str(error)[:200]) from error


def read_xls(content: bytes) -> Workbook:
    """Raises `XlsFormRefused`."""
    if _ENCRYPTED in content:
        raise refused(FaultKind.protected)
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=StringIO(), on_demand=True)
        _check_sheets(book.nsheets)
        return Workbook(tuple(_xls_table(book, number) for number in range(book.nsheets)))
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *_UNREADABLE) as error:
        kind = FaultKind.protected if "encrypted" in str(error) else FaultKind.damaged
        raise refused(kind, reason=str(error)[:200]) from error


def _xlsx(content: bytes) -> Workbook:
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
    try:
        _check_sheets(len(book.sheetnames))
        tables = tuple(map(_xlsx_table, book.worksheets))
    finally:
        book.close()
    tables = tuple(_with_computed(table, content) for table in tables)
    remarks: tuple[Remark, ...] = ()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if "xl/vbaProject.bin" in archive.namelist():
            remarks = (Remark(Place(), RemarkKind.macros_left_out),)
    return Workbook(tables, remarks)


def _with_computed(table: Table, content: bytes) -> Table:
    """The settings' formulas with what they gave: templates compute the version so."""
    has_formula = any(cell.is_formula for row in table.rows for cell in row)
    if table.name.strip().lower() != "settings" or not has_formula:
        return table
    book = openpyxl.load_workbook(
        BytesIO(content), read_only=True, data_only=True, keep_links=False
    )
    try:
        sheet = book[table.name]
        sheet.reset_dimensions()
        found = {
            (cell.row, cell.column): _text(cell.value)
            for cells in sheet.iter_rows(max_row=table.rows[0][0].row, max_col=COLUMNS_MAX)
            for cell in cells
            if cell.value is not None
        }
    finally:
        book.close()
    rows = tuple(
        tuple(replace(cell, computed=found.get((cell.row, cell.column), "")) for cell in row)
        for row in table.rows
    )
    return replace(table, rows=rows)


def _xlsx_table(sheet: Worksheet) -> Table:
    """What the sheet declares as its size is not believed: only rows that are there are read."""
    sheet.reset_dimensions()
    builder = TableBuilder(sheet.title)
    for cells in sheet.iter_rows(max_col=COLUMNS_MAX + 1):
        builder.add(_xlsx_cell(cell) for cell in cells if cell.value is not None)
    return builder.table()


def _xlsx_cell(cell: Any) -> Cell:
    is_formula = cell.data_type == "f"
    text = str(cell.value) if is_formula and isinstance(cell.value, str) else _text(cell.value)
    return Cell(text, cell.row, cell.column, is_formula, cell.data_type == "e")


def _xls_table(book: xlrd.Book, number: int) -> Table:
    sheet = book.sheet_by_index(number)
    builder = TableBuilder(sheet.name)
    for row in range(sheet.nrows):
        builder.add(_xls_cells(book, sheet, row))
    book.unload_sheet(number)
    return builder.table()


def _xls_cells(book: xlrd.Book, sheet: xlrd.sheet.Sheet, row: int) -> Iterator[Cell]:
    for column, cell in enumerate(sheet.row(row), 1):
        if cell.ctype == xlrd.XL_CELL_ERROR:
            yield Cell(xlrd.error_text_from_code.get(cell.value, "#"), row + 1, column, False, True)
        elif cell.ctype == xlrd.XL_CELL_DATE:
            yield Cell(_xls_date(cell.value, book.datemode), row + 1, column)
        elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
            yield Cell(_text(bool(cell.value)), row + 1, column)
        else:
            yield Cell(_text(cell.value), row + 1, column)


def _xls_date(value: float, datemode: int) -> str:
    """A time of day alone has no day; a number that is no date is left as it is."""
    try:
        parts = xlrd.xldate_as_tuple(value, datemode)
    except xlrd.xldate.XLDateError:
        return _text(value)
    if parts[:3] == (0, 0, 0):
        return _text(datetime.time(*parts[3:]))
    return _text(datetime.datetime(*parts))  # noqa: DTZ001 a cell has no zone


def _text(value: object) -> str:
    """A whole number without its ".0", a day without its midnight."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return clean(str(value))


def _check_sheets(count: int) -> None:
    if count > SHEETS_MAX:
        raise refused(FaultKind.too_many_sheets, limit=SHEETS_MAX)


def _kind_of(error: BaseException) -> FaultKind:
    """defusedxml names its errors after what was tried."""
    is_entity = type(error).__module__.startswith("defusedxml")
    return FaultKind.entities if is_entity else FaultKind.damaged
