"""A form to a workbook that ODK's tools take, and that imports as the very same form again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from itertools import zip_longest
from pathlib import Path

import xlsxwriter

from forms.definition import Choice, Form
from forms.errors import FormError
from forms.terms import Text
from forms.xlsform import own_words
from forms.xlsform.checking import FORMULA_SIGNS
from forms.xlsform.choices import FAILS, POINTS
from forms.xlsform.faults import XlsFormRefused
from forms.xlsform.importing import import_form
from forms.xlsform.item_rows import GRADES, REASONS, RESULTS, own_list
from forms.xlsform.own_columns import FORM, YES, cells_of, written
from forms.xlsform.questions import OK
from forms.xlsform.settings import FORM_ID, LABEL, VERSION, form_id_of, version_of
from forms.xlsform.survey_rows import UNIT_KINDS, survey_rows
from forms.xlsform.words import CHINESE, HEADINGS
from forms.xlsform.written import Cells, own, plain, words

_FIRST = ("type", "list_name", "name", "form_title", "form_id", "version")
_LAST = "inspect"
_WIDTHS = {"type": 24, "name": 18, "label": 40, "hint": 40}
_WIDTH = 14


class NotExported(FormError):
    """Something of the form cannot be said in a workbook; nothing was written."""

    def __init__(self, item: str, reason: str) -> None:
        super().__init__("forms.xlsform_not_exported", item=item, reason=reason)
        self.item = item
        self.reason = reason


def export_form(form: Form, target: Path) -> int:
    """Write the workbook and return its rows.

    It is read back and compared with the form before it takes its name. Raises `NotExported`,
    and OSError where nothing can be written.
    """
    sheets = {
        "survey": [plain(row) for row in survey_rows(form)],
        "choices": list(_choices(form)),
        "settings": [_settings(form)],
    }
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("wb") as file:
            file.write(_workbook(sheets))
            file.flush()
            os.fsync(file.fileno())
        _check(form, beside)
        os.replace(beside, target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    return sum(map(len, sheets.values()))


def _check(form: Form, path: Path) -> None:
    try:
        again = import_form(path).form
    except XlsFormRefused as refusal:
        raise NotExported(form.id, str(refusal)) from refusal
    if again != form:
        raise NotExported(*_difference(form, again))


def _difference(form: Form, again: Form) -> tuple[str, str]:
    """The first item, section or field of the form that comes back otherwise."""
    for ours, theirs in zip_longest(form.items(), again.items()):
        if ours != theirs:
            named = ours or theirs
            return named.code if named else form.id, f"{ours!r} → {theirs!r}"
    for ours, theirs in zip_longest(form.sections, again.sections):
        if ours != theirs:
            return ours.id if ours else form.id, "the section comes back otherwise"
    plain, other = form.to_dict(), again.to_dict()
    names = sorted(
        name for name in plain.keys() | other.keys() if plain.get(name) != other.get(name)
    )
    return form.id, ", ".join(names)


def _choices(form: Form) -> Iterator[Cells]:
    for shared in form.choice_lists:
        yield from (_choice(shared.id, choice) for choice in shared.choices)
    for item in form.items():
        if item.choices and item.choice_list is None and item.choices != (OK,):
            yield from (_choice(own_list(item), choice) for choice in item.choices)
    lists = {RESULTS: own_words.RESULTS, GRADES: own_words.GRADES, REASONS: own_words.REASONS}
    if any(item.judged for item in form.items()):
        for name, labels in lists.items():
            yield from _own_list(name, labels)
    yield from _own_list(UNIT_KINDS, own_words.UNIT_KINDS)


def _own_list(name: str, labels: Mapping[str, Text]) -> Iterator[Cells]:
    for value, label in labels.items():
        yield {"list_name": name, "name": str(value), **words("label", label)}


def _choice(name: str, choice: Choice) -> Cells:
    cells = {"list_name": name, "name": choice.value, **words("label", choice.label)}
    if choice.fails:
        cells[FAILS] = YES
    if choice.points is not None:
        cells[POINTS] = f"{choice.points:.15g}"
    return cells | dict(choice.columns) | dict(choice.kept)


def _settings(form: Form) -> Cells:
    kept = dict(form.kept)
    form_id, version = kept.pop(FORM_ID, form.id), kept.pop(VERSION, str(form.version))
    cells = {
        "form_title": form.label.zh,
        "form_id": form_id if form_id_of(form_id) == form.id else form.id,
        "version": version if version_of(version) == form.version else str(form.version),
        "default_language": HEADINGS[CHINESE],
    }
    fields = cells_of(form, FORM) | own("purpose", written("purpose", form.purpose.value))
    if form.label != Text(form.label.zh, form.label.zh):
        fields |= own(LABEL, written(LABEL, form.label.to_dict()))
    return cells | kept | fields


def _workbook(sheets: Mapping[str, list[Cells]]) -> bytes:
    """Every cell is written as text: nothing that a spreadsheet would compute or follow, even where
    somebody edits the cell: Excel's own mark for text is on what begins as a formula does."""
    content = BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        options = {"in_memory": True, "tmpdir": folder}
        with xlsxwriter.Workbook(content, options) as book:
            quoted = book.add_format({"quote_prefix": True})
            bold = book.add_format({"bold": True, "text_wrap": True})
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                sheet.freeze_panes(1, 0)
                for column, heading in enumerate(_headings(rows)):
                    sheet.write_string(0, column, heading, bold)
                    width = _WIDTHS.get(heading.partition("::")[0], _WIDTH)
                    sheet.set_column(column, column, width)
                    for number, row in enumerate(rows, 1):
                        if cell := row.get(heading):
                            mark = quoted if cell.startswith(FORMULA_SIGNS) else None
                            sheet.write_string(number, column, cell, mark)
    return content.getvalue()


def _headings(rows: list[Cells]) -> list[str]:
    """As they first occur; what a person looks for first, our own columns last."""
    found = dict.fromkeys(heading for row in rows for heading, cell in row.items() if cell)
    return sorted(found, key=_rank)


def _rank(heading: str) -> int:
    if heading in _FIRST:
        return _FIRST.index(heading)
    return len(_FIRST) + heading.startswith(_LAST)
