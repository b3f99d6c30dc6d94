"""A number that somebody has to act on, large, with its name under it."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_DISPLAY, SPACE_2
from inspect_app.ui.widgets.card import card


def count_tile(
    look: Look,
    name: str,
    count: int,
    words: str,
    on_click: Callable[..., object],
    *,
    colour: str | None = None,
) -> ft.Control:
    """Return a tile keyed `count-<name>`; `colour` only shows when there is something to count."""
    return card(
        look,
        ft.Column(
            [
                ft.Text(
                    str(count),
                    size=SIZE_DISPLAY,
                    weight=look.palette.strong,
                    color=colour if count else ft.Colors.ON_SURFACE_VARIANT,
                ),
                ft.Text(words, size=SIZE_BODY, text_align=ft.TextAlign.CENTER),
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            tight=True,
        ),
        key=f"count-{name}",
        padding=SPACE_2,
        on_click=on_click,
        expand=True,
    )
