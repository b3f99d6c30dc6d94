"""A bar with its numbers: nothing is in progress without saying how far."""

from __future__ import annotations

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_SMALL, SPACE_2


def progress_line(
    look: Look, done: float, total: float, words: str, *, colour: str | None = None
) -> ft.Control:
    """Draw `done` of `total` as a bar, with `words` at its end."""
    share = min(1.0, done / total) if total else 0.0
    return ft.Row(
        [
            # The words beside it are what is read aloud; a bar would take a card's role.
            ft.Semantics(
                exclude_semantics=True,
                expand=True,
                content=ft.ProgressBar(
                    value=share,
                    bar_height=6,
                    border_radius=CORNER,
                    color=colour or ft.Colors.PRIMARY,
                    bgcolor=ft.Colors.SURFACE_CONTAINER_HIGHEST,
                ),
            ),
            ft.Text(words, size=SIZE_SMALL, weight=look.palette.strong),
        ],
        spacing=SPACE_2,
    )
