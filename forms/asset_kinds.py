"""The kinds of things that carry a tag, by their two-letter code.

Source: domain.md §4.2. A code is printed on tags, so it never changes its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forms.terms import Text

ASSET_KINDS: Mapping[str, Text] = MappingProxyType(
    {
        "FX": Text("灭火器", "Fire extinguisher"),
        "HY": Text("室内消火栓", "Indoor hydrant"),
        "HO": Text("室外消火栓", "Outdoor hydrant"),
        "FA": Text("火灾自动报警系统", "Fire alarm system"),
        "SD": Text("独立式感烟报警器", "Stand-alone smoke alarm"),
        "SP": Text("自动喷水灭火系统", "Sprinkler system"),
        "EL": Text("应急照明和疏散指示", "Emergency light or exit sign"),
        "FD": Text("防火门", "Fire door"),
        "PB": Text("配电箱", "Distribution board"),
        "GD": Text("可燃气体探测器", "Combustible gas detector"),
        "GV": Text("紧急切断阀", "Emergency shut-off valve"),
        "GS": Text("燃气灶具", "Gas stove"),
        "CY": Text("气瓶", "Gas cylinder"),
        "CC": Text("危化品柜（室）", "Chemical cabinet or store"),
        "EW": Text("洗眼器", "Eyewash"),
        "FH": Text("通风柜", "Fume hood"),
        "LT": Text("电梯", "Lift"),
        "BO": Text("锅炉", "Boiler"),
        "PV": Text("压力容器", "Pressure vessel"),
        "SB": Text("校车", "School bus"),
        "MS": Text("微型消防站", "Micro fire station"),
        "EB": Text("电动自行车充电点", "E-bike charging point"),
        "PL": Text("场所", "Place"),
        "KE": Text("厨房自动灭火装置", "Kitchen fire suppression unit"),
        "AE": Text("自动体外除颤器（AED）", "Automated external defibrillator (AED)"),
    }
)
