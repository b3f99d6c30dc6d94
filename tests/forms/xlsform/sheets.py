"""Workbooks made for a test: rows as they would be typed into Excel."""

from pathlib import Path

import xlsxwriter

from forms.definition import Form, Item
from forms.xlsform.faults import XlsFormRefused
from forms.xlsform.importing import Imported, import_form

Rows = list[list[object]]


def workbook(path: Path, **sheets: Rows) -> Path:
    """Cells are written as their type: numbers as numbers, words as words, nothing as nothing."""
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell)
    return path


def imported(path: Path, survey: Rows, **sheets: Rows) -> Imported:
    return import_form(workbook(path / "form.xlsx", survey=survey, **sheets))


def form_of(path: Path, survey: Rows, **sheets: Rows) -> Form:
    return imported(path, survey, **sheets).form


def item_of(path: Path, survey: Rows, **sheets: Rows) -> Item:
    """The first item."""
    return next(form_of(path, survey, **sheets).items())


def faults_of(path: Path, survey: Rows, **sheets: Rows) -> list[str]:
    """Where and what, as `survey!C2 outside_function pulldata`; empty when it imports."""
    try:
        imported(path, survey, **sheets)
    except XlsFormRefused as refusal:
        return [
            f"{each.place.sheet}!{each.place.column}{each.place.row} {each.kind} "
            f"{each.params.get('name', '')}".strip()
            for each in refusal.faults
        ]
    return []


PLAIN = ["type", "name", "label"]
