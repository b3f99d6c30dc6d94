"""Whatever is named .xlsx is read within bounds, or refused in a sentence."""

import io
import tracemalloc
import zipfile

import openpyxl
import pytest
import xlsxwriter

from forms.xlsform.faults import FaultKind, XlsFormRefused
from forms.xlsform.importing import import_form
from tests.forms.xlsform.sheets import PLAIN, workbook

MEMORY_MAX = 60_000_000
CSV = '"survey",,,\n,type,name,label\n,text,a,"A, b"\n'
MARKDOWN = (
    "| survey |      |      |       |\n|  | type | name | label |\n|  | text | a    | A     |\n"
)


def refused_as(path):
    with pytest.raises(XlsFormRefused) as refusal:
        import_form(path)
    return str(refusal.value.faults[0].kind)


def an_archive(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(("name", "text"), [("x.csv", CSV), ("x.md", MARKDOWN), ("x.xlsx", CSV)])
def test_text_is_read_by_what_it_is(name, text, tmp_path):
    (tmp_path / name).write_text(text, encoding="utf-8")

    (item,) = import_form(tmp_path / name).form.items()

    assert item.code == "a"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "not_a_form"),
        (b"\x00\x01\x02", "not_a_form"),
        (b"\xff\xfe\xfd", "not_a_form"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (an_archive(mimetype="application/vnd.oasis"), "not_a_form"),
        (an_archive(**{"xl/workbook.xml": "<x"}), "damaged"),
        (bytes(10_000_001), "too_large"),
    ],
)
def test_what_is_no_workbook_is_refused(content, kind, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    assert refused_as(path) == kind


def test_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(an_archive(**{"xl/workbook.xml": b"<" + b" " * 60_000_000}))
    tracemalloc.start()

    kind = refused_as(path)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kind == FaultKind.archive_bomb
    assert peak < MEMORY_MAX


def test_entities_are_not_expanded(tmp_path):
    path = workbook(tmp_path / "x.xlsx", survey=[PLAIN, ["text", "a", "A"]])
    declared = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with zipfile.ZipFile(path) as archive:
        entries = {each: archive.read(each) for each in archive.namelist()}
    sheet = entries["xl/worksheets/sheet1.xml"].decode()
    entries["xl/worksheets/sheet1.xml"] = declared + sheet.partition("?>")[2]
    path.write_bytes(an_archive(**entries))

    assert refused_as(path) in (FaultKind.entities, FaultKind.damaged)


def test_sheet_that_claims_a_million_rows_is_read_as_it_is(tmp_path):
    path = workbook(tmp_path / "x.xlsx", survey=[PLAIN, ["text", "a", "A"]])
    with zipfile.ZipFile(path) as archive:
        entries = {each: archive.read(each) for each in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    entries[name] = entries[name].replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
    path.write_bytes(an_archive(**entries))

    assert [item.code for item in import_form(path).form.items()] == ["a"]


def test_huge_cell_is_refused_at_its_place(tmp_path):
    (tmp_path / "x.csv").write_text(CSV.replace("A, b", "x" * 40_000), encoding="utf-8")

    with pytest.raises(XlsFormRefused) as refusal:
        import_form(tmp_path / "x.csv")

    (fault,) = refusal.value.faults
    assert (fault.kind, fault.place.row, fault.place.column) == ("cell_too_long", 3, "D")


def test_file_that_is_gone_is_a_sentence(tmp_path):
    assert refused_as(tmp_path / "none.xlsx") == "unreadable"


PLAINLY = "type;name;label\ntext;a;A, b\n"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_values_of_a_survey_alone_are_read(sign, tmp_path):
    text = PLAINLY.replace("A, b", "A").replace(";", sign)
    (tmp_path / "x.csv").write_text(text, encoding="utf-8-sig")

    assert [item.code for item in import_form(tmp_path / "x.csv").form.items()] == ["a"]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("x.csv", "type,name,label\ntext,a,名称\n".encode("gb18030"), "encoding"),
        ("x.xlsx", "type,name,label\ntext,a,名称\n".encode("gb18030"), "not_a_form"),
        ("x.csv", "type,name,label\n".encode("utf-16"), "not_a_form"),
        ("x.xls", b"<html><table><tr><td>type</td></tr></table></html>", "not_a_form"),
        ("x.xlsx", b"%PDF-1.4 and more", "not_a_form"),
        ("x.md", b"Only words", "not_a_form"),
    ],
)
def test_other_files_are_refused_in_a_sentence(name, content, kind, tmp_path):
    (tmp_path / name).write_bytes(content)

    assert refused_as(tmp_path / name) in (kind, "no_survey")


def test_sheet_of_very_many_cells_is_refused_early(tmp_path):
    rows = [["x"] * 150 for _ in range(1_500)]
    path = workbook(tmp_path / "x.xlsx", survey=[[f"h{n}" for n in range(150)], *rows])

    assert refused_as(path) == "too_many_cells"


HEADS = [
    (["TYPE", "Name", "Label::English (en)"], "survey"),
    (["type", "name", "label:English"], "Survey"),
    (["type", "name", "label :: English"], "SURVEY "),
    (["Type", "name", "label::english(en)"], "survey"),
]


@pytest.mark.parametrize(("heads", "sheet"), HEADS)
def test_headings_are_read_in_every_spelling(heads, sheet, tmp_path):
    path = workbook(tmp_path / "x.xlsx", **{sheet: [heads, ["text", "a", "A"]]})

    (item,) = import_form(path).form.items()

    assert (item.code, item.label.en) == ("a", "A")


@pytest.mark.parametrize("head", ["list name", "list_name", "List Name"])
def test_list_names_are_read_in_every_spelling(head, tmp_path):
    choices = [[head, "name", "label"], ["l", "x", "X"]]
    path = workbook(
        tmp_path / "x.xlsx", survey=[PLAIN, ["select_one l", "a", "A"]], choices=choices
    )

    assert [choice.value for choice in import_form(path).form.item("a").choices] == ["x"]


def test_hidden_sheets_and_rows_are_read_and_other_sheets_said(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        book.add_worksheet("front").write(0, 0, "Read me")
        notes, survey = book.add_worksheet("notes"), book.add_worksheet("survey")
        notes.write_column(0, 0, ["x", "y"])
        for number, row in enumerate([PLAIN, ["text", "a", "A"], ["text", "b", "B"]]):
            survey.write_row(number, 0, row)
        survey.set_row(2, None, None, {"hidden": True})
        survey.hide()

    found = import_form(tmp_path / "x.xlsx")

    assert [item.code for item in found.form.items()] == ["a", "b"]
    left = [each.place.sheet for each in found.remarks if each.kind == "sheet_left_out"]
    assert left == ["notes"]


def test_formula_into_another_workbook_is_refused_at_its_cell(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (PLAIN, ["text", "a", "=[1]Sheet1!A1"]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")

    with pytest.raises(XlsFormRefused) as refusal:
        import_form(tmp_path / "x.xlsx")

    (fault,) = refusal.value.faults
    assert (fault.kind, fault.place.row, fault.place.column) == ("formula", 2, "C")
