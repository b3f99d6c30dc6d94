"""Walking a checklist: what is tapped is saved, and it reopens where it was."""

from datetime import timedelta

import pytest

from forms.definition import Grade, Result
from forms.errors import InvalidAnswer
from inspect_app.config import MAX_PHOTOS_PER_ANSWER
from inspect_app.domain.inspection import InspectionKind
from inspect_app.errors import FormUnknown, InspectionUnknown, TooManyPhotos
from tests.services.conftest import EXTINGUISHERS

GAUGE = f"FIRE-01@{EXTINGUISHERS[0]}"


@pytest.fixture
def draft(desk):
    asset = desk.catalog.asset(EXTINGUISHERS[0])
    return desk.inspections.start("unit-1", "fire", asset=asset)


def test_inspection_begun_at_a_tag_has_that_asset_and_its_place(desk, draft):
    opened = desk.inspections.open(draft.id)

    assert opened.draft.assets == (EXTINGUISHERS[0],)
    assert opened.draft.place_name == "3号楼1层东侧"
    assert opened.sheet.slot(GAUGE).asset == EXTINGUISHERS[0]


def test_marked_answer_is_in_the_store_when_the_call_returns(desk, draft):
    desk.inspections.mark(draft.id, GAUGE, Result.passed)

    assert desk.store.drafts.answers(draft.id)[GAUGE].result is Result.passed


def test_draft_reopens_after_a_kill_where_it_was(desk, draft):
    desk.inspections.mark(draft.id, GAUGE, Result.passed)
    desk.inspections.mark(draft.id, "FIRE-20", Result.failed)

    reopened = desk.restarted().inspections.open(draft.id)

    assert reopened.draft.at_slot == "FIRE-20"
    assert reopened.sheet.answered == 2
    assert reopened.sheet.slot("FIRE-20").answer.result is Result.failed


def test_failed_item_brings_its_grade(desk, draft):
    desk.inspections.mark(draft.id, "FIRE-20", Result.failed)

    assert desk.inspections.open(draft.id).sheet.slot("FIRE-20").answer.grade is Grade.serious


def test_failed_item_brings_its_standard_words_in_the_persons_language(desk, draft):
    words = desk.inspections.open(draft.id).form.item("FIRE-20").fail_words

    desk.inspections.mark(draft.id, "FIRE-20", Result.failed, "en")
    assert desk.store.drafts.answers(draft.id)["FIRE-20"].note == words.en

    desk.inspections.mark(draft.id, "FIRE-20", Result.passed)
    assert desk.store.drafts.answers(draft.id)["FIRE-20"].note == ""


def test_words_of_the_inspector_stay_whatever_is_marked(desk, draft):
    desk.inspections.set_note(draft.id, "FIRE-20", "三楼堆放课桌")

    desk.inspections.mark(draft.id, "FIRE-20", Result.failed)
    desk.inspections.mark(draft.id, "FIRE-20", Result.passed)

    assert desk.store.drafts.answers(draft.id)["FIRE-20"].note == "三楼堆放课桌"


def test_item_that_passes_after_all_has_no_grade(desk, draft):
    desk.inspections.mark(draft.id, "FIRE-20", Result.failed)
    desk.inspections.mark(draft.id, "FIRE-20", Result.passed)

    assert desk.inspections.open(draft.id).sheet.slot("FIRE-20").answer.grade is None


def test_grade_that_the_inspector_chose_stays_when_marked_failed_again(desk, draft):
    desk.inspections.mark(draft.id, "FIRE-20", Result.failed)
    desk.inspections.set_grade(draft.id, "FIRE-20", Grade.major)
    desk.inspections.mark(draft.id, "FIRE-20", Result.failed)

    assert desk.inspections.open(draft.id).sheet.slot("FIRE-20").answer.grade is Grade.major


@pytest.mark.parametrize(("typed", "result"), [("0.40", Result.passed), ("0.18", Result.failed)])
def test_number_is_judged_by_its_limits(desk, draft, typed, result):
    desk.inspections.enter(draft.id, "FIRE-09", typed)

    answer = desk.inspections.open(draft.id).sheet.slot("FIRE-09").answer
    assert (answer.value, answer.result) == (float(typed), result)


def test_number_between_two_limits_is_left_to_the_inspector(desk, draft):
    """0.25 MPa is enough in general, 0.35 in a tall building; the unit does not say which."""
    desk.inspections.enter(draft.id, "FIRE-09", "0.40")
    desk.inspections.enter(draft.id, "FIRE-09", "0.30")
    assert desk.inspections.open(draft.id).sheet.slot("FIRE-09").answer.result is None

    desk.inspections.mark(draft.id, "FIRE-09", Result.failed)
    desk.inspections.enter(draft.id, "FIRE-09", "0.31")
    assert desk.inspections.open(draft.id).sheet.slot("FIRE-09").answer.result is Result.failed


def test_text_where_a_number_belongs_is_refused_and_changes_nothing(desk, draft):
    desk.inspections.enter(draft.id, "FIRE-09", "0.30")

    with pytest.raises(InvalidAnswer):
        desk.inspections.enter(draft.id, "FIRE-09", "看不清")

    assert desk.store.drafts.answers(draft.id)["FIRE-09"].value == 0.30


def test_emptied_field_is_no_answer_any_more(desk, draft):
    desk.inspections.enter(draft.id, "FIRE-09", "0.30")
    desk.inspections.enter(draft.id, "FIRE-09", "")

    assert not desk.inspections.open(draft.id).sheet.slot("FIRE-09").is_answered


def test_scanning_the_next_asset_adds_its_items_and_goes_there(desk, draft):
    before = desk.inspections.open(draft.id).sheet.total

    slot_key = desk.inspections.add_asset(draft.id, desk.catalog.asset(EXTINGUISHERS[1]))

    opened = desk.inspections.open(draft.id)
    assert slot_key == f"FIRE-01@{EXTINGUISHERS[1]}" == opened.draft.at_slot
    assert opened.sheet.total > before


def test_asset_scanned_twice_is_walked_once(desk, draft):
    asset = desk.catalog.asset(EXTINGUISHERS[0])
    desk.inspections.mark(draft.id, GAUGE, Result.passed)

    desk.inspections.add_asset(draft.id, asset)

    opened = desk.inspections.open(draft.id)
    assert opened.draft.assets == (asset.id,)
    assert opened.sheet.slot(GAUGE).answer.result is Result.passed


def test_typed_code_is_marked_as_typed(desk, draft):
    desk.inspections.add_asset(draft.id, desk.catalog.asset(EXTINGUISHERS[2]), was_typed=True)

    assert desk.inspections.open(draft.id).draft.typed_codes == (EXTINGUISHERS[2],)


def test_removed_asset_takes_its_answers_along_and_no_others(desk, draft):
    desk.inspections.add_asset(draft.id, desk.catalog.asset(EXTINGUISHERS[1]))
    desk.inspections.mark(draft.id, GAUGE, Result.passed)
    desk.inspections.mark(draft.id, f"FIRE-01@{EXTINGUISHERS[1]}", Result.failed)

    desk.inspections.remove_asset(draft.id, EXTINGUISHERS[1])

    assert set(desk.store.drafts.answers(draft.id)) == {GAUGE}
    assert desk.restarted().inspections.open(draft.id).draft.assets == (EXTINGUISHERS[0],)


def test_answer_holds_only_so_many_photos(desk, draft):
    for number in range(MAX_PHOTOS_PER_ANSWER):
        desk.inspections.attach(draft.id, GAUGE, f"{number:064x}")

    with pytest.raises(TooManyPhotos):
        desk.inspections.attach(draft.id, GAUGE, "f" * 64)


def test_photo_attached_twice_is_there_once_and_can_be_taken_off(desk, draft):
    desk.inspections.attach(draft.id, GAUGE, "a" * 64)
    desk.inspections.attach(draft.id, GAUGE, "a" * 64)
    assert desk.inspections.open(draft.id).sheet.slot(GAUGE).answer.photos == ("a" * 64,)

    desk.inspections.detach(draft.id, GAUGE, "a" * 64)
    assert desk.inspections.open(draft.id).sheet.slot(GAUGE).answer.photos == ()


def test_clock_that_jumps_does_not_change_how_long_it_took(desk, draft):
    desk.watch.pass_by(seconds=5)
    desk.inspections.mark(draft.id, GAUGE, Result.passed)
    desk.watch.at -= timedelta(days=365)
    desk.watch.ticked_ms += 2_000
    desk.inspections.mark(draft.id, "FIRE-20", Result.passed)

    answers = desk.store.drafts.answers(draft.id)
    assert answers["FIRE-20"].answered_ms - answers[GAUGE].answered_ms == 2_000


def test_time_goes_on_counting_after_a_restart(desk, draft):
    desk.inspections.mark(draft.id, GAUGE, Result.passed)
    desk.watch.pass_by(seconds=30)
    desk.inspections.mark(draft.id, "FIRE-20", Result.passed)
    again = desk.restarted()
    again.inspections.mark(draft.id, "FIRE-21", Result.passed)

    assert again.store.drafts.answers(draft.id)["FIRE-21"].answered_ms == 30_000


def test_self_check_is_the_kind_unless_another_is_chosen(desk, draft):
    desk.inspections.set_kind(draft.id, InspectionKind.spot_check)

    assert draft.kind is InspectionKind.self_check
    assert desk.restarted().inspections.open(draft.id).draft.kind is InspectionKind.spot_check


def test_discarded_draft_is_gone_with_its_answers(desk, draft):
    desk.inspections.mark(draft.id, GAUGE, Result.passed)

    desk.inspections.discard(draft.id)

    assert desk.store.drafts.answers(draft.id) == {}
    with pytest.raises(InspectionUnknown):
        desk.inspections.open(draft.id)


def test_unknown_checklist_is_named(desk):
    with pytest.raises(FormUnknown):
        desk.inspections.start("unit-1", "no-such-form")


def test_every_change_is_told(desk, draft):
    heard = []
    desk.changes.subscribe(lambda: heard.append(1))

    desk.inspections.mark(draft.id, GAUGE, Result.passed)
    desk.inspections.mark(draft.id, GAUGE, Result.passed)

    assert len(heard) == 1
