"""The unit will not sign: why, in words; a witness signs instead."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.ui.hooks import Look, use_newest
from inspect_app.ui.theme import (
    CORNER,
    SIZE_BODY,
    SIZE_ITEM,
    SIZE_TITLE,
    SPACE_3,
    SPACE_4,
    TOUCH_ANSWER,
)


def refusal_sheet(
    look: Look, on_refused: Callable[[str], None], on_dismiss: Callable[..., None]
) -> ft.BottomSheet:
    return ft.BottomSheet(
        content=RefusalForm(look, on_refused),
        scrollable=True,
        on_dismiss=on_dismiss,
    )


@ft.component
def RefusalForm(look: Look, on_refused: Callable[[str], None]) -> ft.Control:
    reason, set_reason, newest = use_newest("")
    t = look.t
    return ft.Container(
        content=ft.Column(
            [
                ft.Text(t("review.refuse"), size=SIZE_TITLE, weight=look.palette.strong),
                ft.Text(t("review.refuse_hint"), size=SIZE_BODY),
                ft.TextField(
                    key="refusal-reason",
                    label=t("review.refuse_reason"),
                    value=reason,
                    text_size=SIZE_ITEM,
                    multiline=True,
                    min_lines=2,
                    border=ft.OutlineInputBorder(border_radius=CORNER),
                    content_padding=SPACE_3,
                    on_change=lambda e: set_reason(e.control.value),
                ),
                ft.Row(
                    [
                        ft.FilledButton(
                            t("review.note_refusal"),
                            key="accept-refusal",
                            height=TOUCH_ANSWER,
                            expand=True,
                            disabled=not reason.strip(),
                            on_click=lambda _: on_refused(newest().strip()),
                        )
                    ]
                ),
            ],
            spacing=SPACE_3,
            tight=True,
        ),
        padding=SPACE_4,
    )
