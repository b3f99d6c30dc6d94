"""Registers on the phone: found apart from checklists, filled in, looked over, submitted, read."""

import pytest

from inspect_app.domain.evidence import PhotoSource
from inspect_app.platform.interface import Shot
from tests.registers import INK, fill_in
from tests.ui.walks import UNIT


@pytest.fixture
def begin(device):
    device.services.preferences.choose_unit(UNIT.id)
    return lambda form: device.services.inspections.start(UNIT.id, form).id


async def test_registers_are_reached_from_today_and_begin_at_once(device, opened_app):
    device.services.preferences.choose_unit(UNIT.id)
    async with opened_app() as screen:
        await screen.tap("to-registers")
        assert screen.route == "/registers"
        await screen.tap("form-drill")

        (draft,) = device.services.inspections.unfinished()
        assert (draft.form, draft.kind.value) == ("drill", "register")
        assert screen.route == f"/inspections/{draft.id}"


async def test_checklists_are_offered_without_registers(device, opened_app):
    device.services.preferences.choose_unit(UNIT.id)
    async with opened_app("/start") as screen:
        assert screen.has("form-fire")
        assert not screen.has("form-drill")


async def test_two_big_buttons_count_and_the_share_follows(device, opened_app, begin):
    draft_id = begin("helmet_count")
    async with opened_app(f"/inspections/{draft_id}") as screen:
        for _ in range(3):
            await screen.tap("one-more-HC-04")
        await screen.tap("one-more-HC-05")
        await screen.tap("one-more-HC-05")
        await screen.tap("one-less-HC-05")

        assert screen.reads("3", under="one-more-HC-04")
        assert screen.reads("75 %", under="computed-HC-07")


async def test_the_two_buttons_are_told_apart_at_a_glance(opened_app, begin):
    async with opened_app(f"/inspections/{begin('helmet_count')}") as screen:
        kinds = [type(screen.by_key(f"one-more-{code}")).__name__ for code in ("HC-04", "HC-05")]

    assert kinds == ["FilledButton", "FilledTonalButton"]


async def test_a_new_row_waits_once_one_is_written_in(device, opened_app, begin):
    draft_id = begin("training_signin")
    async with opened_app(f"/inspections/{draft_id}") as screen:
        assert screen.reads("参加人 1", under="section-people@1")
        assert not screen.has("section-people@2")

        device.services.inspections.enter(draft_id, "TS-08@1", "演示教师甲")
        await screen.until(lambda: screen.has("section-people@2"))

        assert screen.reads("参加人 2", under="section-people@2")
        assert screen.reads("选填", under="section-people@2")
        assert not screen.reads("✓", under="section-people@2")


async def test_a_filled_register_is_submitted_without_a_second_signature(device, opened_app, begin):
    draft_id = begin("duty_check")
    fill_in(device.services.inspections, draft_id, "")
    async with opened_app(f"/inspections/{draft_id}/review") as screen:
        assert screen.has("noted")
        assert not screen.has("totals")
        await screen.tap("submit")

        await screen.until(lambda: screen.route.startswith("/records/"))
        assert screen.reads("到场", under="answer-DK-02")
        assert screen.reads("5 人", under="answer-DK-03")
        assert not screen.reads(INK, under="answer-DK-07")


async def test_what_was_entered_is_read_again_before_it_freezes(device, opened_app, begin):
    draft_id = begin("duty_check")
    fill_in(device.services.inspections, draft_id, "")
    async with opened_app(f"/inspections/{draft_id}/review") as screen:
        assert screen.reads("到场", under="change-DK-02")
        assert screen.reads("5 人", under="change-DK-03")
        assert not screen.reads(INK, under="change-DK-07")

        await screen.tap("change-DK-03")
        await screen.until(lambda: screen.has("walk"))

        assert device.store.drafts.fetch(draft_id).at_slot == "DK-03"


async def test_a_row_that_stayed_empty_is_not_read_again(device, opened_app, begin):
    draft_id = begin("training_signin")
    device.services.inspections.enter(draft_id, "TS-08@1", "演示教师甲")
    async with opened_app(f"/inspections/{draft_id}/review") as screen:
        assert screen.reads("演示教师甲", under="change-TS-08@1")
        assert not screen.reads("参加人 2", under=None)


async def test_what_is_worked_out_leads_nowhere(device, opened_app, begin):
    draft_id = begin("helmet_count")
    device.services.inspections.enter(draft_id, "HC-04", "3")
    async with opened_app(f"/inspections/{draft_id}/review") as screen:
        assert screen.has("change-HC-04")
        assert screen.reads("100 %", under="answer-HC-07")
        assert not screen.has("change-HC-07")


async def test_a_photo_that_may_be_left_out_is_not_demanded(opened_app, begin):
    async with opened_app(f"/inspections/{begin('helmet_count')}") as screen:
        assert not screen.has("photo-needed-HC-09")
    async with opened_app(f"/inspections/{begin('drill')}") as screen:
        assert screen.has("photo-needed-DR-08")


async def test_what_is_missing_is_named(device, opened_app, begin):
    draft_id = begin("duty_check")
    async with opened_app(f"/inspections/{draft_id}/review") as screen:
        assert screen.reads("未填写", under="problem-DK-01")


async def test_what_may_stay_empty_says_so(opened_app, begin):
    draft_id = begin("chemical_movement")
    async with opened_app(f"/inspections/{draft_id}") as screen:
        assert screen.reads("选填 · 扫标签或输入", under="card-CM-03")
        assert not screen.reads("选填", under="card-CM-02")


async def test_the_camera_is_that_of_the_field_that_asks_for_a_photo(device, opened_app, begin):
    draft_id = begin("helmet_count")
    device.phone.camera.before_it = [Shot(b"picture", PhotoSource.camera)]

    def photographed():
        answers = device.services.inspections.open(draft_id).answers.values()
        return [answer.item for answer in answers if answer.photos]

    async with opened_app(f"/inspections/{draft_id}") as screen:
        assert screen.reads("HC-09", under="photo")
        await screen.tap("photo")
        await screen.until(photographed)

        assert photographed() == ["HC-09"]


async def test_a_register_without_photos_offers_no_camera(opened_app, begin):
    async with opened_app(f"/inspections/{begin('chemical_movement')}") as screen:
        assert not screen.has("photo")
        assert screen.has("next-unanswered")


async def test_a_register_is_filled_in_and_never_called_an_inspection(device, opened_app, begin):
    draft_id = begin("duty_check")
    async with opened_app("/registers") as screen:
        assert screen.reads("还没填过", under="form-drill")
    async with opened_app(f"/inspections/{draft_id}") as screen:
        assert screen.reads("下一个未填", under="next-unanswered")
        fill_in(device.services.inspections, draft_id, "")
        await screen.until(lambda: screen.has("review"))
        assert screen.reads("核对并提交", under="review")
        await screen.tap("review")
        await screen.tap("submit")
        await screen.until(lambda: screen.route.startswith("/records/"))

        assert screen.reads("登记 · 值班在岗抽查")
        assert screen.reads("填写人")


async def test_a_moment_is_shown_as_people_write_it(device, opened_app, begin):
    draft_id = begin("hot_work_permit")
    device.services.inspections.enter(draft_id, "HW-05", "2026-11-23 08:30")
    async with opened_app(f"/inspections/{draft_id}") as screen:
        assert screen.by_key("value-HW-05").value == "2026-11-23 08:30"
        kept = device.services.inspections.open(draft_id).answers["HW-05"].value
        assert kept.startswith("2026-11-23T08:30:00")
        assert len(kept) > len("2026-11-23T08:30:00"), "its offset is kept"
    async with opened_app(f"/inspections/{draft_id}/review") as screen:
        assert screen.reads("2026年11月23日 08:30", under="change-HW-05")


async def test_a_field_for_sentences_has_room_for_them(opened_app, begin):
    async with opened_app(f"/inspections/{begin('rectification_plan')}") as screen:
        assert screen.by_key("value-RP-02").min_lines == 3
        assert screen.by_key("value-RP-05").min_lines == 1
