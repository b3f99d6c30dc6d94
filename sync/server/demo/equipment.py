"""What is tagged in the demo district: some 900 things, some of them overdue, as anywhere."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from forms.asset_kinds import ASSET_KINDS
from inspect_app.domain.asset import Asset, AssetState, Due, DueKind
from inspect_app.domain.ids import new_machine_id
from inspect_app.domain.tag import human_code
from inspect_app.domain.unit import Place, Unit, UnitKind
from sync.server.demo.district import building_number

_SCHOOL = {"FX": 30, "HY": 12, "HO": 2, "EL": 14, "FD": 4, "PB": 8, "FA": 1, "MS": 1, "LT": 1}
_KITCHEN = {"GD": 3, "GV": 1, "GS": 3, "KE": 1}
_LAB = {"CC": 4, "EW": 3, "FH": 3, "CY": 3}

_COUNTS: Mapping[UnitKind, Mapping[str, int]] = {
    UnitKind.kindergarten: {"FX": 18, "HY": 6, "EL": 12, "FD": 4, "PB": 5, "FA": 1, "SP": 1}
    | _KITCHEN,
    UnitKind.primary: _SCHOOL | _KITCHEN,
    UnitKind.middle: _SCHOOL | _KITCHEN | _LAB,
    UnitKind.high: _SCHOOL | _KITCHEN | _LAB | {"FX": 44, "LT": 3, "BO": 1, "PV": 2, "AE": 2},
    UnitKind.vocational: _SCHOOL | _KITCHEN | _LAB | {"FX": 40, "LT": 2, "PV": 3, "EB": 2},
    UnitKind.special: {"FX": 12, "HY": 4, "EL": 8, "PB": 3, "FA": 1} | _KITCHEN,
    UnitKind.bus_operator: {"SB": 16, "FX": 8, "PB": 2},
    UnitKind.training_centre: {"FX": 6, "EL": 5, "PB": 1, "SD": 4},
    UnitKind.canteen: {"FX": 6, "EL": 4, "PB": 2, "BO": 1} | _KITCHEN,
    UnitKind.site: {"FX": 8, "PB": 3},
}
_EXTRA_BUSES = {"0103": 3, "0202": 2}
_ROOMS = {
    "GD": "厨房",
    "GV": "厨房",
    "GS": "厨房",
    "KE": "厨房",
    "CC": "药品室",
    "EW": "实验室",
    "FH": "实验室",
    "CY": "实验室",
}
"""Where a kind belongs, as part of the place's name."""

_EXTINGUISHERS = (
    ("powder", "干粉灭火器 4kg", 10),
    ("powder", "干粉灭火器 4kg", 10),
    ("water", "水基型灭火器 3L", 6),
    ("co2", "二氧化碳灭火器 3kg", 12),
)
_STATUTORY: Mapping[str, tuple[DueKind, int]] = {
    "LT": (DueKind.inspection, 365),
    "BO": (DueKind.inspection, 365),
    "PV": (DueKind.inspection, 1095),
    "SB": (DueKind.licence, 180),
    "FA": (DueKind.service, 365),
    "SP": (DueKind.service, 365),
    "GD": (DueKind.service, 365),
    "CY": (DueKind.inspection, 1460),
}
"""What falls due how often, in days; proposals of the demo, no regulation's."""
_POSTS = {"SB": "驾驶员", "GS": "食堂负责人", "CC": "实验员", "LT": "电梯安全员"}
NEAR_DAYS = (-40, -12, -3, 2, 5, 6, 13, 21, 28)
"""Days to the nearest due dates that the demo makes sure of: overdue, this week, this month."""


def assets(all_units: tuple[Unit, ...], today: date, seed: str) -> tuple[Asset, ...]:
    return tuple(asset for unit in all_units for asset in _of_unit(unit, today, seed))


def _of_unit(unit: Unit, today: date, seed: str) -> Iterator[Asset]:
    random = Random(f"{seed}/assets/{unit.code}")
    counts = dict(_COUNTS[unit.kind])
    if unit.code in _EXTRA_BUSES:
        counts["SB"] = _EXTRA_BUSES[unit.code]
    for kind, count in counts.items():
        places = _fitting(unit, kind)
        for number in range(1, count + 1):
            yield _asset(unit, kind, number, places[(number - 1) % len(places)], today, random)


def _fitting(unit: Unit, kind: str) -> list[Place]:
    wanted = _ROOMS.get(kind, "")
    return [place for place in unit.places if wanted in place.name] or list(unit.places)


def _asset(unit: Unit, kind: str, number: int, place: Place, today: date, random: Random) -> Asset:
    name, attributes, dues = _particulars(kind, number, today, random)
    return Asset(
        id=new_machine_id(random.randbytes),
        code=human_code(unit.code, kind, building_number(place), number),
        unit=unit.id,
        kind=kind,
        name=name,
        place=place.id,
        place_name=place.full_name,
        state=AssetState.out_of_use if random.random() < 0.02 else AssetState.in_use,
        attributes=attributes | {"building": place.building},
        dues=dues,
        responsible=_POSTS.get(kind, "安全员"),
    )


def _particulars(
    kind: str, number: int, today: date, random: Random
) -> tuple[str, dict[str, Any], tuple[Due, ...]]:
    if kind == "FX":
        return _extinguisher(number, today, random)
    name = f"{ASSET_KINDS[kind].zh} {number}号"
    attributes = _attributes(kind, random)
    if kind == "SB":
        name = f"校车 演示{number:03d}"
    if kind not in _STATUTORY:
        return name, attributes, ()
    due_kind, every_days = _STATUTORY[kind]
    return name, attributes, (Due(due_kind, _due_on(every_days, today, random)),)


def _extinguisher(
    number: int, today: date, random: Random
) -> tuple[str, dict[str, Any], tuple[Due, ...]]:
    kind, name, years = _EXTINGUISHERS[number % len(_EXTINGUISHERS)]
    age_days = random.randrange(120, int(years * 365 * 1.02))
    made = (today - timedelta(days=age_days)).replace(day=1)
    scrap = made.replace(year=made.year + years)
    service = _due_on(365, today, random)
    attributes = {"extinguisher_type": kind, "manufactured_on": made.isoformat()}
    return name, attributes, (Due(DueKind.service, service), Due(DueKind.scrap, scrap))


def _due_on(every_days: int, today: date, random: Random) -> date:
    """One in eight is overdue or about to be; the others are spread over the period."""
    days = random.choice(NEAR_DAYS) if random.random() < 0.12 else random.randrange(31, every_days)
    return today + timedelta(days=days)


def _attributes(kind: str, random: Random) -> dict[str, Any]:
    match kind:
        case "SB":
            return {"seats": random.choice((19, 36, 45)), "emergency_windows": 2}
        case "GS":
            return {"stove_type": "commercial"}
        case "GV":
            return {"closing_time_s": 10}
        case "BO":
            return {"fuel": "gas"}
        case "PV":
            return {"quick_opening": 0}
        case "CC":
            kinds = ("stores_flammables", "stores_toxics", "stores_explosive_precursors")
            return {name: int(random.random() < 0.4) for name in kinds} | {"approved_litres": 50}
    return {}
