"""What went wrong, what was kept and what to do: one sentence per key of errors.py."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "error.unexpected": "出了意外，这一步没有完成。已录入的内容都在本机，请再试一次。",
    "error.storage": "本机存储出错，这一步没有保存。请再试一次。",
    "error.store_full": "手机存储已满，这一步没有保存。请清理空间后重试，已保存的内容不受影响。",
    "error.room_reserved": (
        "只剩 {free} 空间，留给答案和提交，没有存这张照片。请清理手机空间后重拍。"
    ),
    "error.store_corrupt": (
        "本机数据文件有损坏。请关闭应用再打开，会自动修复；仍不行就用备份恢复。请不要清除浏览器数据。"
    ),
    "error.store_locked": "校园安全检查已在另一个页面或窗口打开。请回到那里，或关闭它后在此重试。",
    "error.store_newer": (
        "本机数据由更新的版本写成，当前版本读不了。请联网后更新应用，数据不会丢失。"
    ),
    "error.store_unwritable": "不能写入本机的数据文件夹。请检查存储权限后重试。",
    "error.store_missing": (
        "这个浏览器没有可靠的本机存储，不能离线检查。请用系统浏览器（Chrome、Edge 或 Safari 新版"
        "）打开，不要用无痕模式或微信内置浏览器。"
    ),
    "error.key_missing": (
        "本机数据已加密，但系统钥匙库里没有它的密钥。"
        "已传到中心端的内容都在；这里还有 {count} 项没有传。"
        "请先解锁系统钥匙库再重试，或在重新开始后用带口令的备份恢复。"
    ),
    "error.key_missing_uncounted": (
        "本机数据已加密，但系统钥匙库里没有它的密钥。已传到中心端的内容都在。"
        "请先解锁系统钥匙库再重试，或在重新开始后用带口令的备份恢复。"
    ),
    "error.keystore_refused": "系统钥匙库没有应答，没有改动任何数据。请解锁它（登录系统）后重试。",
    "error.begin_anew": "重新开始",
    "error.begin_anew_question": "放下这些数据，重新开始？",
    "error.begin_anew_words": (
        "加密的数据会移到一旁，不会删除；没有密钥就读不出来。这台设备需要重新登记，也可以从备份恢复。"
    ),
    "error.passphrase_wrong": "口令不对，没有恢复任何内容。请再输一次。",
    "error.backup_encrypted": (
        "这个备份是加密的，这里没有系统钥匙库，不能恢复。请在手机应用或电脑上恢复。"
    ),
    "error.document_unknown": "本机没有这条内容，可能已经提交或删除。",
    "error.backup_damaged": "备份文件不完整或已被改动，没有恢复任何内容。",
    "error.backup_target_occupied": "目标位置已有数据，没有覆盖。请换一个空文件夹。",
    "error.photo": "照片没有保存，请重拍或另选一张。",
    "error.not_a_picture": "选的文件不是图片，没有添加。请另选一张照片。",
    "error.picture_truncated": "这张图片不完整，没有添加。请重拍或另选一张。",
    "error.picture_too_large": "这张图片太大，没有添加。请直接用本应用拍照。",
    "error.picture_too_small": "这张图片太小，放不下时间地点水印，没有添加。请另选一张。",
    "error.picture_unsupported": (
        "本机不能读取 {format} 格式的照片，没有添加。请直接用本应用拍照，或把相机设为 JPEG。"
    ),
    "error.stamp_font_missing": "水印字体没有装好，照片没有保存。请重新安装应用。",
    "error.attachment": "文件没有保存，请另选一个。",
    "error.attachment_too_large": "文件有 {size}，最多保存 {limit}。请录短一些。",
    "error.attachment_empty": "这是空文件，请另选一个。",
    "error.attachment_packed": "不收压缩包，Word、Excel 文件内部也是压缩包。请先存成 PDF。",
    "error.photo_unknown": "这张照片不在本机，可能在另一台设备上。",
    "error.camera_denied": (
        "没有相机权限。请在浏览器或系统设置里允许使用相机；也可以手输编码、从相册选图。"
    ),
    "error.camera_missing": "没有可用的相机，或被其他应用占用。可以手输编码、从相册选图。",
    "error.location": "没有取得位置，已填的都在，可手填经纬度。",
    "error.location_denied": (
        "没有位置权限，已填的都在。请在浏览器或系统设置里允许使用位置，或手填经纬度。"
    ),
    "error.location_unavailable": "这里定位不到，已填的都在。请到窗边或室外再试，或手填经纬度。",
    "error.scan": "没有读到编码，请再扫一次或手输编码。",
    "error.nothing_to_read": "图片里没有二维码，请靠近一些再拍，或手输编码。",
    "error.foreign_code": "这是别的系统的码，已记下原文：{code}",
    "error.code_mistyped": "校验位不对，编码 {code} 可能输错了一位，请对照标签再输一次。",
    "error.asset_unknown": "本机没有编码 {code} 的设施。请联网同步后再试。",
    "error.enrolment": "登记没有完成，请再试一次。",
    "error.code_unknown": "中心端没有这个登记码，请核对后再输一次。",
    "error.code_expired": "登记码已过期，请向管理员要一个新的。",
    "error.code_used": "登记码已被另一台设备用过，请向管理员要一个新的。",
    "error.address_unreachable": "连不上中心端 {address}。请检查地址和网络后重试。",
    "error.insecure_address": (
        "{address} 不是 https 地址，浏览器不允许在这里使用相机和本机存储。请改用 https 地址。"
    ),
    "error.records_waiting": "还有 {count} 项没有传到中心端，现在不能换人或退出。请先联网发送。",
    "error.too_many_tries": "尝试次数过多，请过几分钟再试。",
    "error.halted": "应用暂时打不开",
    "error.not_enrolled": "这台设备还没有登记。",
    "error.sync": "同步没有完成，内容都在本机，稍后会自动再试。",
    "error.offline": "现在没有网络。内容都在本机，联网后自动发送。",
    "error.refused": "中心端不再接受这台设备，请联系管理员重新登记。内容都在本机。",
    "error.server_trouble": "中心端暂时有故障，稍后会自动再试。内容都在本机。",
    "error.app_too_old": "应用版本太旧，请先更新。内容都在本机。",
    "error.wrong_answer": "回答的不是中心端，可能是上网登录页。请先登录这个网络再试。",
    "error.inspection": "这次检查不能这样做。",
    "error.already_submitted": "检查已经提交，不能再修改。",
    "error.not_complete": "还差 {count} 处没有完成，暂不能提交。",
    "error.inspection_unknown": "本机没有这次检查，可能已经提交或删除。",
    "error.form_unknown": "本机没有这张检查表（{form}）。请联网同步后再试。",
    "error.unit_unknown": "本机没有这个单位，或不在您的检查范围内。请联网同步。",
    "error.hazard_unknown": "本机没有这条隐患。请联网同步后再看。",
    "error.too_many_photos": "一项最多 {count} 张照片。请先删去一张再加。",
}
