"""Whether this device's data is encrypted: the switch, what it means, and how far it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from inspect_app.services.encrypting import EncryptionState, Progress
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.tasks import start
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_2, SPACE_3, TOUCH
from inspect_app.ui.widgets.card import card
from inspect_app.ui.widgets.confirm import confirm
from inspect_app.ui.widgets.progress_line import progress_line
from inspect_app.ui.widgets.setting_row import switch_row


@ft.component
def EncryptionRow() -> ft.Control:
    look, services = use_look(), use_services()
    t, encrypting = look.t, services.encrypting
    state = use_shown_query(lambda s: s.encrypting.state)
    asked, set_asked = ft.use_state(None)
    progress, set_progress = ft.use_state(None)

    def work(verb: Callable[[Progress], Awaitable[None]]) -> None:
        start(
            t,
            lambda: verb(lambda done, total: set_progress((done, total))),
            None,
            lambda: set_progress(None),
        )

    def change(*_: object) -> None:
        set_asked(None)
        work(encrypting.turn_on if asked else encrypting.turn_off)

    question = None
    if asked is not None:
        question = _question(look, asked, change, lambda *_: set_asked(None))
    ft.use_dialog(question)
    if not encrypting.is_offered:
        return _not_offered(look)
    if progress is None and state in (EncryptionState.off, EncryptionState.on):
        return switch_row(
            look,
            "encryption",
            t("me.encryption"),
            t("me.encryption_on" if state is EncryptionState.on else "me.encryption_off"),
            state is EncryptionState.on,
            set_asked,
        )
    lines: list[ft.Control] = [
        ft.Text(t("me.encryption"), size=SIZE_ITEM, weight=look.palette.strong),
        ft.Text(t(f"me.encryption_{state.value}"), key="encrypting", size=SIZE_BODY),
    ]
    if progress is not None:
        done, total = progress
        lines.append(progress_line(look, done, total, f"{done} / {total}"))
    elif not encrypting.is_at_work:
        lines.append(
            ft.OutlinedButton(
                t("me.encryption_go_on"),
                key="encryption-go-on",
                height=TOUCH,
                on_click=lambda _: work(encrypting.finish),
            )
        )
    return card(look, ft.Column(lines, spacing=SPACE_2, tight=True), padding=SPACE_3)


def _question(
    look: Look, is_to_be_on: bool, on_yes: Callable[..., None], on_no: Callable[..., None]
) -> ft.AlertDialog:
    words = ("me.encrypt_question", "me.encrypt_words", "me.encrypt_yes")
    if not is_to_be_on:
        words = ("me.decrypt_question", "me.decrypt_words", "me.decrypt_yes")
    return confirm(look, *map(look.t, words), on_yes, on_no)


def _not_offered(look: Look) -> ft.Control:
    t = look.t
    lines: list[ft.Control] = [
        ft.Text(t("me.encryption"), size=SIZE_ITEM, weight=look.palette.strong),
        ft.Text(
            t("me.encryption_missing"),
            key="encryption-missing",
            size=SIZE_BODY,
            color=ft.Colors.ON_SURFACE_VARIANT,
        ),
    ]
    return card(look, ft.Column(lines, spacing=SPACE_2, tight=True), padding=SPACE_3)
