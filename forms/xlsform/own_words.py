"""What our own rows of a workbook say to whoever fills it in with ODK."""

from __future__ import annotations

from collections.abc import Mapping

from forms.terms import Grade, Reason, Result, Text

RESULTS: Mapping[str, Text] = {
    Result.passed: Text("合格", "Pass"),
    Result.failed: Text("不合格", "Fail"),
    Result.not_applicable: Text("不适用", "Not applicable"),
}
GRADES: Mapping[str, Text] = {
    Grade.general: Text("一般", "General"),
    Grade.serious: Text("较大", "Serious"),
    Grade.major: Text("重大", "Major"),
}
REASONS: Mapping[str, Text] = {
    Reason.no_such_thing: Text("没有此设施", "There is none"),
    Reason.out_of_use: Text("停用", "Out of use"),
    Reason.not_in_session: Text("不在使用时段", "Not in session"),
    Reason.other: Text("其他", "Other"),
}
UNIT_KINDS: Mapping[str, Text] = {
    "kindergarten": Text("幼儿园", "Kindergarten"),
    "primary": Text("小学", "Primary school"),
    "middle": Text("初中", "Middle school"),
    "high": Text("高中", "High school"),
    "vocational": Text("职业学校", "Vocational school"),
    "special": Text("特殊教育学校", "Special school"),
    "training_centre": Text("培训机构", "Training centre"),
    "bus_operator": Text("校车公司", "Bus operator"),
    "canteen": Text("食堂", "Canteen"),
    "site": Text("工地", "Building site"),
}
UNIT = Text("单位情况", "The unit")
UNIT_KIND = Text("单位类别", "Kind of unit")
PLACE_KIND = Text("场所类别", "Kind of place")
TAG = Text("标签编码", "Code on the tag")
RESULT = Text("结果", "Result")
GRADE = Text("隐患等级", "Grade")
NOTE = Text("问题描述", "What is wrong")
REASON = Text("不适用的原因", "Why it does not apply")
PHOTO = Text("照片", "Photo")

RECORD = Text("检查记录", "The record")
RECORD_PARTS: Mapping[str, Text] = {
    "unit": Text("单位", "Unit"),
    "place": Text("场所", "Place"),
    "kind": Text("检查方式", "Kind of inspection"),
    "inspectors": Text("检查人", "Inspectors"),
    "started_at": Text("开始时间", "Begun"),
    "submitted_at": Text("提交时间", "Submitted"),
}
MORE_PHOTOS = Text("更多照片", "More photos")
PHOTO_OF = Text("检查项", "Item")


def how_many(kind: Text) -> Text:
    return Text(f"{kind.zh}数量", f"{kind.en}: how many")


def of(item: Text, part: Text) -> Text:
    """The part of an item: which item it belongs to is said again."""
    return Text(f"{item.zh} · {part.zh}", f"{item.en} · {part.en}")
