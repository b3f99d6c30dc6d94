"""Numbers, dates, choices, counts and texts: judged when left, refused beside the field."""

from datetime import UTC, date, datetime

import flet as ft
import pytest

from forms.answers import Answer
from forms.definition import Choice, DueRule, Grade, Limits
from forms.errors import InvalidAnswer
from forms.problems import PROBLEM_KEYS
from forms.terms import AnswerType, Frequency, Reason, Result
from inspect_app.strings import LANGUAGES, strings
from inspect_app.strings.measures import demand
from inspect_app.ui.widgets.answer_fields import FIELDS, picked_day
from inspect_app.ui.widgets.verdict import verdict
from tests.forms.factories import TODAY, a_form, a_number, a_section, a_text, an_item
from tests.ui.walks import a_device, a_draft, opened

ZH, EN = strings("zh_CN"), strings("en")


@pytest.fixture
def walk(tmp_path):
    """A device with one item of each type."""
    form = a_form(
        a_section(
            items=[
                a_number(0.25, code="FIRE-09"),
                an_item("FIRE-02", AnswerType.date, due=DueRule("expires")),
                an_item(
                    "FIRE-20",
                    AnswerType.choice,
                    choices=(
                        Choice("open", a_text("畅通", "Open")),
                        Choice("locked", a_text("上锁", "Locked"), True),
                    ),
                ),
                an_item("FIRE-21", AnswerType.count, unit=a_text("具", "pcs"), limits=Limits(2)),
                an_item("FIRE-22", AnswerType.text),
            ]
        )
    )
    device = a_device(tmp_path / "fields", form)
    device.draft = a_draft(device)
    yield device
    device.store.close()


def walking(device):
    return opened(device, f"/inspections/{device.draft}")


def answer_to(device, code) -> Answer:
    return device.store.drafts.answers(device.draft).get(code)


async def enter(screen, code, text):
    await screen.type(f"value-{code}", text)
    await screen.fire(screen.by_key(f"value-{code}"), "blur")


async def test_a_number_is_judged_when_the_field_is_left(walk):
    async with walking(walk) as screen:
        await screen.type("value-FIRE-09", "0.18")
        assert answer_to(walk, "FIRE-09") is None

        await screen.fire(screen.by_key("value-FIRE-09"), "blur")
        answer = answer_to(walk, "FIRE-09")
        assert (answer.value, answer.result) == (0.18, Result.failed)
        assert screen.reads("0.18 MPa 低于 0.25", under="verdict-FIRE-09")
        assert screen.has("grade-general-FIRE-09"), "the failure unfolds"


async def test_what_is_no_number_is_said_at_the_field_and_stays_to_be_mended(walk):
    async with walking(walk) as screen:
        await enter(screen, "FIRE-09", "很低")

        field = screen.by_key("value-FIRE-09")
        assert field.error == "“很低”不是数字"
        assert field.value == "很低"
        assert answer_to(walk, "FIRE-09") is None

        await enter(screen, "FIRE-09", "０．３")
        assert screen.by_key("value-FIRE-09").error is None
        assert screen.by_key("value-FIRE-09").value == "0.3"
        assert answer_to(walk, "FIRE-09").result is Result.passed


async def test_what_was_typed_is_saved_when_the_screen_is_left(walk):
    async with walking(walk) as screen:
        await screen.type("value-FIRE-22", "钥匙在门卫处")
        await screen.go("/")

        assert answer_to(walk, "FIRE-22").value == "钥匙在门卫处"


async def test_a_tap_elsewhere_saves_as_well(walk):
    async with walking(walk) as screen:
        await screen.type("value-FIRE-09", "0.3")
        await screen.fire(screen.by_key("value-FIRE-09"), "tap_outside")

        assert answer_to(walk, "FIRE-09").value == 0.3


async def test_a_date_can_be_typed_as_people_write_it(walk):
    async with walking(walk) as screen:
        await enter(screen, "FIRE-02", "2026年12月30日")

        assert answer_to(walk, "FIRE-02").value == "2026-12-30"
        assert screen.reads("还有 37 天", under="verdict-FIRE-02")


async def test_a_date_can_be_picked(walk):
    async with walking(walk) as screen:
        await screen.tap("calendar-FIRE-02")
        (picker,) = pickers(screen)
        await screen.fire(picker, "change", value=datetime(2026, 11, 11, 4, tzinfo=UTC))

        assert answer_to(walk, "FIRE-02").value == "2026-11-11"
        assert screen.by_key("value-FIRE-02").value == "2026-11-11"
        assert pickers(screen) == []


def pickers(screen):
    return [control for control in screen.controls() if isinstance(control, ft.DatePicker)]


def test_a_picked_moment_is_the_day_where_the_person_is():
    midnight = datetime(2026, 11, 23).astimezone()

    assert picked_day(midnight.astimezone(UTC)) == date(2026, 11, 23)


async def test_a_choice_that_fails_unfolds(walk):
    async with walking(walk) as screen:
        await screen.tap("choice-FIRE-20-locked")

        answer = answer_to(walk, "FIRE-20")
        assert (answer.value, answer.result, answer.grade) == (
            "locked",
            Result.failed,
            Grade.general,
        )
        assert screen.has("note-FIRE-20")


async def test_counting_by_steps(walk):
    async with walking(walk) as screen:
        assert screen.by_key("one_less-FIRE-21").disabled
        for _ in range(3):
            await screen.tap("one_more-FIRE-21")
        await screen.tap("one_less-FIRE-21")

        answer = answer_to(walk, "FIRE-21")
        assert (answer.value, answer.result) == (2, Result.passed)


async def test_a_count_can_be_typed_and_is_refused_when_it_is_none(walk):
    async with walking(walk) as screen:
        await enter(screen, "FIRE-21", "2.5")

        assert screen.by_key("value-FIRE-21").error == "请填整数，“2.5”不是整数"


def test_the_words_beside_a_date_count_the_days():
    item = an_item("FIRE-02", AnswerType.date, due=DueRule("expires"))

    assert verdict(ZH, item, "2026-11-11", TODAY, {}).startswith("已过期 12 天")
    assert verdict(ZH, item, "2026-11-23", TODAY, {}) == "今天到期"
    assert verdict(EN, item, "2026-11-24", TODAY, {}).startswith("1 day left")


def test_what_is_asked_of_a_number_is_said_with_its_unit():
    assert demand(ZH, a_number(0.25), {}) == "要求 ≥ 0.25 MPa"
    assert demand(ZH, a_number(0.25, 0.5), {}) == "要求 0.25–0.5 MPa"
    assert demand(EN, a_number(None, 5.0), {}) == "Required: ≤ 5 MPa"


def test_a_value_between_the_limits_is_left_to_the_inspector():
    item = a_number(0.25, sure_minimum=0.35)

    assert verdict(ZH, item, 0.3, TODAY, {}) == "0.3 MPa，请按现场情况判定"


def test_every_type_of_answer_has_its_field():
    assert set(FIELDS) == set(AnswerType)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_problem_reason_and_frequency_has_words(language):
    keys = [f"answer.{reason}" for reason in InvalidAnswer.REASONS]
    keys += [*PROBLEM_KEYS]
    keys += [f"inspection.reason.{reason}" for reason in Reason]
    keys += [f"inspection.frequency.{frequency}" for frequency in Frequency]

    assert [key for key in keys if key not in strings(language)] == []
