"""Lists that stand elsewhere: in files beside the workbook, in `external_choices`, by key."""

from datetime import date

import pytest

from forms.answers import Answer
from forms.definition import AnswerType
from forms.sheet import Sheet
from forms.xlsform.exporting import export_form
from forms.xlsform.faults import RemarkKind
from forms.xlsform.importing import import_form
from forms.xlsform.lookups import with_instances, with_lookups
from tests.forms.xlsform.sheets import PLAIN, faults_of, form_of, imported, item_of

FRUITS = "key,name,season,Full name\nap,Apple,autumn,Malus\nst,Strawberry,summer,Fragaria\n"
CHOICES = [
    ["list_name", "name", "label", "big"],
    ["l", "a", "A", "yes"],
    ["l", "b", "B", "no"],
]
FILE = ["select_one_from_file fruits.csv", "f", "F?"]
BY_KEY = [*FILE, "value=key label=name"]


@pytest.fixture
def fruits(tmp_path):
    (tmp_path / "fruits.csv").write_text(FRUITS)
    return tmp_path


def values_of(form, *said):
    answers = {each.slot: each for each in said}
    sheet = Sheet.of(form, unit_kind="primary", answers=answers, today=date(2026, 11, 26))
    return {slot.item.code: slot.answer.value for slot in sheet.slots if slot.answer}


def test_file_of_choices_is_part_of_the_form(fruits):
    found = imported(fruits, [[*PLAIN, "parameters"], BY_KEY])

    (item,) = found.form.items()
    assert item.answer is AnswerType.choice
    assert [(c.value, c.label.en) for c in item.choices] == [("ap", "Apple"), ("st", "Strawberry")]
    assert dict(item.choices[1].columns)["season"] == "summer"
    said = {remark.kind: remark.params for remark in found.remarks}
    assert said[RemarkKind.file_read] == {"name": "fruits.csv", "count": 2}
    assert said[RemarkKind.column_left_out] == {"name": "Full name"}


def test_file_of_choices_comes_back_from_an_export_without_the_file(fruits, tmp_path):
    form = form_of(fruits, [[*PLAIN, "parameters"], [*BY_KEY[:-1], f"{BY_KEY[-1]} randomize=true"]])
    (fruits / "fruits.csv").unlink()

    export_form(form, tmp_path / "out.xlsx")

    assert import_form(tmp_path / "out.xlsx").form == form


def test_filter_may_ask_for_a_column_of_the_file(fruits):
    header = [*PLAIN, "parameters", "choice_filter"]

    item = item_of(fruits, [header, [*BY_KEY, "season = 'summer'"]])

    assert item.choice_filter == "season = 'summer'"


@pytest.mark.parametrize(
    ("kind", "parameters", "named"),
    [
        ("select_one_from_file nowhere.csv", None, "survey!A2 file_missing nowhere.csv"),
        ("select_one_from_file ../fruits.csv", None, "survey!A2 file_missing ../fruits.csv"),
        ("select_one_from_file fruits.csv", None, "fruits.csv!A1 column_missing label"),
        ("select_one_from_file fruits.csv", "value=x", "fruits.csv!A1 column_missing x"),
        ("select_one_from_file f.geojson", None, "survey!A2 outside_type"),
        ("select_one_from_file latin.csv", None, "survey!A2 file_encoding latin.csv"),
        ("select_one_from_file empty.csv", None, "empty.csv!A1 column_missing name"),
    ],
)
def test_file_that_will_not_do_is_named(kind, parameters, named, fruits):
    (fruits / "latin.csv").write_bytes("name,label\na,é\n".encode("latin-1"))
    (fruits / "empty.csv").write_text("")

    found = faults_of(fruits, [[*PLAIN, "parameters"], [kind, "f", "F?", parameters]])

    assert any(each.startswith(named) for each in found), found


def test_filter_by_a_column_that_has_another_meaning_here_is_refused(fruits):
    header = [*PLAIN, "parameters", "choice_filter"]

    found = faults_of(fruits, [header, [*BY_KEY, "name = 'Apple'"]])

    assert "survey!E2 outside_filter name = 'Apple'" in found


def test_external_choices_are_offered_by_their_filter(tmp_path):
    external = [["list_name", "name", "label", "state"], ["c", "k", "King", "wa"]]
    external += [["c", "k", "Kings", "ca"], ["c", "p", "Pierce", "wa"]]
    states = [["list_name", "name", "label"], ["s", "wa", "Washington"], ["s", "ca", "California"]]
    survey = [
        [*PLAIN, "choice_filter"],
        ["select_one s", "state", "State?"],
        ["select_one_external c", "county", "County?", "state=${state}"],
    ]

    form = form_of(tmp_path, survey, choices=states, external_choices=external)
    answers = {"state": Answer("state", value="ca")}
    sheet = Sheet.of(form, unit_kind="primary", answers=answers, today=date(2026, 11, 26))

    assert [choice.label.en for choice in sheet.slot("county").choices] == ["Kings"]
    export_form(form, tmp_path / "out.xlsx")
    assert import_form(tmp_path / "out.xlsx").form == form


def test_lists_of_one_name_in_both_sheets_are_two(tmp_path):
    rows = [["list_name", "name", "label"], ["c", "k", "K"]]
    others = [["list_name", "name", "label"], ["c", "z", "Z"]]
    survey = [[*PLAIN, "choice_filter"], ["select_one c", "a", "A?"]]
    survey += [["select_one_external c", "b", "B?", "name != ''"]]

    form = form_of(tmp_path, survey, choices=rows, external_choices=others)

    assert [item.choices[0].value for item in form.items()] == ["k", "z"]
    export_form(form, tmp_path / "out.xlsx")
    assert import_form(tmp_path / "out.xlsx").form == form


def test_external_list_is_not_in_the_choices_sheet(tmp_path):
    rows = [["list_name", "name", "label"], ["c", "k", "K"]]
    survey = [[*PLAIN, "choice_filter"], ["select_one_external c", "b", "B?", "name != ''"]]

    assert "survey!A2 list_missing c" in faults_of(tmp_path, survey, choices=rows)


LOOKUPS = [
    ("pulldata('fruits', 'name', 'key', ${f})", "Strawberry"),
    ("pulldata('fruits.csv', 'season', 'name', 'Apple')", "autumn"),
    ("instance('fruits')/root/item[key = ${f}]/season", "summer"),
    ("instance('fruits')/root/item[key=current()/../f]/name", "Strawberry"),
    ('instance("l")/root/item[name = ${g}]/big', "no"),
    ("instance('l')/root/item[${g} = name]/label", "B"),
    ("jr:itext(instance('l')/root/item[name = ${g}]/itextId)", "B"),
    ("concat('<', jr:itext( instance('l')/root/item[name=${g}]/itextId ), '>')", "<B>"),
    ("concat(instance('l')/root/item[name=${g}]/big, pulldata('fruits','key','key','ap'))", "noap"),
    ("instance('l')/root/item[big = instance('l')/root/item[name=${g}]/big]/name", "b"),
    ("instance('l')/root/item[name = 'z']/big", None),
]


@pytest.mark.parametrize(("source", "value"), LOOKUPS)
def test_cell_of_a_list_is_found_by_key(source, value, fruits, tmp_path):
    survey = [
        [*PLAIN, "parameters", "calculation"],
        BY_KEY,
        ["select_one l", "g", "G?"],
        ["calculate", "c", None, None, source],
    ]

    form = form_of(fruits, survey, choices=CHOICES)
    values = values_of(form, Answer("f", value="st"), Answer("g", value="b"))

    assert values["c"] == value
    export_form(form, tmp_path / "out.xlsx")
    assert import_form(tmp_path / "out.xlsx").form == form


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("instance('nowhere')/root/item[name = ${a}]/label", "outside_expression instance(…)"),
        ("instance('l')/root/item[name = ${a}]/size", "column_missing size"),
        ("instance('l')/root/item[name = ${a} and big = 'x']/label", "outside_expression"),
        ("count(instance('l')/root/item[big = ${a}])", "outside_expression"),
        ("instance('l')/root/item[name > ${a}]/label", "outside_expression"),
        ("pulldata('fruits', 'colour', 'key', ${a})", "column_missing colour"),
    ],
)
def test_what_cannot_be_looked_up_is_named(source, named, fruits):
    survey = [[*PLAIN, "calculation"], ["select_one l", "a", "A"], ["text", "b", "B", source]]

    found = faults_of(fruits, survey, choices=CHOICES)

    assert any(each.startswith(f"survey!D3 {named}") for each in found), found


def test_table_is_declared_by_a_type_of_its_own(fruits):
    survey = [
        [*PLAIN, "calculation"],
        ["csv-external", "fruits", None],
        ["text", "a", "A"],
        ["calculate", "b", None, "instance('fruits')/root/item[key = ${a}]/name"],
    ]

    form = form_of(fruits, survey)

    assert [item.code for item in form.items()] == ["a", "b"]
    assert values_of(form, Answer("a", value="ap"))["b"] == "Apple"


def test_brackets_and_quotes_in_a_text_are_words(fruits):
    source = "instance('l')/root/item[name = ')]\"(']/big"

    ours = with_lookups(source, lambda table, column: column or table)

    assert ours == "pulldata('l', 'big', 'name', ')]\"(')"
    assert with_instances(ours) == source
