"""A question before something that cannot be taken back."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_TITLE, TOUCH


def confirm(
    look: Look,
    title: str,
    text: str,
    verb: str,
    on_yes: Callable[..., None],
    on_no: Callable[..., None],
) -> ft.AlertDialog:
    """Return the question; its buttons are keyed `confirm-yes` and `confirm-no`."""
    return ft.AlertDialog(
        title=ft.Text(title, size=SIZE_TITLE, weight=look.palette.strong),
        content=ft.Text(text, size=SIZE_BODY),
        actions=[
            ft.TextButton(look.t("common.cancel"), key="confirm-no", height=TOUCH, on_click=on_no),
            ft.TextButton(
                content=ft.Text(verb, color=look.palette.failed, weight=look.palette.strong),
                key="confirm-yes",
                height=TOUCH,
                on_click=on_yes,
            ),
        ],
        on_dismiss=on_no,
    )
