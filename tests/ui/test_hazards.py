"""Hazards: the list, its filters, and the story of one."""

from datetime import timedelta

from forms.terms import Grade
from inspect_app.domain.hazard import HazardState
from tests.storage.factories import a_hazard
from tests.ui.harness import TABLET
from tests.ui.walks import TODAY, UNIT


def three():
    return (
        a_hazard("h-late", unit=UNIT.id, due_on=TODAY - timedelta(days=2), description="压力不足"),
        a_hazard("h-major", unit=UNIT.id, grade=Grade.major, description="疏散通道锁闭"),
        a_hazard("h-else", unit="u-2", description="另一所学校的隐患"),
    )


async def test_open_hazards_of_the_unit_come_overdue_first_then_gravest(opened_app, keep_hazards):
    keep_hazards(*three())

    async with opened_app("/hazards") as screen:
        drawn = screen.keys()
        assert [key for key in drawn if key.startswith("hazard-h-")] == [
            "hazard-h-late",
            "hazard-h-major",
        ]
        assert screen.reads("已逾期 2 天", under="hazard-h-late")
        assert screen.reads("◆ 重大", under="hazard-h-major")


async def test_all_units_are_shown_on_request(opened_app, keep_hazards):
    keep_hazards(*three())

    async with opened_app("/hazards") as screen:
        await screen.tap("where-everywhere")
        assert screen.reads("另一所学校（演示）", under="hazard-h-else")

        await screen.tap("where-everywhere")
        assert not screen.has("hazard-h-else")


async def test_closed_ones_are_on_their_own_list(opened_app, keep_hazards):
    keep_hazards(*three(), a_hazard("h-done", unit=UNIT.id, state=HazardState.closed))

    async with opened_app("/hazards") as screen:
        assert not screen.has("hazard-h-done")
        await screen.tap("which-closed")

        assert screen.has("hazard-h-done")
        assert not screen.has("hazard-h-late")


async def test_handed_in_hazard_waits_for_its_recheck_and_is_not_overdue(opened_app, keep_hazards):
    day = TODAY - timedelta(days=9)
    keep_hazards(a_hazard("h-1", unit=UNIT.id, state=HazardState.submitted, due_on=day))

    async with opened_app("/hazards") as screen:
        assert screen.reads("等待复查", under="hazard-h-1")
        assert not screen.reads("逾期", under="hazard-h-1")


async def test_on_a_phone_a_hazard_opens_on_a_page_of_its_own(opened_app, keep_hazards):
    keep_hazards(*three())

    async with opened_app("/hazards") as screen:
        await screen.tap("hazard-h-major")

        assert screen.route == "/hazards/h-major"
        assert screen.reads("疏散通道锁闭", under="hazard-head")


async def test_on_a_tablet_it_opens_beside_the_list(opened_app, keep_hazards):
    keep_hazards(*three())

    async with opened_app("/hazards", size=TABLET) as screen:
        assert screen.reads("压力不足", under="hazard-head")
        await screen.tap("hazard-h-major")

        assert screen.route == "/hazards"
        assert screen.reads("疏散通道锁闭", under="hazard-head")


async def test_hazard_that_is_not_here_says_so(opened_app):
    async with opened_app("/hazards/nothing") as screen:
        assert screen.has("no-hazard")


async def test_nothing_open_says_what_will_be_here(opened_app):
    async with opened_app("/hazards") as screen:
        assert screen.has("no-hazards")
