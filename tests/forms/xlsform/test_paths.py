"""Paths to other questions mean what the names mean that they lead to."""

import pytest

from forms.answers import Answer
from forms.sheet import Sheet
from forms.xlsform.exporting import export_form
from tests.forms.factories import TODAY
from tests.forms.xlsform.sheets import PLAIN, faults_of, form_of

HEAD = [*PLAIN, "calculation"]


def calculation_of(tmp_path, path):
    """Of a question in the group `g`, beside and around which others stand."""
    survey = [
        HEAD,
        ["text", "top", "Top"],
        ["begin group", "g", "G"],
        ["text", "near", "Near"],
        ["calculate", "asking", None, path],
        ["begin group", "inner", "Inner"],
        ["text", "deep", "Deep"],
        ["end group"],
        ["end group"],
        ["begin repeat", "r", "R"],
        ["integer", "n", "N"],
        ["end repeat"],
    ]
    return form_of(tmp_path, survey).item("asking").calculation


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("../near", "${near}"),
        (" .. / near ", " ${near} "),
        ("./../near", "${near}"),
        ("current()/../near", "${near}"),
        ("../../top", "${top}"),
        ("../inner/deep", "${deep}"),
        ("/data/g/inner/deep", "${deep}"),
        ("count(../../r)", "count(${r})"),
        ("sum(/data/r/n) + 1", "sum(${n}) + 1"),
        ("concat(../near, '../near', \"/data/top\")", "concat(${near}, '../near', \"/data/top\")"),
        ("if(../near='a',../../top,'/')", "if(${near}='a',${top},'/')"),
    ],
)
def test_path_comes_to_the_name_of_the_question(path, name, tmp_path):
    assert calculation_of(tmp_path, path) == name.strip()


def test_question_of_a_name_that_others_have_too_is_found_by_its_path(tmp_path):
    survey = [
        HEAD,
        ["begin group", "a", "A"],
        ["text", "name", "Name"],
        ["calculate", "first", None, "../name"],
        ["end group"],
        ["begin group", "b", "B"],
        ["text", "name", "Name"],
        ["calculate", "second", None, "concat(../name, /data/a/name)"],
        ["end group"],
    ]

    form = form_of(tmp_path, survey)

    assert form.item("first").calculation == "${name}"
    assert form.item("second").calculation == "concat(${name_2}, ${name})"
    export_form(form, tmp_path / "again.xlsx")


def test_row_of_a_repeat_is_asked_for_from_a_group_in_it(tmp_path):
    survey = [
        HEAD,
        ["begin repeat", "r", "R"],
        ["text", "said", "Said"],
        ["begin group", "g", "G"],
        ["calculate", "row", None, "position(../..)"],
        ["end group"],
        ["end repeat"],
    ]
    form = form_of(tmp_path, survey)
    sheet = Sheet.of(form, unit_kind="primary", today=TODAY)

    second = sheet.with_answer(Answer("said", "1", value="x")).with_answer(
        Answer("said", "2", value="y")
    )

    assert form.item("row").calculation == "position(..)"
    assert [second.slot(f"row@{row}").answer.value for row in "12"] == [1, 2]


def test_filter_asks_for_a_question_from_where_it_stands(tmp_path):
    choices = [["list_name", "name", "label", "of"], ["l", "x", "X", "a"], ["l", "y", "Y", "b"]]
    survey = [
        [*PLAIN, "choice_filter"],
        ["text", "kind", "Kind"],
        ["select_one l", "a", "A", "of = current()/../kind"],
    ]
    form = form_of(tmp_path, survey, choices=choices)

    sheet = Sheet.of(form, unit_kind="primary", today=TODAY).with_answer(Answer("kind", value="b"))

    assert form.item("a").choice_filter == "of = ${kind}"
    assert [each.value for each in sheet.slot("a").choices] == ["y"]


def test_filter_does_not_begin_at_the_question_by_itself(tmp_path):
    choices = [["list_name", "name", "label", "of"], ["l", "x", "X", "a"]]
    survey = [[*PLAIN, "choice_filter"], ["text", "kind", "Kind"]]
    survey += [["select_one l", "a", "A", "of = ../kind"]]

    assert faults_of(tmp_path, survey, choices=choices) == ["survey!D3 outside_expression ../"]


def test_circle_through_paths_is_found(tmp_path):
    survey = [
        [*PLAIN, "relevant"],
        ["text", "a", "A", "../b = 'x'"],
        ["text", "b", "B", "../a = 1"],
    ]

    assert faults_of(tmp_path, survey) == ["survey!D2 cycle"]
