"""A record on its way: where it is, how large, why it waits, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import flet as ft

from inspect_app.services.outbox_view import ADVICE, OutboxEntry, OutboxState, PhotoEntry
from inspect_app.strings import Strings
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_1, SPACE_2, SPACE_3
from inspect_app.ui.widgets import mark as mark_of
from inspect_app.ui.widgets.card import card, small
from inspect_app.ui.widgets.mark import mark

WAITING, SENDING, SENT, TROUBLE = "waiting", "sending", "sent", "trouble"
WAIT = f"{ADVICE}wait"
_SHAPES = {
    WAITING: mark_of.WAITING,
    SENDING: mark_of.WAITING,
    SENT: mark_of.PASSED,
    TROUBLE: mark_of.TROUBLE,
}


@dataclass(frozen=True, slots=True)
class SyncEntryShown:
    entry: OutboxEntry
    form_label: str


@ft.memo
@ft.component
def SyncRow(look: Look, shown: SyncEntryShown) -> ft.Control:
    """A tap shows each photo of the record on its way."""
    t, entry, page = look.t, shown.entry, ft.context.page
    lines: list[ft.Control] = [
        ft.Row(
            [
                ft.Text(
                    title_of(t, shown),
                    size=SIZE_ITEM,
                    weight=look.palette.strong,
                    expand=True,
                    max_lines=2,
                    overflow=ft.TextOverflow.ELLIPSIS,
                ),
                state_mark(look, entry.state),
            ],
            spacing=SPACE_2,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        ft.Text(_about(t, entry), size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    lines += reason_lines(look, entry, entry.next_try_at)
    return card(
        look,
        ft.Column(lines, spacing=SPACE_1, tight=True),
        key=f"sync-{entry.record}",
        padding=SPACE_3,
        on_click=lambda _: page.navigate(paths.sync_entry(entry.record)),
    )


def state_mark(look: Look, state: OutboxState) -> ft.Control:
    words = look.t(f"sync.state.{state.value}")
    return mark(look, _SHAPES[state.value], words, _colour(look, state.value))


def reason_lines(
    look: Look, part: OutboxEntry | PhotoEntry, next_try_at: datetime | None = None
) -> list[ft.Control]:
    """Say why a record or a photo is not there yet, and what to do about it."""
    t = look.t
    if part.reason is None:
        return []
    is_trouble = part.state is OutboxState.trouble
    do = t(part.advice)
    if next_try_at is not None and part.advice == WAIT:
        do = t("sync.do.wait_until", at=f"{next_try_at.astimezone():%H:%M:%S}")
    words = t(part.reason.key, **part.reason.params)
    colour = look.palette.trouble if is_trouble else None
    return [ft.Text(words, size=SIZE_BODY, color=colour), small(look, do)]


def title_of(t: Strings, shown: SyncEntryShown) -> str:
    entry = shown.entry
    key = f"sync.record.{entry.kind.value}"
    if key not in t:
        return t("sync.record.other", kind=entry.kind.value)
    words = t(key, form=shown.form_label, description=entry.subject)
    is_inspection = bool(shown.form_label) and entry.subject
    return f"{words} · {entry.subject}" if is_inspection else words


def _about(t: Strings, entry: OutboxEntry) -> str:
    parts = [entry.unit_name, t.moment(entry.recorded_at)]
    if entry.photos_total:
        parts.append(t("sync.photos_line", done=entry.photos_sent, total=entry.photos_total))
    if entry.bytes_waiting:
        parts.append(t("sync.size_waiting", size=t.size(entry.bytes_waiting)))
    return " · ".join(parts)


def _colour(look: Look, state: str) -> str:
    palette = look.palette
    return {
        WAITING: palette.waiting,
        SENDING: palette.waiting,
        SENT: palette.sent,
        TROUBLE: palette.trouble,
    }[state]
