"""The kinds of places that a walk can be limited to; what belongs to others is not asked there.

Stored with the places of a unit, so a kind never changes its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forms.terms import Text

PLACE_KINDS: Mapping[str, Text] = MappingProxyType(
    {
        "teaching": Text("教室、活动室", "Classrooms"),
        "dormitory": Text("宿舍、午睡室", "Dormitory or nap room"),
        "canteen": Text("食堂", "Canteen"),
        "laboratory": Text("实验室、药品室", "Laboratory or chemical store"),
        "library": Text("图书馆", "Library"),
        "office": Text("办公室", "Offices"),
        "sports": Text("体育场馆", "Sports hall"),
        "control_room": Text("消防控制室", "Fire control room"),
        "plant_room": Text("泵房、配电房、锅炉房", "Pump, switch or boiler room"),
        "outdoor": Text("校门、道路、操场等室外", "Outdoors: gate, roads, grounds"),
    }
)
