"""Beginning an inspection: a place limits what is asked to what belongs there."""

from dataclasses import replace

from inspect_app.domain.unit import Place
from tests.ui.walks import UNIT

KITCHEN = Place("p-1", "厨房", "食堂", "1楼", "canteen")
STAIRS = Place("p-2", "楼梯间", "一号楼", "1楼")


def at_hand(device):
    device.store.units.apply([replace(UNIT, places=(KITCHEN, STAIRS)).to_dict()])
    device.services.preferences.choose_unit(UNIT.id)


async def begun_at(device, opened_app, place):
    """Return whether the screen said that the place limits it, and the draft that was begun."""
    async with opened_app("/start") as screen:
        if place:
            await screen.fire(screen.by_key("place"), "select", value=place.full_name)
            assert screen.by_key("place").value == place.full_name
        is_told = screen.has("limited-to")
        await screen.tap("form-fire")
    (draft,) = device.services.inspections.unfinished()
    return is_told, draft


def asked(device, draft):
    return {slot.item.code for slot in device.services.inspections.open(draft.id).sheet.slots}


async def test_a_kitchen_is_asked_what_belongs_to_a_canteen(device, opened_app):
    at_hand(device)

    is_told, draft = await begun_at(device, opened_app, KITCHEN)

    assert is_told
    assert (draft.place_name, draft.place_kind) == ("食堂1楼厨房", "canteen")
    codes = asked(device, draft)
    assert {"FIRE-32", "FIRE-20"} <= codes
    assert not codes & {"FIRE-12", "FIRE-24", "FIRE-16"}


async def test_a_place_of_no_kind_and_the_whole_unit_are_asked_everything(device, opened_app):
    at_hand(device)
    is_told, draft = await begun_at(device, opened_app, STAIRS)
    everything = asked(device, draft)
    device.services.inspections.discard(draft.id)

    whole_is_told, whole = await begun_at(device, opened_app, None)

    assert not is_told
    assert not whole_is_told
    assert asked(device, whole) == everything
    assert {"FIRE-12", "FIRE-24", "FIRE-32"} <= everything


async def test_a_scan_limits_nothing_to_where_the_thing_hangs(device):
    at_hand(device)
    draft = device.services.inspections.start(UNIT.id, "fire", place_name=KITCHEN.full_name)

    assert draft.place_kind == ""
    assert "FIRE-12" in asked(device, draft)
