"""What the demo units have and have not, so that no checklist asks for what is not there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inspect_app.domain.asset import Asset
from inspect_app.domain.unit import Unit, UnitKind

_COUNTED = {"buses": "SB", "lifts": "LT", "boilers": "BO", "vessels": "PV"}
"""Attributes that say how many things of one kind are tagged."""
_CANTEEN = "食堂"
_TOWN_WITHOUT_PIPES = "演示镇"
_WITH_CONTROL_ROOM = {UnitKind.high, UnitKind.vocational}
_WITH_SHOP = {UnitKind.high, UnitKind.vocational}
_WITH_DUMBWAITER = {UnitKind.high, UnitKind.canteen}
_CLASS_SIZES: Mapping[UnitKind, int] = {
    UnitKind.kindergarten: 30,
    UnitKind.primary: 45,
    UnitKind.middle: 50,
    UnitKind.high: 50,
    UnitKind.vocational: 45,
    UnitKind.special: 12,
    UnitKind.training_centre: 20,
}
_PLANNED = {"gate_guards": 4, "helmet_target_percent": 90, "evacuation_plan_s": 180}
"""What a school of the demo planned for itself; proposals of the demo, no regulation's."""


def described(unit: Unit, things: Sequence[Asset]) -> Unit:
    """Return the unit with its attributes; `things` are tagged in any unit."""
    own = [asset for asset in things if asset.unit == unit.id]
    return replace(unit, attributes=_attributes(unit, own))


def _attributes(unit: Unit, own: Sequence[Asset]) -> dict[str, Any]:
    tagged = Counter(asset.kind for asset in own)
    kept = {name for asset in own for name, is_so in asset.attributes.items() if is_so}
    found: dict[str, Any] = {name: tagged[kind] for name, kind in _COUNTED.items()}
    found |= {
        "canteen": any(place.building == _CANTEEN for place in unit.places),
        "caterer": False,
        "shop": unit.kind in _WITH_SHOP,
        "fire_control_room": unit.kind in _WITH_CONTROL_ROOM,
        "dumbwaiters": int(unit.kind in _WITH_DUMBWAITER),
        "toxics": "stores_toxics" in kept,
        "regulated_chemicals": bool(kept & {"stores_toxics", "stores_explosive_precursors"}),
        "construction": unit.kind is UnitKind.site,
        "self_built": False,
    }
    if tagged["GS"]:
        found["gas_source"] = "bottled" if unit.town == _TOWN_WITHOUT_PIPES else "piped"
    if unit.kind in _CLASS_SIZES:
        found["class_size"] = _CLASS_SIZES[unit.kind]
    return found | (_PLANNED if unit.students else {})
