"""The words of the public pages, in both languages."""

from collections.abc import Mapping

WORDS: Mapping[str, dict[str, str]] = {
    "zh_CN": {
        "kind": "类别",
        "unit": "单位",
        "place": "位置",
        "responsible": "责任岗位",
        "hint": (
            "如果它损坏、缺失、被遮挡，或者您发现别的安全隐患，请告诉单位值班人员，并报上面的编号。"
        ),
        "call": "拨打值班电话",
        "unknown": "没有找到这个标签",
        "unknown_hint": "它可能已经停用或换成了新标签。请告诉所在单位的值班人员。",
        "footer": "本页只说明设施是什么、找谁处理，不公开检查情况。",
        "app_missing": "手机应用还没有构建",
        "app_missing_hint": "中心端已启动，但没有手机应用的文件。请在项目文件夹里运行：make app",
        "docs": "接口说明",
        "docs_hint": "接口的机读说明在这里；构建后本页会显示可以直接试用的界面。",
    },
    "en": {
        "kind": "Kind",
        "unit": "Unit",
        "place": "Place",
        "responsible": "Responsible post",
        "hint": (
            "If it is damaged, missing or blocked, or if you see any other danger, tell the unit's "
            "staff on duty and give them the number above."
        ),
        "call": "Call the duty desk",
        "unknown": "This tag was not found",
        "unknown_hint": (
            "It may have been withdrawn or replaced. Please tell the staff on duty at this place."
        ),
        "footer": "This page says what the thing is and whom to tell; no inspection is shown.",
        "app_missing": "The phone app has not been built",
        "app_missing_hint": (
            "The endpoint is running, but the phone app's files are missing. "
            "In the project's folder run: make app"
        ),
        "docs": "Interface",
        "docs_hint": (
            "The machine-readable description is here; once built, this page lets you try it out."
        ),
    },
}
