"""A frozen inspection, as it is read later."""

from hashlib import sha256

import pytest

from forms.definition import Grade, Level, Text
from forms.terms import Result
from inspect_app.domain.evidence import Photo, SignatureRole
from inspect_app.domain.inspection import InspectionKind
from tests.forms.factories import a_form, a_number, a_section, an_item
from tests.ui.harness import TABLET
from tests.ui.walks import UNIT, a_device, opened

PICTURE = b"picture"
INK = (tuple((step * 10, 100) for step in range(12)),)


@pytest.fixture
def small(tmp_path):
    device = a_device(tmp_path / "small", a_form(a_section(items=[an_item(), a_number(0.25)])))
    yield device
    device.store.close()


def a_submitted(device) -> str:
    """One failure with a photo, one reading, signed."""
    inspections = device.services.inspections
    draft = inspections.start(UNIT.id, "fire", InspectionKind.self_check, "3号楼").id
    inspections.mark(draft, "FIRE-01", Result.failed)
    inspections.set_grade(draft, "FIRE-01", Grade.major)
    inspections.set_note(draft, "FIRE-01", "出口上锁")
    at = device.services.clock.now()
    digest = sha256(PICTURE).hexdigest()
    device.store.photos.put(PICTURE, Photo(digest, len(PICTURE), 4, 3, at))
    inspections.attach(draft, "FIRE-01", digest)
    inspections.enter(draft, "FIRE-09", "0.3")
    inspections.sign(draft, SignatureRole.inspector, "演示检查人甲", INK)
    return device.services.submission.submit(draft)


async def test_failures_come_first_then_the_other_answers(small):
    record = a_submitted(small)
    async with opened(small, f"/records/{record}") as screen:
        keys = screen.keys()

        assert keys.index("failed-FIRE-01") < keys.index("answer-FIRE-09")
        assert screen.reads("◆ 重大", under="failed-FIRE-01")
        assert screen.reads("出口上锁", under="failed-FIRE-01")
        assert screen.reads("0.3 MPa", under="answer-FIRE-09")


async def test_it_says_truthfully_that_nothing_was_sent_yet(small):
    record = a_submitted(small)
    async with opened(small, f"/records/{record}") as screen:
        assert screen.reads("已存本机，联网后自动上传。照片已传 0/1。", under="record-state")


async def test_it_shows_who_signed_and_the_digest(small):
    record = a_submitted(small)
    async with opened(small, f"/records/{record}") as screen:
        digest = small.services.ledger.entry(record).record.digest

        assert screen.reads("演示检查人甲", under="sign-inspector")
        assert screen.reads(digest[:16], under="digest")


async def test_a_photo_opens_large_and_cannot_be_deleted(small):
    record = a_submitted(small)
    async with opened(small, f"/records/{record}") as screen:
        (photo,) = small.services.ledger.entry(record).inspection.photos
        await screen.tap(f"photo-{photo.sha256}")

        assert screen.has("close-photo")
        assert not screen.has("delete-photo")


async def test_a_form_that_is_not_here_leaves_codes_and_answers(small):
    record = a_submitted(small)
    small.store.forms.apply([], removed=["fire"])
    async with opened(small, f"/records/{record}", language="en") as screen:
        assert screen.reads("FIRE-09", under="answer-FIRE-09")
        assert screen.reads("Pass", under="answer-FIRE-09")


async def test_on_a_tablet_summary_and_answers_stand_side_by_side(small):
    record = a_submitted(small)
    async with opened(small, f"/records/{record}", size=TABLET) as screen:
        assert screen.has("totals")
        assert screen.has("failed-FIRE-01")
        assert len([c for c in screen.controls() if type(c).__name__ == "ListView"]) == 2


async def test_an_unknown_record_says_so(small):
    async with opened(small, "/records/none") as screen:
        assert screen.has("gone")


async def test_it_shows_the_score_in_the_words_of_the_day(tmp_path):
    levels = (Level("good", Text("达标", "Up to standard"), 50),)
    form = a_form(a_section(items=[an_item(points=2)]), levels=levels)
    device = a_device(tmp_path / "scored", form)
    draft = device.services.inspections.start(UNIT.id, "fire", InspectionKind.self_check, "").id
    device.services.inspections.mark(draft, "FIRE-01", Result.passed)
    device.services.inspections.sign(draft, SignatureRole.inspector, "演示检查人甲", INK)
    record = device.services.submission.submit(draft)

    async with opened(device, f"/records/{record}") as screen:
        assert screen.reads("得分 100%  达标", under="score")
    device.store.close()
