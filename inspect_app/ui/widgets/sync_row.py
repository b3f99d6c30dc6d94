"""A record on its way: where it is, how large, why it waits, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from inspect_app.services.outbox_view import OutboxEntry
from inspect_app.strings import Strings
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_1, SPACE_2, SPACE_3
from inspect_app.ui.widgets import mark as mark_of
from inspect_app.ui.widgets.card import card, small
from inspect_app.ui.widgets.mark import mark

WAITING, SENDING, SENT, TROUBLE = "waiting", "sending", "sent", "trouble"
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
    t, entry = look.t, shown.entry
    state = entry.state.value
    lines: list[ft.Control] = [
        ft.Row(
            [
                ft.Text(
                    _title(t, shown),
                    size=SIZE_ITEM,
                    weight=look.palette.strong,
                    expand=True,
                    max_lines=2,
                    overflow=ft.TextOverflow.ELLIPSIS,
                ),
                mark(look, _SHAPES[state], t(f"sync.state.{state}"), _colour(look, state)),
            ],
            spacing=SPACE_2,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        ft.Text(_about(t, entry), size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    lines += _reason(look, entry)
    return card(
        look,
        ft.Column(lines, spacing=SPACE_1, tight=True),
        key=f"sync-{entry.record}",
        padding=SPACE_3,
    )


def _title(t: Strings, shown: SyncEntryShown) -> str:
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


def _reason(look: Look, entry: OutboxEntry) -> list[ft.Control]:
    t = look.t
    if entry.reason is None:
        return []
    words = t(entry.reason.key, **entry.reason.params)
    is_trouble = entry.state.value == TROUBLE
    do = t("sync.do.admin") if is_trouble else t("sync.do.wait")
    if entry.next_try_at is not None and not is_trouble:
        do = t("sync.do.wait_until", at=f"{entry.next_try_at.astimezone():%H:%M:%S}")
    colour = look.palette.trouble if is_trouble else None
    return [ft.Text(words, size=SIZE_BODY, color=colour), small(look, do)]


def _colour(look: Look, state: str) -> str:
    palette = look.palette
    return {
        WAITING: palette.waiting,
        SENDING: palette.waiting,
        SENT: palette.sent,
        TROUBLE: palette.trouble,
    }[state]
