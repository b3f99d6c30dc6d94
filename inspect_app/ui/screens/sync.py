"""Sync: how much waits, how far it is, and for each record where it is and why."""

from __future__ import annotations

import flet as ft

from inspect_app.services import Services
from inspect_app.services.syncing import SyncState
from inspect_app.strings import Strings
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.tasks import start
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_2, SPACE_4, TOUCH
from inspect_app.ui.widgets.card import card, section, small
from inspect_app.ui.widgets.clock_notices import clock_notices
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.frame import page_view, primary_action, readable_width
from inspect_app.ui.widgets.mark import PASSED, WAITING, mark
from inspect_app.ui.widgets.notice import NoticeKind, notice
from inspect_app.ui.widgets.progress_line import progress_line
from inspect_app.ui.widgets.setting_row import switch_row
from inspect_app.ui.widgets.sync_row import SyncEntryShown, SyncRow


def read_entries(services: Services, t: Strings) -> tuple[SyncEntryShown, ...]:
    labels = {form.id: t.of(form.label) for form in services.catalog.forms()}
    return tuple(
        SyncEntryShown(entry, labels.get(entry.form, entry.form))
        for entry in services.sync.entries()
    )


def label_of(services: Services, t: Strings, form_id: str) -> str:
    return next((t.of(each.label) for each in services.catalog.forms() if each.id == form_id), "")


@ft.component
def SyncScreen() -> ft.View:
    look, services = use_look(), use_services()
    t = look.t
    state = use_shown_query(lambda s: s.sync.state, follows_sync=True)
    entries = use_shown_query(lambda s: read_entries(s, t), t.language, follows_sync=True)
    wifi_only = use_shown_query(lambda s: s.preferences.photos_on_wifi_only())
    is_unknown = wifi_only and state.is_metered is None
    rows = [SyncRow(look, each, key=each.entry.record) for each in entries]
    parts: list[ft.Control] = [_overall(look, state), *_notices(look, services, state)]
    parts.append(
        switch_row(
            look,
            "wifi-only",
            t("sync.wifi_only"),
            t("sync.wifi_only_unknown" if is_unknown else "sync.wifi_only_hint"),
            wifi_only,
            services.preferences.set_photos_on_wifi_only,
        )
    )
    parts.append(section(look, t("sync.records"), rows) if rows else _nothing(look))
    return page_view(
        look,
        t("sync.title"),
        readable_width(*parts, spacing=SPACE_4),
        action=primary_action(
            t("sync.sending") if state.running else t("sync.send_now"),
            lambda _: start(t, services.sync.sync_now),
            key="send-now",
            disabled=state.running,
        ),
    )


def _overall(look: Look, state: SyncState) -> ft.Control:
    t, palette = look.t, look.palette
    waits = state.waiting_records or state.waiting_photos
    words = t("sync.waiting_records", count=state.waiting_records)
    if state.waiting_photos:
        words = t(
            "sync.waiting_line",
            records=state.waiting_records,
            photos=state.waiting_photos,
            size=t.size(state.waiting_bytes),
        )
    last = (
        t("sync.last", at=t.moment(state.last_synced_at))
        if state.last_synced_at
        else t("sync.never")
    )
    lines: list[ft.Control] = [
        mark(look, WAITING, words, palette.waiting, size=SIZE_ITEM, expand=True)
        if waits
        else mark(look, PASSED, t("sync.all_sent"), palette.passed, size=SIZE_ITEM),
        ft.Text(
            f"{t('sync.online') if state.online else t('sync.offline')} · {last}",
            size=SIZE_BODY,
            color=ft.Colors.ON_SURFACE_VARIANT,
        ),
    ]
    lines += _progress(look, state)
    return card(look, ft.Column(lines, spacing=SPACE_2, tight=True), key="sync-overall")


def _progress(look: Look, state: SyncState) -> list[ft.Control]:
    t, progress = look.t, state.progress
    if progress is None:
        return []
    lines: list[ft.Control] = [small(look, t(f"sync.phase.{progress.phase.value}"), strong=True)]
    if progress.records_total:
        done, total = progress.records_done, progress.records_total
        lines.append(progress_line(look, done, total, t("sync.records_of", done=done, total=total)))
    if progress.bytes_total:
        done, total = t.size(progress.bytes_done), t.size(progress.bytes_total)
        lines.append(
            progress_line(
                look,
                progress.bytes_done,
                progress.bytes_total,
                t("sync.bytes_of", done=done, total=total),
            )
        )
    if progress.pulled:
        lines.append(small(look, t("sync.pulled", count=progress.pulled)))
    return lines


def _notices(look: Look, services: Services, state: SyncState) -> list[ft.Control]:
    t, notices = look.t, clock_notices(look, state.clock_ahead_s)
    if not state.online:
        notices.append(notice(look, t("sync.offline_hint"), key="offline"))
    elif state.last_error is not None:
        words = t(state.last_error.key, **state.last_error.params)
        notices.append(notice(look, words, NoticeKind.warned, key="last-error"))
    if state.trouble:
        button = ft.OutlinedButton(
            t("sync.retry_all"),
            key="retry-troubled",
            height=TOUCH,
            on_click=lambda _: services.sync.retry_troubled(),
        )
        words = t("sync.trouble_line", count=state.trouble)
        notices.append(notice(look, words, NoticeKind.refused, button, key="trouble"))
    return notices


def _nothing(look: Look) -> ft.Control:
    t = look.t
    return empty_state(
        look, ft.Icons.CLOUD_DONE_OUTLINED, t("sync.nothing"), t("sync.all_sent_hint")
    )
