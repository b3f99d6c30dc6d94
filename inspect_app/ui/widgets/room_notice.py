"""Said before the room runs out, where the day begins; nothing while there is enough."""

from __future__ import annotations

import flet as ft

from inspect_app.ui import paths
from inspect_app.ui.hooks import use_look, use_services
from inspect_app.ui.tasks import start
from inspect_app.ui.theme import TOUCH
from inspect_app.ui.widgets.notice import NoticeKind, notice


@ft.component
def RoomNotice() -> ft.Control:
    look, services, page = use_look(), use_services(), ft.context.page
    room, set_room = ft.use_state(None)
    ft.use_effect(lambda: start(look.t, services.device.room, set_room), [])
    if room is None or not room.is_short:
        return ft.Container()
    words = look.t("me.room_short_left", free=look.t.size(room.free_bytes))
    button = ft.OutlinedButton(
        look.t("me.storage"),
        key="to-storage",
        height=TOUCH,
        on_click=lambda _: page.navigate(paths.ME),
    )
    return notice(look, words, NoticeKind.refused, button, key="room-short-today")
