"""The walk on a real store: what a tap saves, draws and brings along."""

import asyncio
from dataclasses import replace

import pytest

from forms.answers import Answer
from forms.definition import AnswerType, Choice, Form, Grade, Group, PhotoRule, Section, Text
from forms.sheet import Sheet
from forms.terms import NO_TEXT, Result
from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import CameraDenied, StoreFull
from inspect_app.platform.interface import Shot
from inspect_app.strings import strings
from inspect_app.ui import walk_state
from inspect_app.ui.walk_state import folded_but
from inspect_app.ui.widgets import answer_row
from tests.forms.factories import a_form, a_section, an_item
from tests.ui.walks import A_LIFT, ELSEWHERE, EXTINGUISHERS, TODAY, a_device, a_draft, opened

FIRST, SECOND, _ = EXTINGUISHERS
LAID_OUT = {"w": 390.0, "h": 600.0}
"""What the client says of the list once it stands on the screen."""
MOVED = {
    "event_type": "user",
    "direction": "reverse",
    "pixels": 40.0,
    "min_scroll_extent": 0.0,
    "max_scroll_extent": 900.0,
    "viewport_dimension": 600.0,
}
"""What it says when a finger begins to move the list."""


@pytest.fixture
def small(tmp_path):
    """A device with a checklist of two sections and no assets."""
    device = a_device(tmp_path / "small", a_small_form())
    yield device
    device.store.close()


def a_small_form() -> Form:
    return a_form(
        a_section("ways", [an_item("FIRE-01"), an_item("FIRE-02", photo=PhotoRule.none)]),
        a_section("rest", [an_item("FIRE-03", photo=PhotoRule.always)]),
    )


def stored(device, draft_id):
    """Return what is on disk, past everything held in memory."""
    return device.store.drafts.answers(draft_id)


async def test_a_tap_is_on_disk_before_it_shows(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("pass-FIRE-01")

        assert stored(small, draft)["FIRE-01"].result is Result.passed
        assert screen.reads("1/3")


async def test_a_screen_reader_hears_which_answer_is_chosen(small):
    async with opened(small, f"/inspections/{a_draft(small)}") as screen:
        await screen.tap("fail-FIRE-01")

        chosen = {
            result: screen.by_key(f"{result}-FIRE-01").parent.selected
            for result in ("pass", "fail", "na")
        }
        assert chosen == {"pass": False, "fail": True, "na": False}


async def test_a_tap_that_cannot_be_saved_does_not_show_as_answered(small, monkeypatch):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:

        def full(*_):
            raise StoreFull

        monkeypatch.setattr(small.store.drafts, "save_answer", full)
        await screen.tap("pass-FIRE-01")

        assert screen.reads("0/3")
        assert screen.has("notice")


async def test_a_failure_unfolds_with_grade_and_standard_words(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("fail-FIRE-01")

        answer = stored(small, draft)["FIRE-01"]
        assert (answer.grade, answer.note) == (Grade.general, "压力不足")
        assert screen.has("grade-serious-FIRE-01")
        assert screen.by_key("note-FIRE-01").value == "压力不足"
        assert screen.has("photo-needed-FIRE-01")


async def test_standard_words_go_when_the_failure_is_taken_back(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("fail-FIRE-01")
        await screen.tap("pass-FIRE-01")

        assert stored(small, draft)["FIRE-01"].note == ""
        assert not screen.has("note-FIRE-01")


async def test_not_applicable_asks_for_a_reason_and_other_for_words(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("na-FIRE-01")
        await screen.tap("reason-FIRE-01-other")
        assert screen.by_key("reason-FIRE-01-other").parent.selected
        assert not screen.by_key("reason-FIRE-01-out_of_use").parent.selected
        note = screen.by_key("note-FIRE-01")
        await screen.fire(note, "change", value="正在装修")
        await screen.fire(screen.by_key("note-FIRE-01"), "blur")

        answer = stored(small, draft)["FIRE-01"]
        assert (answer.reason, answer.note) == ("other", "正在装修")


async def test_next_unanswered_goes_round_and_scrolls_there(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.fire(screen.by_key("walk"), "size_change", LAID_OUT)
        await screen.tap("pass-FIRE-02")
        await screen.tap("next-unanswered")
        await screen.until(lambda: scrolls(screen))

        assert scrolls(screen)[-1] == "section-rest"
        assert small.store.drafts.fetch(draft).at_slot == "FIRE-03"


async def test_a_client_that_is_busy_drawing_is_asked_until_it_has_drawn(small, monkeypatch):
    monkeypatch.setattr(walk_state, "BUSY_S", 0)
    async with opened(small, f"/inspections/{a_draft(small)}") as screen:
        await screen.fire(screen.by_key("walk"), "size_change", LAID_OUT)
        await screen.tap("next-unanswered")

        await screen.until(lambda: len(scrolls(screen)) == walk_state.ASKED_MAX)
        assert set(scrolls(screen)) == {"section-ways"}


async def test_a_finger_that_moves_the_list_keeps_it(small, monkeypatch):
    monkeypatch.setattr(walk_state, "BUSY_S", 0)
    async with opened(small, f"/inspections/{a_draft(small)}") as screen:
        await screen.fire(screen.by_key("walk"), "size_change", LAID_OUT)
        await screen.tap("next-unanswered")
        await screen.until(lambda: scrolls(screen))
        await screen.fire(screen.by_key("walk"), "scroll", MOVED)
        asked = len(scrolls(screen))
        await asyncio.sleep(2 * walk_state.BUILT_AFTER_S[1])

        assert len(scrolls(screen)) == asked < walk_state.ASKED_MAX


def scrolls(screen):
    return [args["scroll_key"] for name, args in screen.client.invoked if name == "scroll_to"]


async def test_the_walk_reopens_where_it_was(small):
    draft = a_draft(small)
    small.services.inspections.mark(draft, "FIRE-02", Result.passed)
    small.services.inspections.forget(draft)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.fire(screen.by_key("walk"), "size_change", LAID_OUT)
        await screen.until(lambda: scrolls(screen))

        assert scrolls(screen)[0] == "card-FIRE-02"
        assert screen.reads("1/3")


async def test_a_complete_section_folds_when_the_walk_moves_on(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("pass-FIRE-01")
        await screen.tap("pass-FIRE-02")
        assert screen.has("pass-FIRE-01"), "nothing folds under the finger"

        await screen.tap("next-unanswered")
        assert not screen.has("pass-FIRE-01")
        assert screen.reads("✓ 2/2", under=None)


def test_a_section_with_something_missing_stays_unfolded():
    sheet = Sheet.of(a_small_form(), unit_kind="primary", today=TODAY)
    for code in ("FIRE-01", "FIRE-02"):
        sheet = sheet.with_answer(a_failed(code))

    assert folded_but(sheet, "FIRE-03") == frozenset()


def a_failed(code):
    return Answer(code, result=Result.failed, grade=Grade.general, note="坏")


async def test_all_answered_offers_review(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        for code in ("FIRE-01", "FIRE-02", "FIRE-03"):
            await screen.tap(f"pass-{code}")
        await screen.tap("review")
        await screen.until(lambda: screen.has("submit"))

        assert screen.route == f"/inspections/{draft}/review"


@pytest.mark.parametrize("source", PhotoSource)
async def test_a_photo_is_kept_before_its_answer_names_it(small, source):
    draft = a_draft(small)
    small.phone.camera.before_it = [Shot(b"picture", source)]
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("shoot-FIRE-03")
        await screen.until(lambda: bool(stored(small, draft)))

        (sha256,) = stored(small, draft)["FIRE-03"].photos
        assert small.store.photos.get(sha256) == b"picture"
        assert small.store.photos.described(sha256).source is source
        assert screen.has(f"photo-{sha256}")
        assert not screen.has("saving-FIRE-03")


async def test_a_photo_can_be_deleted_before_submitting(small):
    draft = a_draft(small)
    small.phone.camera.before_it = [(b"picture",)]
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("album-FIRE-03")
        await screen.until(lambda: bool(stored(small, draft)))
        (sha256,) = stored(small, draft)["FIRE-03"].photos
        await screen.tap(f"photo-{sha256}")
        await screen.tap("delete-photo")

        assert stored(small, draft)["FIRE-03"].photos == ()
        assert not screen.has(f"photo-{sha256}")


async def test_a_refused_camera_is_a_sentence(small):
    draft = a_draft(small)
    small.phone.camera.before_it = [CameraDenied()]
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("shoot-FIRE-03")
        await screen.until(lambda: screen.has("notice"))

        assert screen.by_key("notice").value == strings("zh_CN")(CameraDenied.key)
        assert not screen.has("saving-FIRE-03")
        assert stored(small, draft) == {}


async def test_the_camera_is_given_all_of_its_words(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("shoot-FIRE-03")
        await screen.until(lambda: bool(small.phone.camera.texts))

        texts = small.phone.camera.texts
        missing = [key for key, words in texts.items() if key.startswith("shoot.") and words == key]
        assert missing == []


async def test_scanning_walks_on_to_the_next_asset(device):
    draft = a_draft(device, asset=FIRST)
    device.phone.camera.before_it = [SECOND.code]
    async with opened(device, f"/inspections/{draft}") as screen:
        await screen.tap("scan-next")
        await screen.until(lambda: screen.has(f"pass-FIRE-01@{SECOND.id}"))

        kept = device.store.drafts.fetch(draft)
        assert kept.assets == (FIRST.id, SECOND.id)
        assert kept.typed_codes == (SECOND.id,)
        assert kept.at_slot == f"FIRE-01@{SECOND.id}"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (ELSEWHERE.code, "另一所学校（演示）"),
        (A_LIFT.code, "电梯"),
        ("https://example.org/lift/1", "其他系统"),
        (FIRST.code[:-1] + ("A" if FIRST.code[-1] != "A" else "B"), "校验位"),
    ],
)
async def test_a_scan_that_does_not_belong_here_says_why(device, code, words):
    draft = a_draft(device, asset=FIRST)
    device.phone.camera.before_it = [code]
    async with opened(device, f"/inspections/{draft}") as screen:
        await screen.tap("scan-next")
        await screen.until(lambda: screen.has("notice"))

        assert screen.reads(words)
        assert device.store.drafts.fetch(draft).assets == (FIRST.id,)


async def test_an_asset_scanned_by_mistake_is_removed_after_a_question(device):
    draft = a_draft(device, asset=FIRST)
    device.services.inspections.add_asset(draft, SECOND)
    async with opened(device, f"/inspections/{draft}") as screen:
        await screen.tap(f"remove-extinguishers@{SECOND.id}")
        await screen.tap("confirm-yes")

        assert device.store.drafts.fetch(draft).assets == (FIRST.id,)
        assert not screen.has(f"pass-FIRE-01@{SECOND.id}")


async def test_the_basis_sheet_marks_what_is_to_be_verified(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("basis-FIRE-01")

        assert screen.reads("《消防法》16", under="basis-sheet")
        assert screen.reads("待核", under="basis-sheet")


async def test_discarding_asks_first_and_leaves(small):
    draft = a_draft(small)
    async with opened(small, f"/inspections/{draft}") as screen:
        await screen.tap("discard")
        await screen.tap("confirm-yes")
        await screen.until(lambda: screen.has("door"))

        assert small.store.drafts.fetch(draft) is None


async def test_a_walk_that_is_gone_says_so(small):
    async with opened(small, "/inspections/none") as screen:
        assert screen.has("gone")


async def test_a_tap_draws_one_card_of_three_hundred(tmp_path, monkeypatch):
    items = [an_item(f"FIRE-{number:03}") for number in range(300)]
    sections = [
        Section(f"s{at}", Text("部分", "Part"), items=tuple(items[at : at + 20]))
        for at in range(0, 300, 20)
    ]
    device = a_device(tmp_path / "large", a_form(*sections))
    draft = a_draft(device)
    drawn = []
    real = answer_row._answer
    monkeypatch.setattr(
        answer_row,
        "_answer",
        lambda look, key, *rest: drawn.append(key) or real(look, key, *rest),
    )
    async with opened(device, f"/inspections/{draft}") as screen:
        assert len(drawn) == 3 * 300
        drawn.clear()
        await screen.tap("pass-FIRE-123")

        assert drawn == ["FIRE-123"]
    device.store.close()


@pytest.fixture
def grouped(tmp_path):
    device = a_device(tmp_path / "grouped", a_grouped_form())
    yield device
    device.store.close()


def a_grouped_form() -> Form:
    """A group with another in it, under words in which an answer stands."""

    def noted(code, group=None):
        return an_item(code, AnswerType.text, judged=False, basis=(), group=group)

    items = [noted("name"), noted("age", "who"), noted("phone", "more"), noted("end")]
    groups = (
        Group("who", Text("${name}的情况", "About ${name}")),
        Group("more", Text("联系方式", "Contact"), within="who"),
    )
    return a_form(a_section("s", items, groups=groups))


async def test_groups_say_what_follows_and_the_words_follow_the_answers(grouped):
    draft = a_draft(grouped)
    async with opened(grouped, f"/inspections/{draft}") as screen:
        outer, inner = screen.by_key("group-s-who"), screen.by_key("group-s-more")
        assert (outer.value, inner.value) == ("的情况", "联系方式")

        await screen.type("value-name", "李老师")
        await screen.fire(screen.by_key("value-name"), "blur")

        assert screen.by_key("group-s-who").value == "李老师的情况"


@pytest.fixture
def listed(tmp_path):
    device = a_device(tmp_path / "listed", a_form_with_a_long_list())
    yield device
    device.store.close()


def a_form_with_a_long_list() -> Form:
    """A value that nobody reads, and forty schools to choose from."""
    schools = tuple(Choice(f"s{n}", Text(f"第{n}小学", f"School {n}")) for n in range(40))
    noted = {"judged": False, "basis": (), "choices": schools}
    hidden = an_item("began", AnswerType.calculate, judged=False, basis=(), calculation="1 + 1")
    hidden = replace(hidden, label=NO_TEXT, method=NO_TEXT)
    return a_form(
        a_section("s", [hidden, an_item("one", AnswerType.choice, **noted)]),
        a_section("t", [an_item("some", AnswerType.choices, **noted)]),
        a_section("u", [replace(hidden, code="ended")]),
    )


async def test_what_is_computed_without_words_is_not_drawn(listed):
    async with opened(listed, f"/inspections/{a_draft(listed)}") as screen:
        assert screen.has("card-one")
        assert not screen.has("card-began")
        assert not screen.has("section-u")


async def test_a_long_list_is_searched(listed):
    draft = a_draft(listed)
    async with opened(listed, f"/inspections/{draft}") as screen:
        assert screen.has("choice-one-s0")
        assert not screen.has("choice-one-s37")

        await screen.type("search-one", "第37")
        await screen.tap("choice-one-s37")

        assert stored(listed, draft)["one"].value == "s37"


async def test_what_is_chosen_of_a_long_list_stays_in_sight(listed):
    draft = a_draft(listed)
    async with opened(listed, f"/inspections/{draft}") as screen:
        for school in ("s3", "s8"):
            await screen.tap(f"choice-some-{school}")

        await screen.type("search-some", "没有这所")

        assert stored(listed, draft)["some"].value == "s3 s8"
        assert screen.has("choice-some-s3")
        assert screen.reads("没有“没有这所”")
