"""A setting: its name, what it means, and its switch or its choices."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_2, SPACE_3
from inspect_app.ui.widgets.card import card


def switch_row(
    look: Look,
    name: str,
    words: str,
    hint: str,
    is_on: bool,
    on_change: Callable[[bool], object],
) -> ft.Control:
    return card(
        look,
        ft.Row(
            [
                _words(look, words, hint),
                ft.Switch(
                    key=name,
                    value=is_on,
                    tooltip=words,
                    on_change=lambda e: on_change(bool(e.control.value)),
                ),
            ],
            spacing=SPACE_2,
        ),
        padding=SPACE_3,
    )


def setting_row(look: Look, words: str, control: ft.Control, hint: str = "") -> ft.Control:
    return card(
        look,
        ft.Column([_words(look, words, hint), control], spacing=SPACE_2, tight=True),
        padding=SPACE_3,
    )


def _words(look: Look, words: str, hint: str) -> ft.Control:
    lines: list[ft.Control] = [ft.Text(words, size=SIZE_ITEM, weight=look.palette.strong)]
    if hint:
        lines.append(ft.Text(hint, size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT))
    return ft.Column(lines, spacing=0, tight=True, expand=True)
