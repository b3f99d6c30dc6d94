"""What the command says to people, in both languages."""

import locale
import os

from inspect_app.cli import odk_words, xlsform_words
from inspect_app.strings import LANGUAGES, Strings

LANGUAGE_VARIABLE = "INSPECT_LANGUAGE"

_ZH = {
    "serve.title": "校园安全巡检 · 中心端",
    "serve.address": "地址",
    "serve.docs": "接口说明",
    "serve.folder": "数据文件夹",
    "serve.scan": "手机扫码打开：",
    "serve.stop": "按 Ctrl+C 停止。",
    "serve.insecure": (
        "这个地址是 http，不是 https：别的机器打开后，浏览器不给摄像头和私有存储，"
        "手机应用用不了。请用 --certificate 和 --key 给出证书，或放在带 TLS 的反向代理后面；"
        "只在本机试用可以用 http://127.0.0.1 打开。"
    ),
    "serve.app_missing": "没有找到手机应用（{folder}）。请运行 make app 构建它。",
    "serve.port_taken": "端口 {port} 打不开：{reason}。请换一个 --port。",
    "serve.certificate_pair": "--certificate 和 --key 要一起给。",
    "serve.database_newer": (
        "数据库已由更新的版本改过（{revision}），这个版本不能再用它。"
        "请启动新版本；要退回旧版本，先从升级前的备份恢复（见 docs/operations.md）。"
    ),
    "serve.file_missing": "没有这个文件：{path}",
    "demo.loading": "正在装入演示区",
    "demo.inspections": "走检查表",
    "demo.photos": "画照片",
    "demo.records": "封签并入库",
    "demo.title": "演示账号（全部是虚构的人和单位）",
    "demo.person": "人员",
    "demo.login": "账号",
    "demo.password": "密码",
    "demo.code": "登记码（一次性）",
    "demo.desk_only": "只在电脑上用",
    "demo.scan": "手机扫码登记为 {person}：",
    "forms.checked": "{count} 张检查表都没有问题。",
    "forms.broken": "{count} 处有问题。",
    "forms.file_missing": "没有这个文件：{path}",
    "forms.unknown": "没有检查表“{form}”。可以是文件，或这些之一：{known}",
    "forms.broken_file": "检查表有问题，没有打印：{reason}",
    "forms.language_unknown": "不会“{language}”，可以是：{known}",
    "forms.printed": "{pages} 页 → {path}",
    "forms.print_without_host": (
        "没有给出地址，二维码只有本应用的扫码认得。用 --address 给出地址，任何手机的相机都能打开。"
    ),
    "forms.preview": "表单预览",
    "forms.preview_without_font": (
        "没有找到中文字体，手机屏幕上的中文会显示成方框。请先运行 make app，它会带来字体。"
    ),
    "doubts.form": "表单",
    "doubts.item": "检查项",
    "doubts.number": "依据号",
    "doubts.basis": "依据",
    "doubts.what": "待核",
    "doubts.of_basis": "依据",
    "doubts.of_limit": "限值出处",
    "doubts.count": "待核 {count} 处。核实后用 inspect-app forms confirm 登记。",
    "doubts.both_languages": "引用文字要中英文一起给：--zh 和 --en。",
    "doubts.no_source": "要写明核对的是什么：--source。",
    "doubts.form_unknown": "中心端没有发布过表单“{form}”。",
    "doubts.basis_unknown": "{form} 里没有 {item} 的第 {number} 号依据（从 0 数起）。",
    "doubts.verified": "{item} 的第 {number} 号依据不是待核，或已经核实过。",
    "publish.done": "{form} 第 {version} 版已发布，手机下次同步时收到。",
    "publish.known": "{form} 第 {version} 版早已发布，没有改动。",
    "publish.form_changed": (
        "{form} 第 {version} 版已经发布过，内容不同：已发布的版本不能再改，请把版本号改成更大的数。"
        "没有发布任何表单。"
    ),
    "publish.form_older": (
        "{form} 已经发布了比第 {version} 版更新的版本，请把版本号改成更大的数。没有发布任何表单。"
    ),
    "publish.form": "表单",
    "publish.version": "版本",
    "publish.published": "发布时间",
    "publish.by": "发布人",
    "publish.digest": "摘要",
    "labels.progress": "生成标签",
    "labels.done": "{count} 张标签 → {path}",
    "labels.none": "没有符合条件的设施，没有写文件。",
    "labels.unit_unknown": "没有单位“{unit}”。",
    "labels.host_needed": "请用 --address 给出手机能打开的地址，它会印进二维码。",
    "labels.font_missing": (
        "没有找到中文字体。请先运行 make app（它会带来字体），或用 --font 给出 TrueType 字体文件。"
    ),
    "labels.due": "下次检验/报废：",
    "labels.frequency": "检查：",
    "labels.hint": "损坏、缺失请扫码或拨打",
    "labels.responsible": "责任：",
    "labels.revision": "r",
    "labels.each_month": "每月",
    "enrol.code": "{person} 的登记码",
    "enrol.until": "有效到 {until}，只能用一次。",
    "enrol.person_unknown": "没有编号或登录名为“{person}”的人员，或该人员没有开通账号。",
    "enrol.address_needed": "请用 --address 给出手机能打开的地址。",
    "devices.id": "设备编号",
    "devices.person": "人员",
    "devices.name": "设备",
    "devices.enrolled": "登记时间",
    "devices.seen": "最近上传",
    "devices.revoked": "停用时间",
    "devices.ended": "设备 {device} 已停用，下一次请求就会被拒绝；它已上传的记录保留。",
    "devices.unknown": "没有编号为“{device}”的在用设备。",
    "collect.done": (
        "已清理：过期上传 {uploads} 个，{days} 天内无记录引用的照片 {blobs} 张，"
        "存储文件 {files} 个。"
    ),
    "outage.database": "数据库没有应答，做了一半的不算数；恢复后请再运行一次：{reason}",
    "outage.photos": "照片存储没有应答，做了一半的不算数；恢复后请再运行一次：{reason}",
    "backup.database": "备份数据库",
    "backup.blobs": "照片",
    "backup.done": "{records} 条记录、{blobs} 张照片 → {path}（{size_mb} MB）",
    "restore.done": "已还原 {records} 条记录、{blobs} 张照片 → {folder}",
    "error.database_occupied": "数据库里已经有中心端的数据，不会覆盖。请换一个空的数据库。",
    "error.nothing_to_back_up": "{folder} 里没有中心端的数据。",
    "error.target_occupied": "{folder} 里已经有中心端的数据，不会覆盖。请换一个空文件夹。",
    "error.backup_damaged": "备份文件不完整或已损坏（{reason}），没有还原。",
    "error.backup_newer": "备份来自更新的版本（{version}），请先升级。",
    "error.unreadable": "读不了 {path}：{reason}",
    "error.blob_missing": "缺少照片 {sha256}，没有写备份。",
    "error.blob_damaged": "照片 {sha256} 已损坏，没有写备份。",
    "import.done": "读入 {count} 行，其中 {changed} 行有变化。",
    "import.places_done": "读入 {count} 个场所，{changed} 个单位有变化。",
    "import.bad_row": "第 {line} 行：{reason}",
}

_EN = {
    "serve.title": "School safety inspections · endpoint",
    "serve.address": "Address",
    "serve.docs": "Interface",
    "serve.folder": "Data folder",
    "serve.scan": "Open on a phone:",
    "serve.stop": "Press Ctrl+C to stop.",
    "serve.insecure": (
        "This address is http, not https. Opened from another machine, a browser gives the page "
        "no camera and no private storage, so the phone app cannot work. Give a certificate with "
        "--certificate and --key, or put a reverse proxy with TLS in front; on this machine alone, "
        "http://127.0.0.1 works."
    ),
    "serve.app_missing": "The phone app was not found ({folder}). Run make app to build it.",
    "serve.port_taken": "Port {port} cannot be opened: {reason}. Choose another --port.",
    "serve.certificate_pair": "--certificate and --key belong together.",
    "serve.database_newer": (
        "A newer version has changed the database ({revision}); this version cannot work with it. "
        "Start the newer one. To go back, restore the backup of before (docs/operations.md)."
    ),
    "serve.file_missing": "There is no such file: {path}",
    "demo.loading": "Loading the demo district",
    "demo.inspections": "walking checklists",
    "demo.photos": "drawing photos",
    "demo.records": "sealing and storing records",
    "demo.title": "Demo sign-ins (people and units are all invented)",
    "demo.person": "Person",
    "demo.login": "Account",
    "demo.password": "Password",
    "demo.code": "Enrolment code (once)",
    "demo.desk_only": "desk only",
    "demo.scan": "Scan to enrol a phone as {person}:",
    "forms.checked": "All {count} checklists are in order.",
    "forms.broken": "{count} things are wrong.",
    "forms.file_missing": "There is no such file: {path}",
    "forms.unknown": 'There is no checklist "{form}". Name a file, or one of: {known}',
    "forms.broken_file": "The checklist is not in order and was not printed: {reason}",
    "forms.language_unknown": 'There is no "{language}"; there are: {known}',
    "forms.printed": "{pages} pages → {path}",
    "forms.print_without_host": (
        "No address was given: only this app's scanner can read the QR code. With --address any "
        "phone's camera opens the form."
    ),
    "forms.preview": "Form preview",
    "forms.preview_without_font": (
        "The Chinese font was not found: Chinese is drawn as boxes. Run make app, which brings it."
    ),
    "doubts.form": "Form",
    "doubts.item": "Item",
    "doubts.number": "Number",
    "doubts.basis": "Basis",
    "doubts.what": "To verify",
    "doubts.of_basis": "the basis",
    "doubts.of_limit": "that it sets the limit",
    "doubts.count": "{count} to be verified. inspect-app forms confirm says that one was.",
    "doubts.both_languages": "Give the wording in both languages: --zh and --en.",
    "doubts.no_source": "Say what it was verified against: --source.",
    "doubts.form_unknown": 'No form "{form}" is published at the endpoint.',
    "doubts.basis_unknown": "{form} has no basis {number} (from 0) of {item}.",
    "doubts.verified": "Basis {number} of {item} does not wait to be verified, or was verified.",
    "publish.done": "{form} version {version} is published; phones get it when they next sync.",
    "publish.known": "{form} version {version} was published before; nothing changed.",
    "publish.form_changed": (
        "{form} version {version} is published with other content: what is published does not "
        "change, so give it a higher version number. Nothing was published."
    ),
    "publish.form_older": (
        "{form} has a newer version than {version} published: give it a higher version number. "
        "Nothing was published."
    ),
    "publish.form": "Form",
    "publish.version": "Version",
    "publish.published": "Published",
    "publish.by": "By",
    "publish.digest": "Digest",
    "labels.progress": "Making labels",
    "labels.done": "{count} labels → {path}",
    "labels.none": "Nothing matches; no file was written.",
    "labels.unit_unknown": 'There is no unit "{unit}".',
    "labels.host_needed": "Name with --address what phones can open: it goes into the QR codes.",
    "labels.font_missing": (
        "The Chinese font was not found. Run make app first (it brings the font), "
        "or name a TrueType file with --font."
    ),
    "labels.due": "Next inspection / scrap:",
    "labels.frequency": "Check:",
    "labels.hint": "Broken or missing? Scan or call",
    "labels.responsible": "By:",
    "labels.revision": "r",
    "labels.each_month": "monthly",
    "enrol.code": "Enrolment code of {person}",
    "enrol.until": "Good until {until}, once.",
    "enrol.person_unknown": 'Nobody has the id or signs in as "{person}", or has no account.',
    "enrol.address_needed": "Name with --address what phones can open.",
    "devices.id": "Device",
    "devices.person": "Person",
    "devices.name": "What",
    "devices.enrolled": "Enrolled",
    "devices.seen": "Last sent",
    "devices.revoked": "Revoked",
    "devices.ended": "Device {device} is shut out from its next request; what it sent stays.",
    "devices.unknown": 'There is no device "{device}" in use.',
    "collect.done": (
        "Collected {uploads} expired uploads, {blobs} photos that no record spoke of for {days} "
        "days, {files} stored files."
    ),
    "outage.database": (
        "The database does not answer. Nothing half done counts; run this again once it does: "
        "{reason}"
    ),
    "outage.photos": (
        "The store of photos does not answer. Nothing half done counts; run this again once it "
        "does: {reason}"
    ),
    "backup.database": "database",
    "backup.blobs": "photos",
    "backup.done": "{records} records, {blobs} photos → {path} ({size_mb} MB)",
    "restore.done": "Restored {records} records, {blobs} photos → {folder}",
    "error.database_occupied": (
        "The database holds an endpoint's data already and is not overwritten. Name an empty one."
    ),
    "error.nothing_to_back_up": "There is no endpoint's data in {folder}.",
    "error.target_occupied": (
        "{folder} holds an endpoint's data already; it is not overwritten. Choose an empty folder."
    ),
    "error.backup_damaged": "The backup is incomplete or damaged ({reason}); nothing was restored.",
    "error.backup_newer": "The backup comes from a newer version ({version}). Upgrade first.",
    "error.unreadable": "{path} cannot be read: {reason}",
    "error.blob_missing": "The photo {sha256} is missing; no backup was written.",
    "error.blob_damaged": "The photo {sha256} is damaged; no backup was written.",
    "import.done": "{count} rows read, {changed} of them changed something.",
    "import.places_done": "{count} places read, {changed} units changed.",
    "import.bad_row": "Line {line}: {reason}",
}

CATALOGS = {
    "zh_CN": _ZH | xlsform_words.ZH | odk_words.ZH,
    "en": _EN | xlsform_words.EN | odk_words.EN,
}


def words() -> Strings:
    """In the language that INSPECT_LANGUAGE names, or the terminal's."""
    named = os.environ.get(LANGUAGE_VARIABLE, "")
    if named not in LANGUAGES:
        spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
        named = "zh_CN" if spoken.lower().startswith("zh") else "en"
    return Strings(named, CATALOGS[named])
