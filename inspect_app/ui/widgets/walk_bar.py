"""What the thumb reaches during a walk: photograph, go on, scan; in the end, check and sign."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SIZE_SMALL, SPACE_1, SPACE_2, TOUCH_ANSWER


def walk_bar(
    look: Look,
    at_code: str,
    is_done: bool,
    has_assets: bool,
    on_photo: Callable[[], None],
    on_next: Callable[[], None],
    on_scan: Callable[[], None],
    on_review: Callable[[], None],
) -> ft.Control:
    """`at_code` names the item that a photo taken here belongs to; empty: none yet."""
    parts = [_photo(look, at_code, on_photo)]
    if has_assets:
        parts.append(_scan(look, on_scan))
    if is_done:
        parts.append(_primary(look, "review", "inspection.to_review", on_review))
    else:
        parts.append(_primary(look, "next-unanswered", "inspection.next", on_next))
    return ft.Row(parts, spacing=SPACE_2, expand=True)


def _photo(look: Look, at_code: str, on_photo: Callable[[], None]) -> ft.Control:
    """The camera, and under it the code of the item that the photo will belong to."""
    return ft.OutlinedButton(
        key="photo",
        content=ft.Column(
            [
                ft.Icon(ft.Icons.PHOTO_CAMERA_OUTLINED, size=22),
                ft.Text(
                    at_code or look.t("inspection.photo"),
                    size=SIZE_SMALL,
                    max_lines=1,
                    semantics_label=look.t("inspection.photo_for", code=at_code),
                ),
            ],
            spacing=0,
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        width=84,
        height=TOUCH_ANSWER,
        disabled=not at_code,
        style=_style(),
        on_click=lambda _: on_photo(),
    )


def _scan(look: Look, on_scan: Callable[[], None]) -> ft.Control:
    return ft.OutlinedButton(
        key="scan-next",
        content=ft.Text(
            look.t("inspection.scan_next"), size=SIZE_BODY, weight=look.palette.strong, max_lines=1
        ),
        height=TOUCH_ANSWER,
        style=_style(SPACE_2),
        on_click=lambda _: on_scan(),
    )


def _primary(look: Look, key: str, words: str, on_click: Callable[[], None]) -> ft.Control:
    return ft.FilledButton(
        key=key,
        content=ft.Text(look.t(words), weight=look.palette.strong, max_lines=1),
        height=TOUCH_ANSWER,
        expand=True,
        style=_style(SPACE_2),
        on_click=lambda _: on_click(),
    )


def _style(padding: float = SPACE_1) -> ft.ButtonStyle:
    return ft.ButtonStyle(padding=padding, shape=ft.RoundedRectangleBorder(radius=CORNER))
