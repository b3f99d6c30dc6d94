"""A form that notes: rows, what is computed, required and constrained while it is filled in."""

import pytest

from forms.answers import Answer
from forms.definition import Form
from forms.sheet import Sheet
from tests.forms.factories import TODAY


def an_item(code, answer, **more):
    return {"code": code, "answer": answer, "judged": False, "label": {"zh": code}, **more}


def a_sheet(*items, **section):
    plain = {
        "id": "noting",
        "version": 1,
        "domain": "traffic",
        "purpose": "register",
        "label": {"zh": "记录"},
        "sections": [{"id": "s", "label": {"zh": "部分"}, "items": list(items), **section}],
    }
    return Sheet.of(Form.from_dict(plain), unit_kind="primary", today=TODAY)


def said(sheet, **values):
    for slot, value in values.items():
        code, _, row = slot.partition("__")
        sheet = sheet.with_answer(Answer(code, row, value=value))
    return sheet


def missing(sheet):
    return [(problem.slot_key, problem.key) for problem in sheet.problems()]


@pytest.fixture
def counting():
    return a_sheet(
        an_item("with", "count"),
        an_item("without", "count"),
        an_item(
            "share",
            "calculate",
            calculation="if(${with} + ${without} > 0, "
            "round(${with} div (${with} + ${without}) * 100, 1), '')",
        ),
    )


def test_a_value_is_computed_from_what_it_names(counting):
    assert counting.slot("share").answer.value is None

    sheet = said(counting, **{"with": 27, "without": 4})

    assert sheet.slot("share").answer.value == 87.1
    assert said(sheet, without=0).slot("share").answer.value == 100


def test_what_is_noted_counts_as_answered(counting):
    assert (counting.answered, counting.total) == (0, 2)
    assert counting.next_unanswered() == "with"

    sheet = said(counting, **{"with": 27, "without": 4})

    assert sheet.answered == sheet.total
    assert sheet.sections[0].done
    assert sheet.next_unanswered() is None
    assert sheet.totals.passed == sheet.totals.failed == 0


def test_what_may_stay_empty_is_neither_waited_for_nor_counted_as_done():
    sheet = a_sheet(an_item("name", "text"), an_item("remark", "text", required=False))
    assert (sheet.answered, sheet.total) == (0, 1)
    assert (said(sheet, remark="乙").answered, said(sheet, remark="乙").total) == (1, 2)

    sheet = said(sheet, name="甲")

    assert sheet.next_unanswered() is None
    assert missing(sheet) == []


def test_whether_it_must_be_there_depends_on_an_answer():
    sheet = a_sheet(
        an_item("grade", "text"),
        an_item("safeguards", "text", required="${grade} = 'major'"),
    )

    assert missing(said(sheet, grade="general")) == []
    assert missing(said(sheet, grade="major")) == [("safeguards", "problem.unfilled")]


@pytest.mark.parametrize(("value", "is_violated"), [("2026-11-24", False), ("2026-11-22", True)])
def test_a_value_that_does_not_fit_another_one_forbids_submitting(value, is_violated):
    sheet = a_sheet(an_item("found", "date"), an_item("done", "date", constraint=". >= ${found}"))

    sheet = said(sheet, found="2026-11-23", done=value)

    assert sheet.slot("done").is_violated is is_violated
    assert (("done", "problem.constraint") in missing(sheet)) is is_violated


def test_changing_the_other_value_is_noticed():
    sheet = a_sheet(an_item("found", "date"), an_item("done", "date", constraint=". >= ${found}"))
    sheet = said(sheet, found="2026-11-20", done="2026-11-21")

    assert said(sheet, found="2026-11-23").slot("done").is_violated


def test_a_row_to_write_in_waits_behind_the_filled_ones():
    repeat = {"label": {"zh": "参加人"}, "minimum": 1, "maximum": 3}
    sheet = a_sheet(an_item("name", "text"), an_item("ink", "text"), repeat=repeat)
    assert [state.key for state in sheet.sections] == ["s@1"]
    assert sheet.next_unanswered() == "name@1"

    sheet = said(sheet, name__1="甲", ink__1="x")

    assert [state.key for state in sheet.sections] == ["s@1", "s@2"]
    assert sheet.next_unanswered() is None
    assert missing(sheet) == []


def test_a_row_that_was_begun_must_be_finished():
    repeat = {"label": {"zh": "参加人"}}
    sheet = a_sheet(an_item("name", "text"), an_item("ink", "text"), repeat=repeat)

    sheet = said(sheet, name__1="甲", ink__1="x", name__2="乙")

    assert missing(sheet) == [("ink@2", "problem.unfilled")]


def test_there_are_no_more_rows_than_the_form_allows():
    repeat = {"label": {"zh": "参加人"}, "maximum": 2}
    sheet = a_sheet(an_item("name", "text"), repeat=repeat)

    sheet = said(sheet, name__1="甲", name__2="乙")

    assert [state.key for state in sheet.sections] == ["s@1", "s@2"]


def test_rows_have_their_own_values_in_conditions():
    repeat = {"label": {"zh": "品种"}}
    sheet = a_sheet(
        an_item("book", "number"),
        an_item("shelf", "number", constraint=". = ${book}"),
        repeat=repeat,
    )

    sheet = said(sheet, book__1=3.0, shelf__1=3.0, book__2=5.0, shelf__2=3.0)

    assert not sheet.slot("shelf@1").is_violated
    assert sheet.slot("shelf@2").is_violated
