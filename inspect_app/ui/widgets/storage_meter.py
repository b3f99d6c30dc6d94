"""How much room the device has left, and whether it keeps what it holds."""

from __future__ import annotations

import flet as ft

from inspect_app.services.device import Room
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.tasks import start
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_2, SPACE_3, TOUCH
from inspect_app.ui.widgets.card import card
from inspect_app.ui.widgets.mark import PASSED, mark
from inspect_app.ui.widgets.notice import NoticeKind, notice
from inspect_app.ui.widgets.progress_line import progress_line


@ft.component
def StorageMeter() -> ft.Control:
    look, services = use_look(), use_services()
    t = look.t
    room, set_room = ft.use_state(None)

    def measure() -> None:
        start(t, services.device.room, set_room)

    def ask(_: object) -> None:
        start(t, services.device.ask_to_keep, lambda _kept: measure())

    ft.use_effect(measure, [])
    lines: list[ft.Control] = [ft.Text(t("me.storage"), size=SIZE_ITEM, weight=look.palette.strong)]
    if room is None:
        lines.append(ft.Text(t("me.measuring"), size=SIZE_BODY))
    else:
        lines += _measured(look, room, ask)
    return card(look, ft.Column(lines, spacing=SPACE_2, tight=True), key="storage", padding=SPACE_3)


def _measured(look: Look, room: Room, ask: object) -> list[ft.Control]:
    t = look.t
    words = t("me.room", used=t.size(room.used_bytes), free=t.size(room.free_bytes))
    total = room.used_bytes + room.free_bytes
    colour = look.palette.trouble if room.is_short else None
    lines: list[ft.Control] = [
        progress_line(look, room.used_bytes, total, t.size(room.used_bytes), colour=colour),
        ft.Text(words, size=SIZE_BODY),
    ]
    if room.fetched_bytes:
        words = t("me.fetched", size=t.size(room.fetched_bytes))
        lines.append(ft.Text(words, key="fetched", size=SIZE_BODY))
    if room.is_short:
        lines.append(notice(look, t("me.room_short"), NoticeKind.refused, key="room-short"))
    if room.is_persistent:
        lines.append(mark(look, PASSED, t("me.kept"), look.palette.passed))
        return lines
    button = ft.OutlinedButton(t("me.ask_to_keep"), key="ask-to-keep", height=TOUCH, on_click=ask)
    lines.append(notice(look, t("me.not_kept"), NoticeKind.warned, button, key="not-kept"))
    return lines
