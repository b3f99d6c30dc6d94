import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.answers import Answer
from forms.definition import AnswerType, Escalation, Grade, PhotoRule, Reason, Result
from forms.sheet import Sheet
from tests.forms.factories import (
    TODAY,
    a_failure,
    a_form,
    a_number,
    a_section,
    a_text,
    an_answer,
    an_item,
)

FX1, FX2, HY1 = ("FX1", "FX", {"building": "3"}), ("FX2", "FX", {}), ("HY1", "HY", {})


def a_walk(*more):
    return a_form(
        a_section("fx", [an_item("FIRE-01"), an_item("FIRE-04")], asset_kind="FX"),
        a_section("rest", [an_item("FIRE-20"), an_item("FIRE-21")]),
        *more,
    )


def a_sheet(form=None, *answers, assets=(), unit_kind="primary", **attributes):
    return Sheet.of(
        form or a_walk(),
        unit_kind=unit_kind,
        unit_attributes=attributes,
        assets=assets,
        answers={answer.slot: answer for answer in answers},
        today=TODAY,
    )


def keys(sheet):
    return [slot.key for slot in sheet.slots]


def problem_keys(sheet):
    return [
        (problem.slot_key, problem.key.removeprefix("problem.")) for problem in sheet.problems()
    ]


def test_a_repeating_section_shows_once_while_nothing_is_scanned():
    sheet = a_sheet()

    assert [state.key for state in sheet.sections] == ["fx", "rest"]
    assert keys(sheet) == ["FIRE-01", "FIRE-04", "FIRE-20", "FIRE-21"]
    assert [slot.index for slot in sheet.slots] == [0, 1, 2, 3]


def test_a_repeating_section_shows_once_per_scanned_asset_in_scan_order():
    sheet = a_sheet(assets=(FX2, HY1, FX1, FX2))

    assert [state.key for state in sheet.sections] == ["fx@FX2", "fx@FX1", "rest"]
    assert keys(sheet)[:2] == ["FIRE-01@FX2", "FIRE-04@FX2"]
    assert sheet.slot("FIRE-04@FX1").index == 3
    assert sheet.slot("FIRE-04@FX1").section == "fx@FX1"


def test_sections_of_one_kind_that_follow_each_other_are_walked_asset_by_asset():
    form = a_form(
        a_section("outside", [an_item("A-01")], asset_kind="FX"),
        a_section("inside", [an_item("A-02")], asset_kind="FX"),
    )

    sheet = a_sheet(form, assets=(FX1, FX2))

    assert keys(sheet) == ["A-01@FX1", "A-02@FX1", "A-01@FX2", "A-02@FX2"]


def test_what_was_answered_before_the_first_scan_stays_in_sight_until_taken_back():
    sheet = a_sheet(None, an_answer("FIRE-01"), assets=(FX1,))
    assert [state.key for state in sheet.sections] == ["fx", "fx@FX1", "rest"]

    cleared = sheet.with_answer(Answer("FIRE-01"))

    assert [state.key for state in cleared.sections] == ["fx@FX1", "rest"]


def test_progress_counts_results_not_values():
    sheet = a_sheet(None, an_answer("FIRE-01"), Answer("FIRE-04", value=3))

    assert (sheet.answered, sheet.total) == (1, 4)
    assert [(state.answered, state.total, state.done) for state in sheet.sections] == [
        (1, 2, False),
        (0, 2, False),
    ]


def test_totals_count_results_and_grades():
    sheet = a_sheet(
        None,
        a_failure("FIRE-01", grade=Grade.major),
        a_failure("FIRE-04"),
        an_answer("FIRE-20", Result.not_applicable),
    )

    totals = sheet.totals

    assert (totals.passed, totals.failed, totals.not_applicable, totals.unanswered) == (0, 2, 1, 1)
    assert totals.by_grade == {Grade.general: 1, Grade.serious: 0, Grade.major: 1}
    assert [slot.key for slot in sheet.failures()] == ["FIRE-01", "FIRE-04"]


def test_next_unanswered_goes_round():
    sheet = a_sheet(None, an_answer("FIRE-04"), an_answer("FIRE-21"))

    assert sheet.next_unanswered(None) == "FIRE-01"
    assert sheet.next_unanswered("FIRE-01") == "FIRE-20"
    assert sheet.next_unanswered("FIRE-20") == "FIRE-01"
    assert sheet.next_unanswered("gone") == "FIRE-01"


def test_nothing_is_next_when_all_is_answered():
    sheet = a_sheet(None, *(an_answer(f"FIRE-{n}") for n in ("01", "04", "20", "21")))

    assert sheet.next_unanswered() is None
    assert sheet.problems() == ()
    assert all(state.done for state in sheet.sections)


def test_an_answer_leaves_the_other_sections_as_they_were():
    before = a_sheet(assets=(FX1, FX2))

    after = before.with_answer(an_answer("FIRE-04", asset="FX2"))

    assert after.slot("FIRE-04@FX2").answer.result is Result.passed
    assert before.slot("FIRE-04@FX2").answer is None
    assert after.sections[0] is before.sections[0]
    assert after.sections[2] is before.sections[2]
    assert (before.answered, after.answered) == (0, 1)
    fresh = a_sheet(None, an_answer("FIRE-04", asset="FX2"), assets=(FX1, FX2))
    assert after == fresh


def test_an_answer_to_what_is_not_asked_is_refused():
    with pytest.raises(KeyError):
        a_sheet().with_answer(an_answer("FIRE-99"))


def test_an_item_shows_only_where_it_is_relevant():
    form = a_walk(a_section("b", [an_item("FIRE-13", relevant="${unit.boarding}")]))

    assert "FIRE-13" not in keys(a_sheet(form))
    assert "FIRE-13" in keys(a_sheet(form, boarding=True))


def test_a_section_may_depend_on_the_unit_and_the_count_of_scans():
    form = a_walk(
        a_section("k", [an_item("A-01")], relevant="${unit_kind} = 'kindergarten'"),
        a_section("many", [an_item("A-02")], relevant="${count.FX} >= 2"),
    )

    assert keys(a_sheet(form, unit_kind="kindergarten"))[-1] == "A-01"
    assert keys(a_sheet(form, assets=(FX1, FX2)))[-1] == "A-02"
    assert keys(a_sheet(form, assets=(FX1,)))[-1] == "FIRE-21"


def test_a_section_may_depend_on_the_kind_of_place():
    form = a_walk(a_section("kitchen", [an_item("A-01")], relevant="${place_kind} = 'kitchen'"))
    answers = {"unit_kind": "primary", "today": TODAY}

    assert "A-01" in keys(Sheet.of(form, place_kind="kitchen", **answers))
    assert "A-01" not in keys(Sheet.of(form, **answers))


def test_a_condition_on_the_asset_is_asked_of_each_asset():
    item = an_item("LAB-03", relevant="not(${asset.toxics} = 0)")
    form = a_form(a_section("cc", [an_item("LAB-02"), item], asset_kind="CC"))
    assets = (("A", "CC", {"toxics": False}), ("B", "CC", {"toxics": True}), ("C", "CC", {}))

    sheet = a_sheet(form, assets=assets)

    assert [key for key in keys(sheet) if key.startswith("LAB-03")] == ["LAB-03@B", "LAB-03@C"]


def test_an_answer_that_a_condition_depends_on_lays_the_sheet_out_again():
    form = a_walk(a_section("c", [an_item("A-01", relevant="${FIRE-20} = 'fail'")]))
    sheet = a_sheet(form, an_answer("A-01"))
    assert "A-01" not in keys(sheet)

    shown = sheet.with_answer(a_failure("FIRE-20"))
    hidden = shown.with_answer(an_answer("FIRE-20"))

    assert shown.slot("A-01").is_answered
    assert "A-01" not in keys(hidden)
    assert hidden.answers["A-01"].result is Result.passed


def test_within_an_asset_a_condition_sees_the_answer_of_the_same_asset():
    section = a_section(
        "fx",
        [an_item("FIRE-01"), an_item("FIRE-06", relevant="${FIRE-01.result} = 'fail'")],
        asset_kind="FX",
    )

    sheet = a_sheet(a_form(section), assets=(FX1, FX2)).with_answer(a_failure(asset="FX2"))

    assert keys(sheet) == ["FIRE-01@FX1", "FIRE-01@FX2", "FIRE-06@FX2"]


def test_what_is_unanswered_or_undecided_forbids_submitting():
    form = a_form(a_section(items=[an_item("A-01"), a_number(code="A-02"), an_item("A-03")]))
    sheet = a_sheet(form, Answer("A-02", value=5.0), an_answer("A-03"))

    assert problem_keys(sheet) == [("A-01", "unanswered"), ("A-02", "undecided")]
    assert sheet.problems()[0].params == {"item": "A-01"}


def test_an_item_that_is_not_required_may_stay_open():
    form = a_form(a_section(items=[an_item("A-01", required=False)]))

    assert a_sheet(form).problems() == ()


@pytest.mark.parametrize(
    ("photo", "answer", "missing"),
    [
        (PhotoRule.on_fail, a_failure(), []),
        (PhotoRule.on_fail, a_failure(grade=None), ["grade_missing"]),
        (PhotoRule.on_fail, a_failure(note=" "), ["words_missing"]),
        (PhotoRule.on_fail, a_failure(photos=()), ["photo_missing"]),
        (PhotoRule.none, a_failure(photos=()), []),
        (PhotoRule.always, a_failure(photos=()), ["photo_missing"]),
        (PhotoRule.always, an_answer(), ["photo_missing"]),
        (PhotoRule.always, an_answer(photos=("a" * 64,)), []),
        (PhotoRule.on_fail, an_answer(), []),
        (PhotoRule.always, an_answer(result=Result.not_applicable), ["reason_missing"]),
        (
            PhotoRule.always,
            an_answer(result=Result.not_applicable, reason=Reason.out_of_use),
            [],
        ),
        (PhotoRule.always, an_answer(result=Result.not_applicable, reason="x"), ["reason_missing"]),
        (
            PhotoRule.none,
            an_answer(result=Result.not_applicable, reason=Reason.other),
            ["reason_missing"],
        ),
        (
            PhotoRule.none,
            an_answer(result=Result.not_applicable, reason=Reason.other, note="在建"),
            [],
        ),
    ],
)
def test_each_result_asks_for_its_proof(photo, answer, missing):
    sheet = a_sheet(a_form(a_section(items=[an_item(photo=photo)])), answer)

    assert problem_keys(sheet) == [("FIRE-01", key) for key in missing]


def test_a_pass_needs_its_value_a_failure_does_not():
    form = a_form(a_section(items=[a_number(1, code="FIRE-01")]))

    assert problem_keys(a_sheet(form, an_answer())) == [("FIRE-01", "value_missing")]
    assert problem_keys(a_sheet(form, an_answer(value=0.0))) == []
    assert problem_keys(a_sheet(form, a_failure())) == []


def test_the_grade_to_prefill_follows_value_and_asset():
    escalation = (
        Escalation(a_text("无水", "No water"), Grade.major, ". = 0"),
        Escalation(a_text("高层", "High-rise"), Grade.serious, "${asset.floor} > 10"),
        Escalation(a_text("其他", "Other"), Grade.major),
    )
    form = a_form(a_section("hy", [replace(a_number(1), escalation=escalation)], asset_kind="HY"))
    sheet = a_sheet(form, assets=(("HY1", "HY", {"floor": 12}), ("HY2", "HY", {})))

    assert sheet.grade_for("FIRE-09@HY1", 0) is Grade.major
    assert sheet.grade_for("FIRE-09@HY1", 0.1) is Grade.serious
    assert sheet.grade_for("FIRE-09@HY2", 0.1) is Grade.general


def test_dates_in_conditions_are_compared_as_days():
    escalation = (Escalation(a_text("过期", "Expired"), Grade.major, ". < today()"),)
    form = a_form(a_section(items=[an_item(answer=AnswerType.date, escalation=escalation)]))
    sheet = a_sheet(form)

    assert sheet.grade_for("FIRE-01", "2026-11-22") is Grade.major
    assert sheet.grade_for("FIRE-01", "2026-11-23") is Grade.general
    assert sheet.grade_for("FIRE-01") is Grade.general


def test_attributes_of_the_asset_come_on_top_of_the_units():
    sheet = a_sheet(assets=(("FX1", "FX", {"seats": 35}),), seats=1, boarding=True)

    assert sheet.attributes_for("FIRE-01@FX1") == {"kind": "FX", "seats": 35, "boarding": True}
    assert sheet.attributes_for("FIRE-20") == {"seats": 1, "boarding": True}


def test_a_large_sheet_is_laid_out_in_time_and_changed_in_less():
    """Bounds are wide (shared machines); benchmarks hold the real figures."""
    items = [an_item(f"FIRE-{n:02}", relevant="${unit_kind} != 'site'") for n in range(35)]
    form = a_form(a_section("fx", items, asset_kind="FX"))
    assets = tuple((f"FX{n}", "FX", {"building": "1"}) for n in range(30))

    began = time.process_time()
    sheet = a_sheet(form, assets=assets)
    laid_out = time.process_time()
    for n in range(30):
        sheet = sheet.with_answer(an_answer(f"FIRE-{n:02}", asset=f"FX{n}"))
    changed = (time.process_time() - laid_out) / 30

    assert (sheet.answered, sheet.total) == (30, 1050)
    assert laid_out - began < 0.1
    assert changed < 0.003


A_DEPENDENT_FORM = a_walk(
    a_section(
        "more",
        [
            an_item("A-01", relevant="${FIRE-20} = 'fail' or ${FIRE-21} = 'fail'"),
            an_item("A-02", relevant="${A-01.result} != 'na'"),
        ],
    )
)
SLOTS = ("FIRE-01@FX1", "FIRE-04@FX2", "FIRE-01", "FIRE-20", "FIRE-21", "A-01", "A-02")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(SLOTS), st.sampled_from([*Result, None])), max_size=12),
)
def test_answering_one_by_one_ends_where_laying_out_anew_does(taps):
    sheet = a_sheet(A_DEPENDENT_FORM, an_answer("FIRE-01"), assets=(FX1, FX2))

    for slot, result in taps:
        code, _, asset = slot.partition("@")
        if slot in keys(sheet):
            sheet = sheet.with_answer(Answer(code, asset, result))

    fresh = a_sheet(A_DEPENDENT_FORM, *sheet.answers.values(), assets=(FX1, FX2))
    assert sheet == fresh
    assert sheet.total == sheet.totals.total == len(sheet.slots)
    assert [sheet.slot(slot.key) for slot in sheet.slots] == list(sheet.slots)
    assert [slot.index for slot in sheet.slots] == list(range(sheet.total))
