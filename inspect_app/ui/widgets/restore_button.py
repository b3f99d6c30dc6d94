"""Restoring a backup: choose the file, see what it holds and what it replaces, then replace."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.errors import PassphraseWrong
from inspect_app.services.moving import Picked, Restorable
from inspect_app.strings import Strings
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.tasks import guarded, start
from inspect_app.ui.theme import SPACE_2, TOUCH
from inspect_app.ui.widgets.confirm import confirm
from inspect_app.ui.widgets.passphrase_sheet import passphrase_sheet
from inspect_app.ui.widgets.progress_line import progress_line

PASSPHRASE, QUESTION = "passphrase", "question"
PICKER_TEXTS = ("me.restore_pick", "common.cancel")


@ft.component
def RestoreButton(is_quiet: bool = False) -> ft.Control:
    """`is_quiet` where something else is what most people came for."""
    look, services = use_look(), use_services()
    t, moving = look.t, services.moving
    progress, set_progress = ft.use_state(None)
    found, set_found = ft.use_state(None)
    fault, set_fault = ft.use_state(None)
    open_now = ft.use_ref(None)
    """Which dialog: one that was closed by what it led to says so only later."""

    def show(dialog: str | None, backup: Restorable | None = None) -> None:
        open_now.current = dialog
        set_fault("" if dialog == PASSPHRASE else None)
        set_found(backup)

    def choose(_: object) -> None:
        texts = {key: t(key) for key in PICKER_TEXTS}
        start(t, lambda: moving.pick_backup(texts), picked)

    def picked(backup: Picked | None) -> None:
        if backup is not None and backup.is_encrypted:
            show(PASSPHRASE)
        elif backup is not None:
            check()

    def check(passphrase: str = "") -> None:
        set_progress((0, 1))
        start(t, lambda: opened(passphrase), None, lambda: set_progress(None))

    async def opened(passphrase: str) -> None:
        try:
            backup = await moving.open_picked(lambda *of: set_progress(of), passphrase)
        except PassphraseWrong as error:
            set_fault(t(error.key))
            return
        show(QUESTION, backup)

    def replace(*_: object) -> None:
        show(None)
        start(t, moving.restore)

    def leave(dialog: str) -> None:
        if open_now.current == dialog:
            show(None)
            guarded(t, moving.discard)()

    ft.use_dialog(
        _question(look, found, moving.would_replace(), replace, lambda *_: leave(QUESTION))
        if found
        else None
    )
    ft.use_dialog(
        passphrase_sheet(look, False, check, lambda *_: leave(PASSPHRASE), fault)
        if fault is not None
        else None
    )
    button = ft.TextButton if is_quiet else ft.OutlinedButton
    lines: list[ft.Control] = [
        button(
            t("me.restore"),
            key="restore",
            height=TOUCH,
            disabled=progress is not None,
            on_click=choose,
        )
    ]
    if progress is not None:
        done, total = progress
        lines.append(progress_line(look, done, total, t("me.restore_checking")))
    return ft.Column(lines, spacing=SPACE_2, tight=True)


def _question(
    look: Look,
    found: Restorable,
    replaced: int,
    on_yes: Callable[..., None],
    on_no: Callable[..., None],
) -> ft.AlertDialog:
    return confirm(
        look,
        look.t("me.restore_question"),
        restore_words(look.t, found, replaced),
        look.t("me.restore_yes"),
        on_yes,
        on_no,
    )


def restore_words(t: Strings, found: Restorable, replaced: int) -> str:
    """Say what comes, what goes, and that one device must not live twice."""
    holds = {"records": found.records, "drafts": found.drafts, "photos": found.photos}
    words = [t("me.restore_holds", person=found.person or t("common.none"), **holds)]
    if found.waiting:
        words.append(t("me.restore_waiting", count=found.waiting))
    if replaced:
        words.append(t("me.restore_loses", count=replaced))
    words.append(t("me.restore_once"))
    return "\n\n".join(words)
