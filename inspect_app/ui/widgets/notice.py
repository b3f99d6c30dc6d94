"""A sentence within the page: what happened, what was kept, and the button that helps."""

from __future__ import annotations

from enum import StrEnum

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SPACE_2, SPACE_3


class NoticeKind(StrEnum):
    told = "told"
    warned = "warned"
    refused = "refused"


_ICONS = {
    NoticeKind.told: ft.Icons.INFO_OUTLINE,
    NoticeKind.warned: ft.Icons.WARNING_AMBER,
    NoticeKind.refused: ft.Icons.ERROR_OUTLINE,
}


def notice(
    look: Look,
    text: str,
    kind: NoticeKind = NoticeKind.told,
    action: ft.Control | None = None,
    *,
    key: str | None = None,
) -> ft.Control:
    colour = {
        NoticeKind.told: ft.Colors.PRIMARY,
        NoticeKind.warned: look.palette.serious,
        NoticeKind.refused: look.palette.trouble,
    }[kind]
    lines: list[ft.Control] = [
        ft.Row(
            [
                ft.Icon(_ICONS[kind], color=colour, size=20),
                ft.Text(text, size=SIZE_BODY, expand=True, weight=look.palette.text),
            ],
            spacing=SPACE_2,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    ]
    if action is not None:
        lines.append(ft.Row([action], alignment=ft.MainAxisAlignment.END))
    return ft.Container(
        key=key,
        content=ft.Column(lines, spacing=SPACE_2, tight=True),
        padding=SPACE_3,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border=ft.Border.all(look.palette.outline_px, colour),
        border_radius=CORNER,
    )
