"""What is exported imports as the same form again, and ODK Validate takes it."""

from dataclasses import replace

import openpyxl
import pytest

from forms.definition import AnswerType, Choice, Form, Group, Item, Repeat, Section, Text
from forms.files import library_files, load
from forms.xlsform.exporting import NotExported, export_form
from forms.xlsform.importing import import_form
from tests.forms.xlsform.odk_validate import pass_odk_validate
from tests.forms.xlsform.sheets import PLAIN, form_of

"""pyxform brings it along."""
WORDS = Text("词", "words", (("fr", "mots"),))
CHOICES = (
    Choice("a", WORDS, points=2.0),
    Choice("b", WORDS, fails=True, columns=(("k", "v"),)),
)


def note(code, answer, **fields):
    return Item(code, answer, label=WORDS, judged=False, **fields)


ITEMS = [
    note("n", AnswerType.number, default=1.5, unit=Text("米", "m")),
    note("n", AnswerType.count, constraint=". < 9", appearance="counter"),
    note("n", AnswerType.integer, required="${first} = 'x'", constraint_message=WORDS),
    note("n", AnswerType.text, appearance="multiline", required_message=WORDS, method=WORDS),
    note("n", AnswerType.text, relevant="${first} = 'x' and ${unit_kind} = 'site'"),
    note("n", AnswerType.text, relevant="${first}  =  'two  spaces'", read_only=True),
    note("n", AnswerType.text, calculation="concat(${first}, 'x')"),
    note("n", AnswerType.calculate, calculation="${unit.buses} + 1"),
    Item("n", AnswerType.calculate, judged=False, calculation="1 + 1", required=False),
    note("n", AnswerType.date, default_from="today()", required=False),
    note("n", AnswerType.choice, choices=CHOICES),
    note("n", AnswerType.choices, choices=CHOICES, choice_list="shared"),
    note("n", AnswerType.photo, photo_when="${first} = 'x'"),
    note("n", AnswerType.signature),
    note("n", AnswerType.signature, appearance="w1"),
    note("n", AnswerType.note),
    note("n", AnswerType.geopoint, group="g"),
    note("n", AnswerType.geotrace),
    note("n", AnswerType.geoshape, required=False),
    note("n", AnswerType.rank, choices=CHOICES),
    note("n", AnswerType.rank, choices=CHOICES, choice_list="shared"),
    note("n", AnswerType.audio, kept=(("parameters", "quality=low"),)),
    note("n", AnswerType.video),
    note("n", AnswerType.file),
    note("n", AnswerType.barcode, kept=(("media::image", "a.jpg"), ("my notes", "x"))),
]


def form_with(item, **fields):
    section = Section("s", WORDS, items=(note("first", AnswerType.text), item), **fields)
    if item.group:
        section = replace(section, groups=(Group("g", WORDS, relevant="${first} = 'x'"),))
    return Form("drill", 3, "general", WORDS, (section,))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: f"{item.answer}")
def test_item_comes_back_as_it_was(item, tmp_path):
    form = form_with(item)
    if item.choice_list:
        form = Form.from_dict(
            form.to_dict() | {"choice_lists": [{"id": "shared", "choices": _plain(CHOICES)}]}
        )

    export_form(form, tmp_path / "f.xlsx")

    assert import_form(tmp_path / "f.xlsx").form == form


@pytest.mark.parametrize(
    "fields",
    [
        {"repeat": Repeat(Text("人", "person"), minimum=0, maximum=9)},
        {"repeat": Repeat(WORDS, count="${first}")},
        {"asset_kind": "FX", "relevant": "${unit.key} = 1"},
        {"weight": 2.5, "kept": (("my notes", "x"),)},
    ],
)
def test_section_comes_back_as_it_was(fields, tmp_path):
    outside = Section("before", WORDS, items=(note("first", AnswerType.text),))
    section = Section("s", WORDS, items=(note("n", AnswerType.text),), **fields)
    form = Form("drill", 1, "general", WORDS, (outside, section))

    export_form(form, tmp_path / "f.xlsx")

    assert import_form(tmp_path / "f.xlsx").form == form


def test_whatever_is_imported_is_exported_as_it_was(tmp_path):
    survey = [
        [*PLAIN, "parameters", "default", "label::French (fr)"],
        ["start", "start"],
        ["range", "r", "R", "start=2 end=8 step=2"],
        ["acknowledge", "ok", "OK?"],
        ["hidden", "h", None, None, "it's"],
        ["select_multiple f or_other", "m", "M", None, None, "Mf"],
        ["calculate", "c", "unseen", None, "1 + 1"],
    ]
    choices = [["list_name", "name", "label"], ["f", 1, "One"]]
    settings = [["form_id", "version", "style"], ["My-Form", "v1", "pages"]]
    form = form_of(tmp_path, survey, choices=choices, settings=settings)

    export_form(form, tmp_path / "again.xlsx")

    assert import_form(tmp_path / "again.xlsx").form == form
    sheet = openpyxl.load_workbook(tmp_path / "again.xlsx")["survey"]
    types = [row[0].value for row in sheet.iter_rows(min_row=2, max_col=1)]
    assert types[:4] == ["start", "range", "acknowledge", "hidden"]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)"])
def test_text_that_a_spreadsheet_would_compute_is_not_exported(text, tmp_path):
    form = form_with(replace(note("n", AnswerType.text), label=Text(text, text)))

    with pytest.raises(NotExported, match="formula"):
        export_form(form, tmp_path / "f.xlsx")

    assert not list(tmp_path.iterdir())


def test_every_cell_is_text(tmp_path):
    export_form(load(library_files()[0]), tmp_path / "f.xlsx")

    kinds = {
        cell.data_type
        for sheet in openpyxl.load_workbook(tmp_path / "f.xlsx")
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds == {"s"}


def test_every_form_of_the_library_comes_back_and_passes_odk_validate(tmp_path):
    workbooks = []
    for path in library_files():
        workbooks.append(tmp_path / f"{path.stem}.xlsx")
        export_form(load(path), workbooks[-1])

    pass_odk_validate(workbooks)


def _plain(choices):
    return [choice.to_dict() for choice in choices]


def test_column_that_has_no_effect_on_a_row_is_the_same_column_as_where_it_has(tmp_path):
    survey = [
        ["type", "name", "label", "repeat_count", "required", "read_only"],
        ["integer", "n", "N", "3", "yes"],
        ["begin group", "g", "G", None, "yes", "yes"],
        ["text", "a", "A"],
        ["end group"],
        ["begin repeat", "r", "R", "${n}"],
        ["text", "b", "B", None, None, "yes"],
        ["end repeat"],
    ]
    form = form_of(tmp_path, survey)

    export_form(form, tmp_path / "again.xlsx")

    assert import_form(tmp_path / "again.xlsx").form == form
