"""What is outside of our language is refused by name, with sheet, row and column; all of it."""

import pytest
import xlsxwriter

from forms.xlsform.faults import FaultKind, XlsFormRefused
from forms.xlsform.importing import import_form
from tests.forms.xlsform.sheets import PLAIN, faults_of, workbook

OUTSIDE_TYPES = [
    "osm",
    "xml-external",
    "csv-external x",
    "select_one_from_file x.csv",
    "select_multiple_from_file x.csv",
    "select_one_external l",
    "start-geopoint",
    "background-audio",
    "begin loop over l",
    "nonsense",
    "Select_One l",
]


@pytest.mark.parametrize("kind", OUTSIDE_TYPES)
def test_type_outside_is_named_at_its_cell(kind, tmp_path):
    choices = [["list_name", "name", "label"], ["l", "x", "X"]]
    survey = [PLAIN, ["text", "before", "Before"], [kind, "a", "A"], ["text", "b", "B"]]

    found = faults_of(tmp_path, survey, choices=choices)

    assert any(each.startswith("survey!A3 ") for each in found), found


@pytest.mark.parametrize(
    ("heading", "cell", "named"),
    [
        ("calculation", "pulldata('f','a','b','c')", "file_missing f.csv"),
        ("calculation", "pulldata(${a},'a','b','c')", "outside_expression pulldata"),
        ("calculation", "/data/nowhere", "outside_expression /"),
        ("calculation", "../a[1]", "outside_expression [ ]"),
        ("calculation", "instance('l')/root/item", "outside_expression instance(…)"),
        ("calculation", "${last-saved#a}", "outside_expression ${last-saved#…}"),
        ("calculation", "current()/a", "outside_expression current()"),
        ("calculation", "../nowhere", "outside_expression ../"),
        ("calculation", "../../a", "outside_expression ../"),
        ("calculation", "jr:choice-name(${a}, 1)", "outside_expression jr:choice-name"),
        ("calculation", "nonsense:f(${a})", "outside_function nonsense:f"),
        ("constraint", "regex(., '(a+)+$')", "outside_pattern (a+)+$"),
        ("calculation", "random()", "outside_function random"),
        ("choice_filter", "x = ${nowhere}", "name_unknown nowhere"),
        ("default", "${nowhere} + 1", "name_unknown nowhere"),
        ("calculation", "nonsense(1)", "outside_function nonsense"),
        ("relevant", "${nowhere} = 1", "name_unknown nowhere"),
        ("relevant", "${a} = ", "outside_expression unexpected end"),
        ("constraint", "regex(., 'a'", "outside_expression unexpected end"),
        ("trigger", "${a}", "outside_column trigger"),
        ("intent", "org.x", "outside_column intent"),
        ("save_to", "x", "outside_column save_to"),
        ("relevent", "${a} = 1", "outside_column relevent"),
        ("appearance", "search('f')", "outside_appearance search('f')"),
        ("read_only", "${a} = 1", "outside_expression ${a} = 1"),
    ],
)
def test_cell_outside_is_named_at_its_place(heading, cell, named, tmp_path):
    survey = [[*PLAIN, heading], ["integer", "a", "A"], ["text", "b", "B", cell]]

    assert f"survey!D3 {named}" in faults_of(tmp_path, survey)


@pytest.mark.parametrize("sheet", ["entities", "cascades", "osm"])
def test_sheet_outside_is_named(sheet, tmp_path):
    found = faults_of(tmp_path, [PLAIN, ["text", "a", "A"]], **{sheet: [["list_name"], ["x"]]})

    assert f"{sheet}!A1 outside_sheet {sheet}" in found


def test_misspelt_sheet_is_asked_about(tmp_path):
    found = faults_of(tmp_path, [PLAIN, ["text", "a", "A"]], choises=[["list_name"], ["x"]])

    assert found == ["choises!A1 outside_sheet choises"]


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([["text", "a", None]], "survey!C2 label_missing a"),
        ([["text", None, "A"]], "survey!B2 name_missing"),
        ([["text", "1a", "A"]], "survey!B2 bad_name 1a"),
        ([[None, "a", "A"]], "survey!A2 type_missing"),
        ([["text", "a", "A"], ["text", "a", "B"]], "survey!B3 name_twice a"),
        ([["begin group", "g", "G"], ["text", "a", "A"]], "survey!A2 end_missing g"),
        ([["text", "a", "A"], ["end group"]], "survey!A3 begin_missing end group"),
        ([["select_one nolist", "a", "A"]], "survey!A2 list_missing nolist"),
        ([["calculate", "a", None]], "survey!A2 calculation_missing"),
    ],
)
def test_fault_of_a_row_is_at_its_cell(rows, named, tmp_path):
    assert named in faults_of(tmp_path, [PLAIN, *rows])


def test_repeat_in_a_repeat_is_refused(tmp_path):
    survey = [PLAIN, ["begin repeat", "r", "R"], ["begin repeat", "s", "S"], ["text", "a", "A"]]
    survey += [["end repeat"], ["end repeat"]]

    assert "survey!A3 outside_nesting begin repeat" in faults_of(tmp_path, survey)


def test_circle_is_refused(tmp_path):
    survey = [[*PLAIN, "relevant"], ["text", "a", "A", "${b} = 'x'"]]
    survey += [["text", "b", "B", "${a} = 'x'"]]

    assert "survey!D2 cycle" in faults_of(tmp_path, survey)


def test_choice_twice_and_without_a_name(tmp_path):
    choices = [["list_name", "name", "label"], ["l", "x", "X"], ["l", "x", "Y"], ["l", None, "Z"]]

    found = faults_of(tmp_path, [PLAIN, ["select_one l", "a", "A"]], choices=choices)

    assert found[:2] == ["choices!B3 choice_twice x", "choices!B4 choice_name_missing"]


def test_value_that_only_a_device_knows_cannot_be_asked_for(tmp_path):
    survey = [[*PLAIN, "relevant"], ["deviceid", "dev"], ["text", "a", "A", "${dev} = 'x'"]]

    assert faults_of(tmp_path, survey) == ["survey!D3 outside_reference dev"]


def test_everything_is_found_at_once(tmp_path):
    survey = [[*PLAIN, "relevant"], ["osm", "a", "A"], ["text", "b", None, "${x} = 1"]]

    found = faults_of(tmp_path, survey)

    assert [each.split()[1] for each in found] == ["outside_type", "label_missing", "name_unknown"]


ACTING = ["=1+1", "=A1", '="A"&B1', "=5", "@SUM(A1)", "+HYPERLINK(1)"]
ACTING += ["-2+3+cmd|' /C calc'!A0", "=Sheet2!A1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", ACTING)
def test_text_that_a_spreadsheet_would_compute_is_refused(text, tmp_path):
    assert faults_of(tmp_path, [PLAIN, ["text", "a", text]]) == ["survey!C2 formula_text"]


def test_formula_is_refused(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet("survey")
        for column, cell in enumerate(PLAIN):
            sheet.write(0, column, cell)
        sheet.write_row(1, 0, ["text", "a"])
        sheet.write_formula(1, 2, "=1+1", None, 2)

    with pytest.raises(XlsFormRefused) as refusal:
        import_form(tmp_path / "x.xlsx")

    assert [str(fault.kind) for fault in refusal.value.faults] == ["formula"]


def test_merged_cells_are_read_from_their_first(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, PLAIN)
        sheet.write_row(1, 0, ["text", "a"])
        sheet.merge_range("C2:D2", "Both")

    (item,) = import_form(tmp_path / "x.xlsx").form.items()

    assert item.label.en == "Both"


def test_every_fault_kind_is_refused_only_by_name():
    assert all(kind.value == kind.name for kind in FaultKind)


def test_list_of_100_000_rows_is_refused_in_bounded_time(tmp_path):
    rows = [["l", f"n{number}", f"N{number}"] for number in range(100_000)]
    choices = [["list_name", "name", "label"], *rows]
    path = workbook(
        tmp_path / "x.xlsx", survey=[PLAIN, ["select_one l", "a", "A"]], choices=choices
    )

    with pytest.raises(XlsFormRefused) as refusal:
        import_form(path)

    (fault,) = refusal.value.faults
    assert (fault.kind, fault.place.sheet) == (FaultKind.too_many_rows, "choices")
