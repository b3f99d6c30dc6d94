"""Words with a shape before them, so that no colour has to carry a meaning alone."""

from __future__ import annotations

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SPACE_1

# Drawn as icons: Noto Sans SC has neither U+2713 nor U+2715.
PASSED = ft.Icons.CHECK
FAILED = ft.Icons.CLOSE
WAITING = ft.Icons.ARROW_UPWARD
TROUBLE = ft.Icons.PRIORITY_HIGH


def mark(
    look: Look,
    shape: ft.IconData,
    words: str,
    colour: str,
    *,
    size: int = SIZE_BODY,
    expand: bool = False,
) -> ft.Control:
    text = ft.Text(
        words, size=size, color=colour, weight=look.palette.strong, expand=expand or None
    )
    return ft.Row(
        [ft.Icon(shape, color=colour, size=size + 4), text],
        spacing=SPACE_1,
        tight=not expand,
        expand=expand or None,
    )
