"""Submitting freezes a draft into records; nothing is frozen half."""

from dataclasses import replace
from datetime import timedelta

import pytest

from forms.definition import AnswerType, Basis, Grade, Level, PhotoRule, Result, Text
from inspect_app.domain.evidence import SignatureRole
from inspect_app.domain.inspection import Inspection, InspectionKind
from inspect_app.errors import InspectionUnknown, NotComplete, PhotoUnknown
from sync.protocol import GENESIS, RecordKind
from tests.forms.factories import a_form, a_section, an_item
from tests.services.conftest import EXTINGUISHERS, NOON
from tests.storage.factories import a_photo

STROKES = (tuple((n * 10, n * 7) for n in range(12)),)
FAILED_ITEM = "FIRE-20"


@pytest.fixture
def photo(desk):
    content = b"\xff\xd8 a picture \xff\xd9"
    sha256 = desk.store.photos.put(content)
    return desk.store.photos.put(content, a_photo(content, sha256))


@pytest.fixture
def draft(desk, photo):
    """A self-check, wholly answered: one item failed, one photo where one is asked for."""
    asset = desk.catalog.asset(EXTINGUISHERS[0])
    draft = desk.inspections.start("unit-1", "fire", asset=asset)
    answer_all(desk, draft.id, photo)
    return draft


def answer_all(desk, draft_id, photo):
    inspections = desk.inspections
    for slot in inspections.open(draft_id).sheet.slots:
        failed = slot.item.code == FAILED_ITEM
        if slot.item.answer is AnswerType.pass_fail:
            inspections.mark(draft_id, slot.key, Result.failed if failed else Result.passed)
        else:
            inspections.mark(draft_id, slot.key, Result.not_applicable)
            inspections.set_reason(draft_id, slot.key, "no_such_thing")
        inspections.attach(draft_id, slot.key, photo)
    inspections.set_note(draft_id, FAILED_ITEM, "三楼疏散通道堆放课桌")


def sign(desk, draft_id, *roles):
    for role in roles:
        desk.inspections.sign(draft_id, role, "演示签名人", STROKES)


def test_unsigned_inspection_is_not_submitted(desk, draft):
    with pytest.raises(NotComplete):
        desk.submission.submit(draft.id)

    assert desk.inspections.open(draft.id).draft.id == draft.id
    assert desk.store.records.count() == 0


def test_unanswered_item_stands_in_the_way(desk, draft):
    sign(desk, draft.id, SignatureRole.inspector)
    desk.inspections.add_asset(draft.id, desk.catalog.asset(EXTINGUISHERS[1]))

    readiness = desk.submission.readiness(draft.id)

    assert {problem.slot_key for problem in readiness.problems} >= {f"FIRE-01@{EXTINGUISHERS[1]}"}
    assert not readiness.is_complete


def test_submitted_inspection_is_one_record_and_one_for_each_hazard(desk, draft, photo):
    sign(desk, draft.id, SignatureRole.inspector)

    inspection_id = desk.submission.submit(draft.id)

    record = desk.store.records.inspection(inspection_id)
    inspection = Inspection.from_dict(record.body)
    hazards = desk.store.hazards.open("unit-1")
    assert record.kind == RecordKind.inspection_submitted
    assert record.blobs == (photo,)
    assert inspection.counts["failed"] == 1
    assert [hazard.description for hazard in hazards] == ["三楼疏散通道堆放课桌"]
    assert inspection.hazards == (hazards[0].id,)
    assert hazards[0].grade is Grade.serious
    assert hazards[0].photos == (photo,)


def test_basis_of_the_day_is_kept_with_the_inspection(desk, draft):
    sign(desk, draft.id, SignatureRole.inspector)

    record = desk.store.records.inspection(desk.submission.submit(draft.id))

    bases = Inspection.from_dict(record.body).bases
    assert any("消防法" in text for text in bases[FAILED_ITEM])


def test_basis_in_force_is_cited_with_its_doubt_and_no_other_is(desk, library, photo):
    today, day = NOON.date(), timedelta(days=1)
    ends_today = Basis(Text("今日止", "Ends today"), effective_to=today)
    repealed = Basis(Text("已废止", "Repealed"), effective_to=today - day)
    coming = Basis(Text("未施行", "Not yet in force"), effective_from=today + day)
    form = next(form for form in library if form.id == "fire")
    revised = resting_on(form, (repealed, ends_today, coming))
    desk.store.forms.apply([revised.to_dict()])
    draft = desk.inspections.start("unit-1", "fire")
    answer_all(desk, draft.id, photo)
    sign(desk, draft.id, SignatureRole.inspector)

    record = desk.store.records.inspection(desk.submission.submit(draft.id))

    assert Inspection.from_dict(record.body).bases[FAILED_ITEM] == ("今日止（待核）",)
    assert desk.store.hazards.open("unit-1")[0].bases == ("今日止（待核）",)


def resting_on(form, bases):
    """Return the form's next version, in which the failed item rests on `bases`."""
    sections = tuple(
        replace(
            section,
            items=tuple(
                replace(item, basis=bases) if item.code == FAILED_ITEM else item
                for item in section.items
            ),
        )
        for section in form.sections
    )
    return replace(form, version=form.version + 1, sections=sections)


def test_draft_is_gone_and_the_record_waits_to_be_sent(desk, draft):
    sign(desk, draft.id, SignatureRole.inspector)

    desk.submission.submit(draft.id)

    assert desk.inspections.unfinished() == ()
    assert len(desk.store.outbox.waiting()) == 2
    with pytest.raises(InspectionUnknown):
        desk.inspections.open(draft.id)


def test_records_of_a_device_are_chained(desk, draft):
    sign(desk, draft.id, SignatureRole.inspector)
    inspection_id = desk.submission.submit(draft.id)

    first = desk.store.records.inspection(inspection_id)
    second = desk.store.records.fetch(desk.store.outbox.waiting()[1])

    assert first.previous == GENESIS
    assert second.previous == first.digest == first.computed_digest()


def test_official_inspection_needs_two_inspectors_and_the_unit(desk, draft):
    desk.inspections.set_kind(draft.id, InspectionKind.supervision)
    sign(desk, draft.id, SignatureRole.inspector)

    assert desk.submission.readiness(draft.id).missing_signatures == (
        SignatureRole.second_inspector,
        SignatureRole.responsible,
    )


def test_refusal_is_signed_by_a_witness_instead(desk, draft):
    desk.inspections.set_kind(draft.id, InspectionKind.supervision)
    sign(desk, draft.id, SignatureRole.inspector, SignatureRole.second_inspector)
    desk.inspections.refuse(draft.id, "负责人不认可检查结果")
    assert desk.submission.readiness(draft.id).missing_signatures == (SignatureRole.witness,)

    sign(desk, draft.id, SignatureRole.witness)
    record = desk.store.records.inspection(desk.submission.submit(draft.id))

    inspection = Inspection.from_dict(record.body)
    assert inspection.refusal.reason == "负责人不认可检查结果"
    assert [s.role for s in inspection.signatures][-1] is SignatureRole.witness


def test_signature_after_a_refusal_ends_the_refusal(desk, draft):
    desk.inspections.set_kind(draft.id, InspectionKind.supervision)
    desk.inspections.refuse(draft.id, "不在场")

    sign(desk, draft.id, SignatureRole.responsible)

    assert desk.inspections.open(draft.id).draft.refusal is None


def test_dot_is_not_a_signature(desk, draft):
    desk.inspections.sign(draft.id, SignatureRole.inspector, "演示签名人", (((1, 1),),))

    assert SignatureRole.inspector in desk.submission.readiness(draft.id).missing_signatures


def test_photo_that_is_not_on_the_device_undoes_the_whole_submission(desk, draft):
    sign(desk, draft.id, SignatureRole.inspector)
    desk.inspections.attach(draft.id, "FIRE-21", "b" * 64)

    with pytest.raises(PhotoUnknown):
        desk.submission.submit(draft.id)

    assert desk.store.records.count() == 0
    assert desk.restarted().inspections.open(draft.id).draft.id == draft.id


def fail_again(desk, slot_key):
    draft = desk.inspections.start("unit-1", "fire")
    desk.inspections.mark(draft.id, slot_key, Result.failed)
    return desk.inspections.open(draft.id)


@pytest.mark.parametrize(("days", "grade"), [(90, Grade.major), (91, Grade.serious)])
def test_what_fails_again_within_ninety_days_is_one_grade_worse(desk, draft, days, grade):
    sign(desk, draft.id, SignatureRole.inspector)
    desk.submission.submit(draft.id)
    (before,) = desk.store.hazards.open("unit-1")
    desk.watch.pass_by(days=days)

    opened = fail_again(desk, FAILED_ITEM)

    assert opened.sheet.slot(FAILED_ITEM).answer.grade is grade
    assert opened.carried[FAILED_ITEM].hazard == before.id
    assert opened.carried[FAILED_ITEM].is_open


def test_a_rebound_names_the_hazard_that_came_back(desk, draft, photo):
    sign(desk, draft.id, SignatureRole.inspector)
    desk.submission.submit(draft.id)
    (before,) = desk.store.hazards.open("unit-1")
    again = desk.inspections.start("unit-1", "fire")
    assert desk.inspections.open(again.id).not_seen_again() == (FAILED_ITEM,)
    answer_all(desk, again.id, photo)
    assert desk.inspections.open(again.id).not_seen_again() == ()
    sign(desk, again.id, SignatureRole.inspector)

    desk.submission.submit(again.id)

    (hazard,) = [each for each in desk.store.hazards.open("unit-1") if each.id != before.id]
    assert (hazard.rebound_of, hazard.grade) == (before.id, Grade.major)
    assert before.rebound_of == ""


def test_many_failures_of_one_building_are_one_serious_hazard(desk, draft, photo):
    inspections = desk.inspections
    for name in EXTINGUISHERS[1:]:
        inspections.add_asset(draft.id, desk.catalog.asset(name))
    answer_all(desk, draft.id, photo)
    for name in EXTINGUISHERS[:2]:
        inspections.mark(draft.id, f"FIRE-01@{name}", Result.failed)
    sign(desk, draft.id, SignatureRole.inspector)

    inspection_id = desk.submission.submit(draft.id)

    hazards = desk.store.hazards.open("unit-1")
    (systemic,) = [each for each in hazards if each.merged]
    assert len(hazards) == 2
    assert systemic.merged == tuple(f"FIRE-01@{name}" for name in EXTINGUISHERS[:2])
    assert (systemic.grade, systemic.item, systemic.asset) == (Grade.serious, "FIRE-01", "")
    assert systemic.place_name == "3号楼"
    assert "3号楼灭火器共查 3，不合格 2" in systemic.description
    assert systemic.photos == (photo,)
    body = desk.store.records.inspection(inspection_id).body
    assert set(body["hazards"]) == {each.id for each in hazards}
    carried = inspections.open(inspections.start("unit-1", "fire").id).carried
    assert carried[f"FIRE-01@{EXTINGUISHERS[1]}"].hazard == systemic.id


def test_the_score_freezes_with_the_record_in_the_words_of_its_form(desk):
    levels = (Level("good", Text("达标", "Up to standard"), 50),)
    items = [an_item("A-01", points=3), an_item("A-02", points=1, photo=PhotoRule.none)]
    desk.store.forms.apply([a_form(a_section(items=items), id="scored", levels=levels).to_dict()])
    draft = desk.inspections.start("unit-1", "scored")
    desk.inspections.mark(draft.id, "A-01", Result.passed)
    desk.inspections.mark(draft.id, "A-02", Result.failed)
    desk.inspections.set_note(draft.id, "A-02", "缺")
    sign(desk, draft.id, SignatureRole.inspector)

    said = desk.store.records.inspection(desk.submission.submit(draft.id)).body["score"]

    label = {"zh": "达标", "en": "Up to standard"}
    assert said == {"percent": 75.0, "level": "good", "label": label}


def test_a_form_without_points_freezes_no_score(desk, draft):
    sign(desk, draft.id, SignatureRole.inspector)

    record = desk.store.records.inspection(desk.submission.submit(draft.id))

    assert record.body["score"] is None
