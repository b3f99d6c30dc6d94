"""Asking for a backup's passphrase: twice when it is new, once when it opens one."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.services.encrypting import MIN_PASSPHRASE
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


def passphrase_sheet(
    look: Look,
    is_new: bool,
    on_given: Callable[[str], None],
    on_dismiss: Callable[..., None],
    refused: str = "",
) -> ft.BottomSheet:
    """`refused`: what was wrong with the last one."""
    return ft.BottomSheet(
        content=PassphraseForm(look, is_new, on_given, refused),
        scrollable=True,
        on_dismiss=on_dismiss,
    )


@ft.component
def PassphraseForm(
    look: Look, is_new: bool, on_given: Callable[[str], None], refused: str
) -> ft.Control:
    t = look.t
    passphrase, set_passphrase, newest = use_newest("")
    again, set_again, newest_again = use_newest("")
    is_short = is_new and len(passphrase) < MIN_PASSPHRASE
    fields = [_field("passphrase", t("me.passphrase"), passphrase, set_passphrase)]
    if is_new:
        fields.append(_field("passphrase-again", t("me.passphrase_again"), again, set_again))
    fault = refused
    if passphrase and is_short:
        fault = t("me.passphrase_short", count=MIN_PASSPHRASE)
    elif again and again != passphrase:
        fault = t("me.passphrase_differs")
    is_open = not passphrase or is_short or (is_new and again != passphrase)
    hint = t("me.passphrase_new_hint") if is_new else t("me.passphrase_hint")

    def give() -> None:
        if not is_new or newest() == newest_again():
            on_given(newest())

    return ft.Container(
        content=ft.Column(
            [
                ft.Text(t("me.passphrase_title"), size=SIZE_TITLE, weight=look.palette.strong),
                ft.Text(hint, size=SIZE_BODY),
                *fields,
                ft.Text(fault, key="passphrase-fault", size=SIZE_BODY, color=look.palette.trouble),
                ft.Row(
                    [
                        ft.FilledButton(
                            t("me.back_up") if is_new else t("me.passphrase_open"),
                            key="passphrase-given",
                            height=TOUCH_ANSWER,
                            expand=True,
                            disabled=is_open,
                            on_click=lambda _: give(),
                        )
                    ]
                ),
            ],
            spacing=SPACE_3,
            tight=True,
        ),
        padding=SPACE_4,
    )


def _field(key: str, label: str, value: str, on_change: Callable[[str], object]) -> ft.TextField:
    return ft.TextField(
        key=key,
        label=label,
        value=value,
        text_size=SIZE_ITEM,
        password=True,
        can_reveal_password=True,
        border=ft.OutlineInputBorder(border_radius=CORNER),
        content_padding=SPACE_3,
        on_change=lambda e: on_change(e.control.value),
    )
