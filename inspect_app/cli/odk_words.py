"""What the command says about ODK, in both languages."""

ZH = {
    "odk.answers": "{server} 应答正常，每次最多 {limit} MB。",
    "odk.form_there": "✓ {form} 第 {version} 版：那边有（{called}）",
    "odk.form_other_version": "! {form}：那边有 {called}，但没有第 {version} 版，送去会被拒收",
    "odk.form_missing": "× {form}：那边没有 {called}（ODK Central 可用 inspect-app odk publish）",
    "odk.form_alike": "  那边有同名的 {called}：如果就是它，请设 INSPECT_ODK_FORMS={form}={called}",
    "odk.published_new": "{form} 第 {version} 版已在 {server} 发布。",
    "odk.published_version": "{form} 的新版第 {version} 版已在 {server} 发布。",
    "odk.sent": "{count} 份检查已送到 {server}。",
    "odk.left_out": "{count} 份检查没有送：中心端没有它们所用版本的检查表。",
    "odk.sending": "正在送",
    "odk.not_set_up": "没有设置 ODK 服务器：请设环境变量 INSPECT_ODK，见 docs/odk.md。",
    "odk.inspection": "检查",
    "odk.form": "表单",
    "odk.state": "状态",
    "odk.reason": "原因",
    "odk.tries": "次数",
    "odk.files": "文件",
    "odk.state.waiting": "待送",
    "odk.state.sending": "正在送",
    "odk.state.sent": "已送",
    "odk.state.conflict": "冲突",
    "odk.state.refused": "被拒收",
    "odk.error.failed": "没有送成。{message}",
    "odk.error.unreachable": "{server} 没有应答，稍后再试。",
    "odk.error.timed_out": "{server} 太慢，稍后再试。",
    "odk.error.insecure": "{server} 是 http：账号会在路上被看到。请用 https。",
    "odk.error.sign_in_refused": "{server} 不认这个账号，或它不能提交。{message}",
    "odk.error.not_found": "{server} 没有这个项目或表单。请先发布导出的表单。{message}",
    "odk.error.wrong_answer": "{server} 不像 OpenRosa 服务器，请核对地址。{message}",
    "odk.error.server_busy": "{server} 现在办不了，稍后再试。{message}",
    "odk.error.too_large": "单个文件也超过 {server} 的上限。{message}",
    "odk.error.form_missing": "{server} 没有这张表，或没有这一版；发布后再送。{message}",
    "odk.error.already_published": "{server} 已经有这一版。{message}",
    "odk.error.conflict": (
        "{server} 已有同一编号、内容不同的一份：两边都保留，请人工核对。{message}"
    ),
    "odk.error.rejected": "{server} 不收。{message}",
    "odk.error.photo_missing": "照片还没有传到中心端，稍后再试。",
}

EN = {
    "odk.answers": "{server} answers; it takes {limit} MB at once.",
    "odk.form_there": "✓ {form}, version {version}, is there ({called})",
    "odk.form_other_version": "! {form}: {called} is there, but not in version {version}, which "
    "will be refused",
    "odk.form_missing": "× {form}: {called} is not there (inspect-app odk publish does it at ODK "
    "Central)",
    "odk.form_alike": "  {called} has the same title: if it is the same form, set "
    "INSPECT_ODK_FORMS={form}={called}",
    "odk.published_new": "{form}, version {version}, is published at {server}.",
    "odk.published_version": "Version {version} of {form} is published at {server}.",
    "odk.sent": "{count} inspections were sent to {server}.",
    "odk.left_out": "{count} inspections were not sent: their form is not here in the version they "
    "were made with.",
    "odk.sending": "sending",
    "odk.not_set_up": "No ODK server is set up: set INSPECT_ODK; see docs/odk.md.",
    "odk.inspection": "Inspection",
    "odk.form": "Form",
    "odk.state": "State",
    "odk.reason": "Reason",
    "odk.tries": "Tries",
    "odk.files": "Files",
    "odk.state.waiting": "waiting",
    "odk.state.sending": "sending",
    "odk.state.sent": "sent",
    "odk.state.conflict": "conflict",
    "odk.state.refused": "refused",
    "odk.error.failed": "It was not sent. {message}",
    "odk.error.unreachable": "{server} does not answer. Try again later.",
    "odk.error.timed_out": "{server} is too slow. Try again later.",
    "odk.error.insecure": "{server} is http: the credentials could be read on the way. Use https.",
    "odk.error.sign_in_refused": "{server} does not know the account, or it may not submit. "
    "{message}",
    "odk.error.not_found": "{server} has no such project or form. Publish the exported form first. "
    "{message}",
    "odk.error.wrong_answer": "{server} is no OpenRosa server; check the address. {message}",
    "odk.error.server_busy": "{server} could not do it now. Try again later. {message}",
    "odk.error.too_large": "One file alone is larger than {server} takes. {message}",
    "odk.error.form_missing": "{server} has no such form, or not in this version: publish it and "
    "send again. {message}",
    "odk.error.already_published": "{server} has this version already. {message}",
    "odk.error.conflict": "{server} has it under the same id with other content: both are kept; "
    "compare them. {message}",
    "odk.error.rejected": "{server} does not take it. {message}",
    "odk.error.photo_missing": "A photo has not arrived at this endpoint yet. Try again later.",
}
