"""The backup: everything on this device as one file, handed to the person, and back."""

from __future__ import annotations

import flet as ft

from inspect_app.services.encrypting import EncryptionState
from inspect_app.ui.hooks import use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.tasks import notify, start
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_2, SPACE_3, TOUCH
from inspect_app.ui.widgets.card import card
from inspect_app.ui.widgets.passphrase_sheet import passphrase_sheet
from inspect_app.ui.widgets.progress_line import progress_line
from inspect_app.ui.widgets.restore_button import RestoreButton


@ft.component
def BackupRow() -> ft.Control:
    look, services = use_look(), use_services()
    t = look.t
    progress, set_progress = ft.use_state(None)
    is_asking, set_asking = ft.use_state(False)
    is_encrypted = use_shown_query(lambda s: s.encrypting.state) is not EncryptionState.off

    def back_up(passphrase: str = "") -> None:
        set_asking(False)
        set_progress((0, 1))
        start(
            t,
            lambda: services.moving.back_up(
                lambda done, total: set_progress((done, total)), passphrase
            ),
            lambda name: notify(t("me.backed_up", name=name)),
            lambda: set_progress(None),
        )

    sheet = passphrase_sheet(look, True, back_up, lambda _: set_asking(False))
    ft.use_dialog(sheet if is_asking else None)
    hint = t("me.backup_hint_encrypted") if is_encrypted else t("me.backup_hint")

    lines: list[ft.Control] = [
        ft.Text(t("me.backup"), size=SIZE_ITEM, weight=look.palette.strong),
        ft.Text(hint, size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    if progress is not None:
        done, total = progress
        lines.append(progress_line(look, done, total, f"{t.size(done)} / {t.size(total)}"))
    buttons: list[ft.Control] = [
        ft.OutlinedButton(
            t("me.back_up"),
            key="back-up",
            height=TOUCH,
            disabled=progress is not None,
            on_click=lambda _: set_asking(True) if is_encrypted else back_up(),
        ),
        RestoreButton(),
    ]
    # A row that wraps is as narrow as its content; the outer one gives the card its width.
    lines.append(
        ft.Row([ft.Row(buttons, wrap=True, expand=True, spacing=SPACE_2, run_spacing=SPACE_2)])
    )
    return card(look, ft.Column(lines, spacing=SPACE_2, tight=True), padding=SPACE_3)
