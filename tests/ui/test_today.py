"""Today: what was begun, what is due, what is open."""

from datetime import timedelta

from inspect_app.domain.asset import Due, DueKind
from inspect_app.domain.hazard import HazardState
from inspect_app.platform.interface import StorageRoom
from tests.storage.factories import a_hazard
from tests.ui.walks import EXTINGUISHERS, TODAY, UNIT, a_draft


async def test_without_a_unit_it_asks_for_one_first(device, opened_app):
    device.services.preferences.choose_unit("")

    async with opened_app() as screen:
        assert screen.has("no-unit")
        await screen.tap("start-inspection")

        assert screen.route == "/units"


async def test_draft_is_offered_to_go_on_with_its_progress(device, opened_app):
    draft_id = a_draft(device)

    async with opened_app() as screen:
        total = device.services.inspections.open(draft_id).sheet.total
        assert screen.reads(f"0/{total}", under=f"draft-{draft_id}")
        await screen.tap(f"draft-{draft_id}")

        assert screen.route == f"/inspections/{draft_id}"


async def test_what_is_due_is_counted_by_kind_and_unfolds(device, opened_app):
    late, soon, later = (
        EXTINGUISHERS[n].to_dict()
        | {"dues": [{"kind": "service", "on": (TODAY + timedelta(days=days)).isoformat()}]}
        for n, days in enumerate((-3, 12, 200))
    )
    device.store.assets.apply([late, soon, later])

    async with opened_app() as screen:
        assert screen.reads("1 已过期", under="due-FX")
        assert screen.reads("1 即将到期", under="due-FX")
        assert not screen.has(f"due-asset-{EXTINGUISHERS[0].id}")

        await screen.tap("due-FX")
        await screen.tap(f"due-asset-{EXTINGUISHERS[0].id}")

        assert screen.route == f"/assets/{EXTINGUISHERS[0].id}"


async def test_rows_follow_a_change_of_language(device, opened_app):
    """Memoised rows do not hear of a new context by themselves."""
    draft_id = a_draft(device)

    async with opened_app() as screen:
        before = screen.texts(under=f"draft-{draft_id}")
        device.services.preferences.set_language("en")
        await screen.settle()

        after = screen.texts(under=f"draft-{draft_id}")

    assert any("Continue" in text for text in after), (before, after)


def test_due_is_shown_with_the_days_that_are_left():
    from inspect_app.strings import strings
    from inspect_app.ui.widgets.due_row import due_words

    due = Due(DueKind.service, TODAY + timedelta(days=1))

    assert due_words(strings("en"), due, TODAY) == "Service 24 Nov, in 1 day"
    assert "已超 2 天" in due_words(strings("zh_CN"), due, TODAY + timedelta(days=3))


async def test_hazards_of_the_unit_at_hand_are_counted(device, opened_app, keep_hazards):
    keep_hazards(
        a_hazard("h-1", unit=UNIT.id, due_on=TODAY - timedelta(days=1)),
        a_hazard("h-2", unit=UNIT.id, due_on=TODAY, state=HazardState.submitted),
        a_hazard("h-3", unit="u-2", due_on=TODAY - timedelta(days=9)),
    )

    async with opened_app() as screen:
        assert screen.texts("count-overdue")[0] == "1"
        assert screen.texts("count-recheck")[0] == "1"
        assert screen.texts("count-open")[0] == "2"


async def test_it_rests_while_an_inspection_lies_on_top_and_catches_up(device, opened_app):
    draft_id = a_draft(device)
    inspections = device.services.inspections
    reads = []
    unfinished = inspections.unfinished
    inspections.unfinished = lambda: reads.append(1) or unfinished()

    async with opened_app(f"/inspections/{draft_id}") as screen:
        del reads[:]
        inspections.discard(a_draft(device, "gas"))
        await screen.settle()
        assert not reads
        other = a_draft(device, "gas")

        await screen.go("/")

        assert screen.has(f"draft-{other}")


async def test_short_room_is_told_where_the_day_begins(device, opened_app):
    async def room():
        return StorageRoom(10**9, 90_000_000, True)

    device.phone.storage_room = room

    async with opened_app("/") as screen:
        await screen.until(lambda: screen.has("room-short-today"))
        assert screen.reads("只剩 90", under="room-short-today")


async def test_enough_room_is_not_spoken_of(opened_app):
    async with opened_app("/") as screen:
        await screen.settle()
        assert not screen.has("room-short-today")
