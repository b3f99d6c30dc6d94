"""The demo district: fourteen units that exist nowhere, their places, and people who are nobody."""

from collections.abc import Iterator
from datetime import date, timedelta

from inspect_app.domain.campaign import Campaign, Phase
from inspect_app.domain.unit import Person, Place, Role, Unit, UnitKind

_BUILDINGS: dict[UnitKind, tuple[tuple[str, int, tuple[str, ...]], ...]] = {
    UnitKind.kindergarten: (
        ("教学楼", 3, ("走廊东", "走廊西", "午睡室", "活动室")),
        ("食堂", 1, ("厨房", "储藏间")),
    ),
    UnitKind.primary: (
        ("一号教学楼", 4, ("走廊东", "走廊西", "楼梯间")),
        ("综合楼", 3, ("走廊", "图书馆", "科学教室")),
        ("食堂", 2, ("厨房", "餐厅")),
    ),
    UnitKind.middle: (
        ("教学楼", 4, ("走廊东", "走廊西", "楼梯间")),
        ("实验楼", 3, ("化学实验室", "物理实验室", "药品室")),
        ("食堂", 2, ("厨房", "餐厅")),
    ),
    UnitKind.bus_operator: (("停车场", 1, ("一区", "二区", "检修间")), ("办公楼", 2, ("走廊",))),
    UnitKind.training_centre: (("培训楼", 2, ("走廊", "前台")),),
    UnitKind.canteen: (("食堂", 2, ("厨房", "餐厅", "储藏间")),),
    UnitKind.site: (("工地", 1, ("生活区", "材料区", "配电区")),),
}
_BUILDINGS |= {
    UnitKind.high: (*_BUILDINGS[UnitKind.middle], ("宿舍楼", 5, ("走廊东", "走廊西"))),
    UnitKind.vocational: (*_BUILDINGS[UnitKind.middle], ("实训楼", 3, ("实训车间", "走廊"))),
    UnitKind.special: _BUILDINGS[UnitKind.kindergarten],
}

_UNITS: tuple[tuple[str, str, UnitKind, str, int, tuple[str, ...]], ...] = (
    ("0101", "演示区第一实验小学", UnitKind.primary, "演示街道", 1680, ("fire", "gas")),
    ("0102", "演示区第二实验小学", UnitKind.primary, "演示街道", 1420, ("fire", "gas")),
    ("0103", "演示区第三中心小学", UnitKind.primary, "演示镇", 960, ("fire", "gas", "bus")),
    ("0201", "演示区第一幼儿园", UnitKind.kindergarten, "演示街道", 360, ("fire", "gas")),
    ("0202", "演示区第二幼儿园", UnitKind.kindergarten, "演示镇", 290, ("fire", "bus")),
    ("0301", "演示区第一初级中学", UnitKind.middle, "演示街道", 1530, ("fire", "lab", "gas")),
    ("0302", "演示区第二初级中学", UnitKind.middle, "演示镇", 1180, ("fire", "lab")),
    (
        "0401",
        "演示区高级中学",
        UnitKind.high,
        "演示街道",
        2350,
        ("fire", "lab", "gas", "special_equipment"),
    ),
    (
        "0501",
        "演示区职业技术学校",
        UnitKind.vocational,
        "演示镇",
        2100,
        ("fire", "lab", "gas", "special_equipment"),
    ),
    ("0601", "演示区特殊教育学校", UnitKind.special, "演示街道", 120, ("fire", "gas")),
    ("0701", "演示校车服务公司", UnitKind.bus_operator, "演示镇", 0, ("bus",)),
    ("0801", "演示艺术培训中心", UnitKind.training_centre, "演示街道", 180, ("fire",)),
    ("0901", "演示机关食堂", UnitKind.canteen, "演示街道", 0, ("fire", "gas", "special_equipment")),
    ("0902", "演示小学扩建工地", UnitKind.site, "演示镇", 0, ("fire",)),
)
_OF_SCHOOLS = (
    "buildings",
    "traffic",
    "food",
    "public_order",
    "electrical",
    "ebikes",
    "emergency",
    "disaster_reduction",
    "responsibility",
    "training",
)
_BEYOND_THE_CARDS: dict[UnitKind, tuple[str, ...]] = {
    UnitKind.bus_operator: ("responsibility", "training"),
    UnitKind.training_centre: tuple(
        form for form in _OF_SCHOOLS if form not in {"traffic", "disaster_reduction"}
    ),
    UnitKind.canteen: ("buildings", "food", "electrical", "ebikes"),
    UnitKind.site: ("buildings",),
}
"""Checklists that a kind of unit is asked after those of its own risks; schools have them all."""
_BOARDING = {"0401", "0501"}
_KEY_UNITS = {"0301", "0401", "0701"}
_LETTERS = "甲乙丙丁戊己"

INSPECTORS = len(_LETTERS)


def unit_id(code: str) -> str:
    return f"demo-{code}"


def units() -> tuple[Unit, ...]:
    return tuple(
        Unit(
            id=unit_id(code),
            code=code,
            name=name,
            kind=kind,
            town=town,
            address=f"{town}演示路{int(code)}号",
            students=students,
            is_boarding=code in _BOARDING,
            is_key_unit=code in _KEY_UNITS,
            places=tuple(_places(code, kind)),
            domains=domains + _BEYOND_THE_CARDS.get(kind, _OF_SCHOOLS),
            contact=f"000-0000{code}",
        )
        for code, name, kind, town, students, domains in _UNITS
    )


def _places(code: str, kind: UnitKind) -> Iterator[Place]:
    for number, (building, floors, rooms) in enumerate(_BUILDINGS[kind], 1):
        for floor in range(1, floors + 1):
            for at, room in enumerate(rooms, 1):
                place = f"demo-{code}-{number:02d}{floor}{at}"
                yield Place(place, room, building, f"{floor}楼", _kind_of(building, room))


def _kind_of(building: str, room: str) -> str:
    """A corridor or a staircase is of no kind: everything is asked there."""
    kinds = (kind for words, kind in _KINDS_OF_PLACES if words in f"{building}{room}")
    return next(kinds, "")


_KINDS_OF_PLACES = (
    ("食堂", "canteen"),
    ("宿舍", "dormitory"),
    ("午睡室", "dormitory"),
    ("实验室", "laboratory"),
    ("药品室", "laboratory"),
    ("图书馆", "library"),
    ("教室", "teaching"),
    ("活动室", "teaching"),
)


def building_number(place: Place) -> str:
    """Return the two digits of the building in asset codes."""
    return place.id[-4:-2]


def people() -> tuple[Person, ...]:
    """Six inspectors, three at the bureau, and of every unit its head and its safety officer."""
    staff = [
        Person(f"demo-inspector-{number}", f"演示检查员{letter}", "", (Role.inspector,), "检查员")
        for number, letter in enumerate(_LETTERS, 1)
    ]
    staff += [
        Person("demo-bureau-1", "演示科员甲", "", (Role.bureau,), "安全科科员"),
        Person("demo-bureau-2", "演示科长乙", "", (Role.bureau,), "安全科科长"),
        Person("demo-admin", "演示管理员", "", (Role.admin,), "系统管理员"),
    ]
    for number, unit in enumerate(units(), 1):
        head = "校长" if unit.students else "负责人"
        roles = ((Role.principal, head), (Role.safety_officer, "安全员"))
        staff += [
            Person(f"demo-{role}-{unit.code}", f"演示{title}{number:02d}", unit.id, (role,), title)
            for role, title in roles
        ]
    return tuple(staff)


def campaign(today: date) -> Campaign:
    """The shape of the hundred-day plan, moved so that today lies in its second phase."""
    begin = today - timedelta(days=24)
    return Campaign(
        "demo-campaign",
        "演示·百日攻坚",
        (
            Phase("动员部署阶段", begin - timedelta(days=10), begin - timedelta(days=1)),
            Phase("实施攻坚阶段", begin, begin + timedelta(days=90)),
            Phase("巩固提高阶段", begin + timedelta(days=91), begin + timedelta(days=100)),
        ),
    )
