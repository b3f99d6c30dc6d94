"""What a screen says when there is nothing yet: what will be here, and the first step."""

from __future__ import annotations

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_2, SPACE_4, SPACE_5


def empty_state(
    look: Look,
    icon: ft.IconData,
    title: str,
    hint: str = "",
    action: ft.Control | None = None,
    *,
    key: str = "empty",
) -> ft.Control:
    lines: list[ft.Control] = [
        ft.Icon(icon, size=48, color=ft.Colors.OUTLINE),
        ft.Text(title, size=SIZE_ITEM, weight=look.palette.strong, text_align=ft.TextAlign.CENTER),
    ]
    if hint:
        lines.append(
            ft.Text(
                hint,
                size=SIZE_BODY,
                color=ft.Colors.ON_SURFACE_VARIANT,
                text_align=ft.TextAlign.CENTER,
            )
        )
    if action is not None:
        lines.append(ft.Container(content=action, padding=ft.Padding.only(top=SPACE_4)))
    return ft.Container(
        key=key,
        content=ft.Column(
            lines,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            alignment=ft.MainAxisAlignment.CENTER,
            spacing=SPACE_2,
            tight=True,
        ),
        alignment=ft.Alignment.CENTER,
        padding=ft.Padding.symmetric(horizontal=SPACE_5, vertical=SPACE_5 * 2),
    )
