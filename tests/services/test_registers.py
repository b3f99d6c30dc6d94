"""Every form that notes can be filled in, submitted and found again; none of it is a hazard."""

import json
import re

import pytest

from forms.definition import UNIT_KINDS, AnswerType, Purpose
from inspect_app.domain.inspection import Inspection, InspectionKind
from inspect_app.errors import NotComplete
from tests.library import library
from tests.registers import fill_in
from tests.storage.factories import a_photo

CHECKLISTS = [form for form in library() if form.purpose is Purpose.checklist]
REGISTERS = {form.id: form for form in library() if form.purpose is Purpose.register}
CHINESE = re.compile(r"[㐀-鿿]")


@pytest.fixture
def photo(desk):
    content = b"\xff\xd8 a picture \xff\xd9"
    return desk.store.photos.put(content, a_photo(content, desk.store.photos.put(content)))


def begun(desk, form_id):
    """Begin in a unit that the form is for."""
    unit = desk.catalog.unit("unit-1")
    kinds = REGISTERS[form_id].unit_kinds
    if str(unit.kind) not in kinds:
        desk.store.units.apply([unit.to_dict() | {"kind": kinds[0]}])
    return desk.inspections.start("unit-1", form_id).id


def sent(desk):
    return [Inspection.from_dict(each.body) for each in desk.store.records.newest_inspections(9)]


def test_the_plans_forms_are_there():
    assert {
        "rectification_plan",
        "campaign_scheme",
        "campaign_summary",
        "holiday_risk",
        "bus_three_checks",
        "helmet_count",
        "hot_work_permit",
        "chemical_movement",
        "drill",
        "training_signin",
        "leader_inspection",
        "coach_hire",
        "disaster_report",
        "duty_log",
    } <= set(REGISTERS)


@pytest.mark.parametrize("form", REGISTERS.values(), ids=REGISTERS)
def test_a_register_says_everything_in_both_languages(form):
    texts = [form.label, *(section.label for section in form.sections)]
    texts += [section.repeat.label for section in form.sections if section.repeat]
    for item in form.items():
        texts += [item.label, *(choice.label for choice in item.choices)]
        texts += [basis.text for basis in item.basis]
        for text in (item.method, item.unit, item.constraint_message, item.required_message):
            texts += [text] if text and text.zh else []
        assert not item.judged
        assert bool(item.constraint) == bool(item.constraint_message.zh), item.code
    for text in texts:
        assert text.zh
        assert text.en
        assert not CHINESE.search(text.en), text.en
    assert set(form.unit_kinds) <= set(UNIT_KINDS)


def test_registers_stand_apart_from_checklists(desk):
    unit = desk.catalog.unit("unit-1")

    assert not {form.id for form in desk.catalog.forms_for(unit)} & set(REGISTERS)
    assert "drill" in {form.id for form in desk.catalog.registers_for(unit)}
    assert {form.domain for form in REGISTERS.values()} <= {form.id for form in CHECKLISTS}


@pytest.mark.parametrize("form_id", REGISTERS)
def test_a_register_can_be_filled_in_and_submitted(desk, photo, form_id):
    draft_id = begun(desk, form_id)
    with pytest.raises(NotComplete):
        desk.submission.submit(draft_id)

    asked = fill_in(desk.inspections, draft_id, photo)
    desk.submission.submit(draft_id)

    (inspection,) = sent(desk)
    said = {answer.item for answer in inspection.answers}
    assert inspection.kind is InspectionKind.register
    assert asked <= said
    assert inspection.hazards == ()
    assert inspection.counts["passed"] == inspection.counts["failed"] == 0
    assert all(answer.result is None for answer in inspection.answers)


def test_the_share_of_helmets_is_worked_out_and_kept(desk, photo):
    draft_id = begun(desk, "helmet_count")
    fill_in(desk.inspections, draft_id, photo)
    desk.inspections.enter(draft_id, "HC-04", "27")
    desk.inspections.enter(draft_id, "HC-05", "4")

    desk.submission.submit(draft_id)

    (inspection,) = sent(desk)
    values = {answer.item: answer.value for answer in inspection.answers}
    assert (values["HC-06"], values["HC-07"]) == (31, 87.1)


def test_a_sign_in_sheet_keeps_a_row_for_each(desk, photo):
    draft_id = begun(desk, "training_signin")
    fill_in(desk.inspections, draft_id, photo)
    desk.inspections.enter(draft_id, "TS-08@2", "演示教师乙")
    with pytest.raises(NotComplete):
        desk.submission.submit(draft_id)
    fill_in(desk.inspections, draft_id, photo)

    desk.submission.submit(draft_id)

    (inspection,) = sent(desk)
    names = {a.asset: a.value for a in inspection.answers if a.item == "TS-08"}
    signed = {a.asset for a in inspection.answers if a.item == "TS-10" and json.loads(a.value)}
    assert set(names) == signed == {"1", "2"}
    assert names["2"] == "演示教师乙"


@pytest.mark.parametrize(
    ("form_id", "slot", "text"),
    [
        ("hot_work_permit", "HW-07", "yes"),
        ("hot_work_permit", "HW-09", ""),
        ("hot_work_permit", "HW-13", "cleared"),
        ("hot_work_permit", "HW-19", "2026-11-23 08:29"),
        ("rectification_plan", "RP-09", "2026-11-22"),
        ("coach_hire", "CH-12@1", "2026-11-22"),
        ("holiday_risk", "HR-05", "fire bus"),
        ("duty_check", "DK-04", "6"),
    ],
)
def test_what_must_not_be_is_refused_with_the_reason(desk, photo, form_id, slot, text):
    draft_id = begun(desk, form_id)
    fill_in(desk.inspections, draft_id, photo)

    desk.inspections.enter(draft_id, slot, text)

    problems = desk.submission.readiness(draft_id).problems
    assert [problem.slot_key for problem in problems] == [slot]
    assert problems[0].text.zh


def test_two_keepers_and_who_takes_it_sign_for_chemicals():
    signed = [
        item.code
        for item in REGISTERS["chemical_movement"].items()
        if item.answer is AnswerType.signature
    ]

    assert signed == ["CM-16", "CM-17", "CM-18"]


def test_what_differs_from_the_book_is_written_down_and_explained(desk, photo):
    draft_id = begun(desk, "chemical_movement")
    fill_in(desk.inspections, draft_id, photo)
    desk.inspections.enter(draft_id, "CM-13@1", "4")
    (problem,) = desk.submission.readiness(draft_id).problems
    assert problem.slot_key == "CM-14@1"

    desk.inspections.enter(draft_id, "CM-14@1", "少一瓶，已报告")
    desk.submission.submit(draft_id)

    (inspection,) = sent(desk)
    values = {answer.item: answer.value for answer in inspection.answers}
    assert (values["CM-12"], values["CM-13"], values["CM-14"]) == (5, 4, "少一瓶，已报告")


def test_an_entitlement_that_has_expired_is_never_in_order(desk, photo):
    draft_id = begun(desk, "bus_three_checks")
    fill_in(desk.inspections, draft_id, photo)
    desk.inspections.enter(draft_id, "TC-05", "2026-11-22")
    (problem,) = desk.submission.readiness(draft_id).problems
    assert problem.slot_key == "TC-07"

    desk.inspections.enter(draft_id, "TC-07", "bad")
    desk.inspections.enter(draft_id, "TC-11", "已停班，等审验")

    assert desk.submission.readiness(draft_id).problems == ()


def test_only_welding_needs_a_certificate(desk, photo):
    draft_id = begun(desk, "hot_work_permit")
    fill_in(desk.inspections, draft_id, photo)
    desk.inspections.enter(draft_id, "HW-09", "")
    desk.inspections.enter(draft_id, "HW-03", "grinding")

    assert desk.submission.readiness(draft_id).problems == ()


def test_those_who_came_are_counted(desk, photo):
    draft_id = begun(desk, "training_signin")
    fill_in(desk.inspections, draft_id, photo)
    desk.inspections.enter(draft_id, "TS-08@2", "演示教师乙")
    fill_in(desk.inspections, draft_id, photo)

    sheet = desk.inspections.open(draft_id).sheet
    assert sheet.slot("TS-12").answer.value == 2
