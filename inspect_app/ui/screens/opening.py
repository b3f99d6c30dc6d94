"""Between two stores: the one is closed, the other not open yet."""

from __future__ import annotations

import flet as ft

from inspect_app.strings import strings
from inspect_app.ui.theme import SIZE_ITEM, SPACE_4


@ft.component
def OpeningScreen(language: str) -> list[ft.View]:
    words = strings(language)("me.opening")
    return [
        ft.View(
            route="/",
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            vertical_alignment=ft.MainAxisAlignment.CENTER,
            spacing=SPACE_4,
            controls=[ft.ProgressRing(), ft.Text(words, key="opening", size=SIZE_ITEM)],
        )
    ]
