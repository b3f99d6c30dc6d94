"""Whatever is named .xlsx is read within bounds, or refused in a sentence."""

import io
import tracemalloc
import zipfile

import pytest

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
