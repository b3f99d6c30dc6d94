"""What the endpoint says to people, by code: the same codes that programs read."""

from collections.abc import Mapping

LANGUAGES = ("zh_CN", "en")

MESSAGES: Mapping[str, tuple[str, str]] = {
    # sign-in, enrolment, permission
    "not_signed_in": ("请先登录。", "Sign in first."),
    "token_unknown": (
        "登录已过期或设备已停用，请重新登录或重新登记设备。",
        "The sign-in has expired or this device was revoked. Sign in or enrol again.",
    ),
    "address_expired": (
        "这个照片地址已失效，请重新打开页面。",
        "This address of a photo has ended. Open the page again.",
    ),
    "wrong_password": ("账号或密码不对。", "The account or the password is wrong."),
    "too_many_tries": (
        "尝试次数过多，请过几分钟再试。",
        "Too many tries. Wait a few minutes, then try again.",
    ),
    "code_unknown": (
        "没有这个登记码，请核对后重新输入。",
        "There is no such enrolment code. Check it and type it again.",
    ),
    "code_expired": (
        "登记码已过期，请向管理员要一个新的。",
        "The enrolment code has expired. Ask the administrator for a new one.",
    ),
    "code_used": (
        "登记码已被另一台设备用过，请要一个新的。",
        "The enrolment code has already enrolled another device. Ask for a new one.",
    ),
    "devices_only": (
        "只有登记过的设备才能做这一步。",
        "Only an enrolled device may do this.",
    ),
    "not_allowed": ("您的岗位不能做这一步。", "Your role does not allow this."),
    "odk_not_set_up": (
        "没有设置 ODK 服务器（INSPECT_ODK），见 docs/odk.md。",
        "No ODK server is set up (INSPECT_ODK); see docs/odk.md.",
    ),
    "odk_unusable": (
        "ODK 服务器的地址不能用：要 https，地址里不带账号。",
        "The address of the ODK server cannot be used: https, without credentials in it.",
    ),
    # requests
    "malformed": ("内容格式不对。", "The content is malformed."),
    "invalid": ("有字段填得不对。", "Some fields are not valid."),
    "not_found": ("没有找到，或不在您的范围内。", "Not found, or not within your scope."),
    "method_not_allowed": ("这个地址不支持该操作。", "This address does not support the method."),
    "body_too_large": ("内容太大。", "The content is too large."),
    "batch_too_large": (
        "一次上传的记录太多。",
        "Too many records in one batch.",
    ),
    "body_incomplete": ("内容没有传完。", "The content ended too early."),
    "encoding_unknown": (
        "不支持这种内容编码。",
        "The content's encoding is not supported.",
    ),
    "cursor_invalid": ("游标无效。", "The cursor is not one of ours."),
    "head_too_large": ("请求头太大。", "The request's head is too large."),
    "busy": ("中心端正忙，请稍后再试。", "The endpoint is busy. Try again in a moment."),
    "unexpected": ("中心端出错了，请稍后再试。", "The endpoint failed. Try again later."),
    # records
    "record_too_large": ("这条记录太大。", "The record is too large."),
    "kind_unknown": ("中心端不认识这种记录。", "The endpoint does not know this kind of record."),
    "digest_wrong": (
        "记录与它的摘要不符，可能在传输中损坏。",
        "The record does not fit its digest; it may have been damaged.",
    ),
    "seal_wrong": (
        "记录的封签与这台设备不符。",
        "The record's seal is not this device's.",
    ),
    "author_differs": (
        "记录的作者不是这台设备登记的人。",
        "The record's author is not the person this device is enrolled for.",
    ),
    "device_differs": ("记录来自另一台设备。", "The record comes from another device."),
    "out_of_scope": ("该单位不在您的范围内。", "The unit is not within your scope."),
    "unit_unknown": ("没有这个单位。", "There is no such unit."),
    "unit_differs": (
        "记录里的单位前后不一致。",
        "The record speaks of two different units.",
    ),
    "blobs_differ": (
        "记录提到的照片与清单不一致。",
        "The photos in the record do not match its list.",
    ),
    "changed": (
        "同一编号已存有内容不同的记录，请联系管理员。",
        "A different record is stored under this id. Tell the administrator.",
    ),
    "inspection_exists": ("这次检查已经提交过。", "This inspection has been submitted before."),
    "hazard_exists": ("这条隐患已经上报过。", "This hazard has been reported before."),
    "hazard_unknown": ("没有这条隐患。", "There is no such hazard."),
    "hazard_closed": ("这条隐患已经销号。", "This hazard is closed already."),
    "hazard_voided": ("这条隐患已经撤销。", "This hazard has been voided."),
    "hazard_transferred": ("这条隐患已经移送。", "This hazard has been transferred."),
    "hazard_state": (
        "隐患当前的状态不允许这一步。",
        "The hazard's present state does not allow this step.",
    ),
    "same_person": (
        "提交整改的人不能复查或销号。",
        "Who handed in the rectification may not recheck or close it.",
    ),
    # forms
    "form_invalid": ("表单有错，请照明细修改。", "The form breaks rules: see the details."),
    "form_changed": (
        "这个版本已经发布，不能再改；请把版本号加一。",
        "This version is published and cannot change: give the form the next version number.",
    ),
    "form_older": (
        "已经发布了更新的版本。",
        "A newer version is published already.",
    ),
    "basis_verified": (
        "这条依据不是待核，或已经核实过。",
        "This basis does not wait to be verified, or has been verified.",
    ),
    # uploads
    "tus_version": ("上传协议版本不对。", "The upload protocol's version is not supported."),
    "upload_metadata": (
        "上传必须说明文件的 SHA-256。",
        "An upload must name the SHA-256 of the file.",
    ),
    "upload_unknown": ("没有这个上传，或已过期。", "There is no such upload, or it has expired."),
    "upload_offset": ("上传位置不对。", "The upload continues at another offset."),
    "photo_too_large": (
        "照片的像素太多，没有保存。",
        "The photo has too many pixels; it was not stored.",
    ),
    "not_a_photo": (
        "这是压缩包，不是照片，没有保存。",
        "This is an archive and no photo; it was not stored.",
    ),
    "upload_too_large": ("文件太大。", "The file is too large."),
    "upload_media_type": (
        "上传内容的类型不对。",
        "The upload's content type is wrong.",
    ),
    "too_many_uploads": (
        "未完成的上传太多。",
        "Too many unfinished uploads.",
    ),
    "checksum_algorithm": ("不支持这种校验算法。", "The checksum algorithm is not supported."),
    "checksum_wrong": ("校验不符，请重传。", "The checksum does not fit. Send it again."),
    "app_not_built": (
        "这台中心端还没有构建手机应用。",
        "The phone app has not been built on this endpoint.",
    ),
}


def in_both(code: str) -> dict[str, str]:
    return dict(zip(LANGUAGES, MESSAGES[code], strict=True))


def in_language(code: str, language: str) -> str:
    return MESSAGES[code][LANGUAGES.index(language)]


def language_of(accept_language: str | None) -> str:
    """Choose among our languages by the header; Chinese when it names neither."""
    wanted: list[tuple[float, str]] = []
    for part in (accept_language or "").split(","):
        name, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=")
        quality = float(weight) if weight.replace(".", "", 1).isdecimal() else 1.0
        prefix = name.strip().lower()[:2]
        if prefix in {"zh", "en"} and quality > 0:
            wanted.append((-quality, "zh_CN" if prefix == "zh" else "en"))
    return min(wanted, key=lambda pair: pair[0])[1] if wanted else "zh_CN"
