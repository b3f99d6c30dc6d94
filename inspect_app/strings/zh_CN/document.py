"""Printed matter."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "document.paper_title": "{form}检查表",
    "document.how_to_note": "逐项填写。手机能用后扫右上角的码会打开本表，请当天补录并拍下签名。",
    "document.moment_of_day": "＿＿＿＿年＿＿月＿＿日　＿＿时＿＿分",
    "document.version": "{form} · 第 {version} 版",
    "document.how_to_fill": (
        "✓ 合格　✕ 不合格　– 不适用（写原因）。不合格的勾等级、写问题、记照片数；粗体是通常的等级。"
    ),
    "document.how_to_return": "手机能用后扫右上角的码，会打开这张表，请当天照此补录并拍下签名页。",
    "document.unit": "单位",
    "document.place": "场所",
    "document.begun": "时间",
    "document.moment_blank": "　　　　年　　月　　日　　　：　　　至　　　：",
    "document.companion": "陪同人",
    "document.kind": "检查方式",
    "document.goes_on": "续：{title}",
    "document.page": "第 {page} / {pages} 页",
    "document.rows": "每件一行",
    "document.if_applies": "如适用",
    "document.reading": "读数",
    "document.day": "日期",
    "document.day_blank": "＿＿＿＿年＿＿月＿＿日",
    "document.words": "填写",
    "document.photos.always": "照片＿＿张（必拍）",
    "document.photos.on_fail": "照片＿＿张",
    "document.photos_few": "照片＿＿张",
    "document.what_is_wrong": "问题",
    "document.grade_and_words": "等级、照片、问题",
    "document.thing": "编码、位置",
    "document.failures": "不合格登记（写行号和检查项）",
    "document.item": "项",
    "document.totals": "小结",
    "document.totals_blank": (
        "合格 ＿＿＿ 项　　不合格 ＿＿＿ 项　　不适用 ＿＿＿ 项　　"
        "一般 ＿＿＿ 　较大 ＿＿＿ 　重大 ＿＿＿"
    ),
    "document.measures_taken": "现场处理措施、被检单位意见",
    "document.signatures": "签名（正式检查须两名检查人和被检单位负责人；自查由检查人签名）",
    "document.signed_at": "＿＿月＿＿日＿＿时＿＿分",
    "document.refused": "被检单位拒签",
    "document.refusal_reason": "情况和原因",
    "document.refusal_law": (
        "拒签时由见证人签名；《安全生产法》第68条：检查人员应将情况记录在案并报告。"
    ),
    "document.basis_open": "{basis}（{mark}）",
    "document.basis_sets_limit": "{basis}〔限值出处〕",
    "document.limit_open": "{basis}（限值出处待核）",
}
