"""Enrolling this device at an endpoint."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "enrol.about": (
        "用手机查校园安全：扫设施标签，逐项检查、拍照、双方签字，没有网络也能做完。先用管理员给"
        "的登记码，把这台设备登记到中心端。"
    ),
    "enrol.scan": "扫登记码",
    "enrol.address": "中心端地址",
    "enrol.address_hint": "如 https://inspect.example.cn",
    "enrol.code": "一次性登记码",
    "enrol.code_hint": "向管理员索取，用一次即失效",
    "enrol.go": "登记这台设备",
    "enrol.asking": "正在联系中心端…",
    "enrol.kept_here": "记录保存在这台设备上，只发给您登记的中心端。",
    "enrol.already": "这台设备已登记给 {person}。用新的登记码会换成另一个人。",
    "enrol.go_on_insecure": "仅试用，仍要继续",
    "enrol.not_a_code": "这不是登记码。请扫管理员给的登记二维码。",
}
