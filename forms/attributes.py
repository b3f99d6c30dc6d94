"""What checklists may know of a unit or an asset, beyond its kind.

All are optional: while one is unknown, the items that depend on it are shown and the inspector
decides. A count that is 0 and a truth value that is false hide what the unit has not. Only
`bureau` shows what it names where it is true: district totals are asked of nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forms.terms import Text

UNIT_ATTRIBUTES: Mapping[str, Text] = MappingProxyType(
    {
        "boarding": Text("寄宿制", "Boarding"),
        "key": Text("消防安全重点单位", "Key fire safety unit"),
        "canteen": Text("有食堂", "Has a canteen"),
        "fire_control_room": Text("有消防控制室", "Has a fire control room"),
        "design_minimum_level_m": Text("消防水池设计最低水位（m）", "Lowest design tank level (m)"),
        "toxics": Text("有剧毒化学品", "Keeps highly toxic chemicals"),
        "regulated_chemicals": Text("购买剧毒、易制爆品", "Buys regulated chemicals"),
        "class_size": Text("最大班额（人）", "Largest class (pupils)"),
        "gas_source": Text(
            "气源（piped 管道、bottled 瓶装、both 两者）", "Gas source (piped, bottled or both)"
        ),
        "buses": Text("校车（辆）", "School buses"),
        "lifts": Text("电梯（台）", "Lifts"),
        "boilers": Text("锅炉（台）", "Boilers"),
        "vessels": Text("压力容器（台）", "Pressure vessels"),
        "dumbwaiters": Text("杂物电梯（台）", "Dumbwaiters"),
        "construction": Text("有在建或维修工程", "Has building or repair works"),
        "self_built": Text("有自建房或出租房屋", "Has self-built or rented-out buildings"),
        "crack_limit_mm": Text("裂缝观测阈值（mm）", "Threshold for cracks (mm)"),
        "gate_guards": Text("护学岗方案人数（人）", "People planned at the gate posts"),
        "helmet_target_percent": Text("戴盔率目标值（%）", "Target share of helmet wearers (%)"),
        "caterer": Text("校外供餐", "Meals from an outside caterer"),
        "shop": Text("有校内超市", "Has a campus shop"),
        "guards_required": Text("应配专职保安员（名）", "Full-time guards required"),
        "evacuation_plan_s": Text("疏散方案用时（s）", "Time to evacuate by plan (s)"),
        "bureau": Text("区教育局（统计区级总量）", "The education bureau (district totals)"),
    }
)

ASSET_ATTRIBUTES: Mapping[str, Text] = MappingProxyType(
    {
        "kind": Text("类别", "Kind"),
        "building": Text("楼栋", "Building"),
        "manufactured_on": Text("出厂日期", "Date of manufacture"),
        "extinguisher_type": Text(
            "灭火器类型（water 水基、powder 干粉、clean_agent 洁净气体、co2 二氧化碳）",
            "Extinguisher type (water, powder, clean_agent, co2)",
        ),
        "stores_toxics": Text("存放剧毒化学品", "Holds highly toxic chemicals"),
        "stores_explosive_precursors": Text("存放易制爆化学品", "Holds explosive precursors"),
        "stores_flammables": Text("存放易燃液体", "Holds flammable liquids"),
        "approved_litres": Text("核定存量（L）", "Approved quantity (L)"),
        "closing_time_s": Text("厂商标称关闭时间（s）", "Maker's closing time (s)"),
        "stove_type": Text(
            "灶具类型（household 家用、commercial 商用）", "Stove type (household or commercial)"
        ),
        "seats": Text("核载人数", "Approved capacity"),
        "emergency_windows": Text("应急窗数", "Emergency windows"),
        "fuel": Text("燃料（gas 燃气及其他）", "Fuel (gas or another)"),
        "quick_opening": Text("快开门式", "Quick-opening"),
        "fire_separation_m": Text("设计防火间距（m）", "Fire separation by design (m)"),
    }
)
