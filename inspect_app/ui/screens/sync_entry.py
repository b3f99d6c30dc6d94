"""One record on its way: where it is and where each of its photos is, why, and what to do."""

from __future__ import annotations

import flet as ft

from inspect_app.services.outbox_view import OutboxEntry, OutboxState, PhotoEntry
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.screens.sync import label_of
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.sightings import kept_photo
from inspect_app.ui.tasks import start
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_1, SPACE_2, SPACE_3, SPACE_4, TOUCH
from inspect_app.ui.widgets.answer_photos import thumb
from inspect_app.ui.widgets.card import card, section, small
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.frame import page_view, primary_action, readable_width
from inspect_app.ui.widgets.photo_tile import OnPhoto
from inspect_app.ui.widgets.photo_viewer import use_viewer
from inspect_app.ui.widgets.sync_row import SyncEntryShown, reason_lines, state_mark, title_of


@ft.component
def SyncEntryScreen() -> ft.View:
    record_id = ft.use_route_params()["record_id"]
    look, services = use_look(), use_services()
    t = look.t
    entry = use_shown_query(lambda s: s.sync.entry(record_id), record_id, follows_sync=True)
    is_running = use_shown_query(lambda s: s.sync.state.running, follows_sync=True)
    show_photo = use_viewer(look)
    if entry is None:
        gone = empty_state(look, ft.Icons.CLOUD_OFF_OUTLINED, t("sync.entry_gone"), "")
        return page_view(look, t("sync.entry"), gone)
    photos = [
        _photo(look, kept_photo(services, each.sha256), entry, each, number, show_photo)
        for number, each in enumerate(entry.photos, 1)
    ]
    heading = t("sync.entry_photos", count=entry.photos_total)
    none = [small(look, t("sync.entry_no_photos"))]
    shown = SyncEntryShown(entry, label_of(services, t, entry.form))
    return page_view(
        look,
        t("sync.entry"),
        readable_width(
            _record(look, shown, services.sync.retry_troubled),
            section(look, heading, photos or none),
            spacing=SPACE_4,
        ),
        action=primary_action(
            t("sync.sending") if is_running else t("sync.send_now"),
            lambda _: start(t, services.sync.sync_now),
            key="send-now",
            disabled=is_running or entry.state is OutboxState.sent,
        ),
    )


def _record(look: Look, shown: SyncEntryShown, retry: object) -> ft.Control:
    t, entry = look.t, shown.entry
    itself = OutboxState.sent if entry.is_record_sent else entry.state
    why = [] if entry.is_record_sent else reason_lines(look, entry, entry.next_try_at)
    lines: list[ft.Control] = [
        ft.Text(title_of(t, shown), size=SIZE_ITEM, weight=look.palette.strong),
        ft.Text(
            f"{entry.unit_name} · {t.moment(entry.recorded_at)}",
            size=SIZE_BODY,
            color=ft.Colors.ON_SURFACE_VARIANT,
        ),
        _state_line(look, t("sync.entry_record"), itself),
        *why,
    ]
    if entry.state is OutboxState.trouble:
        button = ft.OutlinedButton(
            t("sync.retry_one"), key="retry-one", height=TOUCH, on_click=lambda _: retry()
        )
        lines.append(ft.Row([button]))
    return card(look, ft.Column(lines, spacing=SPACE_2, tight=True), key="sync-record")


def _photo(
    look: Look,
    content: bytes | None,
    entry: OutboxEntry,
    photo: PhotoEntry,
    number: int,
    on_photo: OnPhoto,
) -> ft.Control:
    t = look.t
    why = reason_lines(look, photo, entry.next_try_at)
    if not why and photo.state is OutboxState.waiting and not entry.is_record_sent:
        why = [small(look, t("sync.photo_waits_for_record"))]
    words = t("sync.photo_number", number=number, size=t.size(photo.size))
    lines = ft.Column(
        [_state_line(look, words, photo.state), *why], spacing=SPACE_1, tight=True, expand=True
    )
    return card(
        look,
        ft.Row(
            [thumb(look, photo.sha256, content, lambda _: on_photo(photo.sha256)), lines],
            spacing=SPACE_3,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        key=f"sync-photo-{number}",
        padding=SPACE_3,
    )


def _state_line(look: Look, words: str, state: OutboxState) -> ft.Control:
    return ft.Row(
        [ft.Text(words, size=SIZE_BODY, expand=True), state_mark(look, state)], spacing=SPACE_2
    )
