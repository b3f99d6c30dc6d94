"""What surrounds every screen: app bar, status strip, bottom bar or rail, the primary action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from inspect_app.services.syncing import SyncState
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look, use_look
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.theme import (
    CORNER,
    DESK_PX,
    LINE_HEIGHT,
    SIZE_SMALL,
    SIZE_TITLE,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    TOUCH,
    TOUCH_ANSWER,
)
from inspect_app.ui.update import UpdateNotice
from inspect_app.ui.widgets.mark import PASSED, TROUBLE, WAITING, mark
from sync.progress import Phase

STRIP_PX = 40
"""Full width and beside no other target, so less than a button's height does."""
TAB_ICON_PX = 36
CONTENT_WIDTH_PX = 720
"""Lines of text do not get longer than this, however wide the screen."""


@dataclass(frozen=True, slots=True)
class Tab:
    path: str
    name: str
    icon: ft.IconData
    selected_icon: ft.IconData


TABS = (
    Tab(paths.TODAY, "common.today", ft.Icons.TODAY_OUTLINED, ft.Icons.TODAY),
    Tab(paths.SCAN, "common.scan", ft.Icons.QR_CODE_SCANNER, ft.Icons.QR_CODE_SCANNER),
    Tab(paths.HAZARDS, "common.hazards", ft.Icons.REPORT_OUTLINED, ft.Icons.REPORT),
    Tab(paths.ME, "common.me", ft.Icons.PERSON_OUTLINE, ft.Icons.PERSON),
)


def root_view(
    look: Look,
    tab: str,
    title: ft.Control | str,
    body: ft.Control,
    *,
    action: ft.Control | None = None,
    actions: Sequence[ft.Control] = (),
) -> ft.View:
    """Return the view of one of the four tabs; on a wide screen the tabs become a rail."""
    content = _column(body, action)
    if look.is_wide:
        content = ft.Row(
            [_rail(look, tab), ft.VerticalDivider(width=1), content],
            expand=True,
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return ft.View(
        route=ft.use_view_path(),
        appbar=_app_bar(look, title, actions, is_root=True),
        navigation_bar=None if look.is_wide else _bottom_bar(look, tab),
        padding=0,
        bgcolor=ft.Colors.SURFACE,
        controls=[ft.SafeArea(content=content, expand=True, avoid_intrusions_bottom=look.is_wide)],
    )


def page_view(
    look: Look,
    title: ft.Control | str,
    body: ft.Control,
    *,
    action: ft.Control | None = None,
    actions: Sequence[ft.Control] = (),
) -> ft.View:
    """Return the view of a screen below a tab: a way back, and its primary action at the thumb."""
    return ft.View(
        route=ft.use_view_path(),
        appbar=_app_bar(look, title, actions),
        padding=0,
        bgcolor=ft.Colors.SURFACE,
        controls=[ft.SafeArea(content=_column(body, action), expand=True)],
    )


def primary_action(
    text: str, on_click: object, *, key: str, disabled: bool = False, is_quiet: bool = False
) -> ft.Control:
    """Return the full-width button that belongs at the bottom of a screen.

    `is_quiet` where something else on the screen comes first.
    """
    button = ft.OutlinedButton if is_quiet else ft.FilledButton
    return button(
        content=text,
        key=key,
        height=TOUCH_ANSWER,
        expand=True,
        disabled=disabled,
        on_click=on_click,
    )


def _column(body: ft.Control, action: ft.Control | None) -> ft.Control:
    rows: list[ft.Control] = [StatusStrip(), UpdateNotice(), body]
    if action is not None:
        rows.append(
            ft.Container(
                content=ft.Row([action], width=CONTENT_WIDTH_PX - 2 * SPACE_4),
                padding=ft.Padding.symmetric(horizontal=SPACE_4, vertical=SPACE_3),
                bgcolor=ft.Colors.SURFACE,
                alignment=ft.Alignment.CENTER,
            )
        )
    return ft.Column(
        rows, expand=True, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.CENTER
    )


def _app_bar(
    look: Look,
    title: ft.Control | str,
    actions: Sequence[ft.Control],
    *,
    is_root: bool = False,
) -> ft.AppBar:
    if isinstance(title, str):
        title = ft.Text(
            title,
            size=SIZE_TITLE,
            weight=look.palette.strong,
            max_lines=1,
            overflow=ft.TextOverflow.ELLIPSIS,
            style=ft.TextStyle(height=LINE_HEIGHT),
        )
    return ft.AppBar(
        title=title,
        actions=[*actions, ft.Container(width=SPACE_1)],
        toolbar_height=TOUCH_ANSWER,
        elevation=0,
        elevation_on_scroll=0,
        bgcolor=ft.Colors.SURFACE,
        center_title=False,
        automatically_imply_leading=not is_root,
        title_spacing=SPACE_4 if is_root else 0,
    )


@ft.component
def StatusStrip() -> ft.Control:
    """Draw unsent records and photos, and the last sync; never red because there is no network."""
    look = use_look()
    state = use_shown_query(lambda s: s.sync.state, follows_sync=True, hears_answers=False)
    shape, colour, words = _what_waits(look, state)
    return ft.Container(
        key="status-strip",
        content=ft.Row(
            [
                mark(look, shape, words, colour, size=SIZE_SMALL),
                ft.Text(
                    line_words(look, state), size=SIZE_SMALL, color=ft.Colors.ON_SURFACE_VARIANT
                ),
            ],
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        ),
        height=STRIP_PX,
        padding=ft.Padding.symmetric(horizontal=SPACE_4),
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border=ft.Border.only(
            bottom=ft.BorderSide(look.palette.outline_px, ft.Colors.OUTLINE_VARIANT)
        ),
        ink=True,
        on_click=lambda _: ft.context.page.navigate(paths.SYNC),
    )


def _what_waits(look: Look, state: SyncState) -> tuple[ft.IconData, str, str]:
    t, palette = look.t, look.palette
    if state.trouble:
        return TROUBLE, palette.trouble, t("sync.strip_trouble", count=state.trouble)
    if state.waiting_records or state.waiting_photos:
        records, photos = state.waiting_records, state.waiting_photos
        return WAITING, palette.waiting, t("sync.strip_waiting", records=records, photos=photos)
    return PASSED, palette.sent, t("sync.strip_all_sent")


def line_words(look: Look, state: SyncState) -> str:
    """Return what the line does now, with the number that says how far."""
    t, progress = look.t, state.progress
    if progress is None or not state.running:
        return t("common.saved") if state.online else t("sync.strip_offline")
    if progress.phase in {Phase.references, Phase.records}:
        return t("sync.strip_receiving", count=progress.pulled)
    done, total = progress.bytes_done, progress.bytes_total
    if not total:
        done, total = progress.records_done, progress.records_total
    return t("sync.strip_running", percent=round(100 * done / total) if total else 0)


def _bottom_bar(look: Look, tab: str) -> ft.Control:
    return ft.BottomAppBar(
        content=ft.Row(
            [_tab_button(look, entry, entry.path == tab) for entry in TABS],
            spacing=0,
            alignment=ft.MainAxisAlignment.SPACE_AROUND,
        ),
        height=72,
        padding=0,
        elevation=0,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
    )


def _tab_button(look: Look, tab: Tab, is_selected: bool) -> ft.Control:
    is_scan = tab.path == paths.SCAN
    colour = ft.Colors.PRIMARY if is_selected else ft.Colors.ON_SURFACE_VARIANT
    icon = ft.Icon(
        tab.selected_icon if is_selected else tab.icon,
        color=ft.Colors.ON_PRIMARY if is_scan else colour,
        size=26,
    )
    if is_scan:
        icon = ft.Container(
            content=icon,
            bgcolor=ft.Colors.PRIMARY,
            border_radius=TOUCH,
            width=TOUCH + SPACE_2,
            height=TAB_ICON_PX,
            alignment=ft.Alignment.CENTER,
        )
    else:
        icon = ft.Container(content=icon, height=TAB_ICON_PX, alignment=ft.Alignment.CENTER)
    return ft.Container(
        key=f"tab-{tab.path.strip('/') or 'today'}",
        content=ft.Column(
            [
                icon,
                ft.Text(
                    look.t(tab.name),
                    size=SIZE_SMALL,
                    color=colour,
                    weight=look.palette.strong if is_selected else look.palette.text,
                ),
            ],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            alignment=ft.MainAxisAlignment.CENTER,
            spacing=2,
        ),
        expand=True,
        height=72,
        border_radius=CORNER,
        ink=True,
        on_click=lambda _, path=tab.path: ft.context.page.navigate(path),
    )


def _rail(look: Look, tab: str) -> ft.Control:
    return ft.NavigationRail(
        key="rail",
        selected_index=next((i for i, entry in enumerate(TABS) if entry.path == tab), 0),
        label_type=ft.NavigationRailLabelType.ALL,
        extended=look.width_px >= DESK_PX,
        min_width=80,
        destinations=[
            ft.NavigationRailDestination(
                icon=entry.icon, selected_icon=entry.selected_icon, label=look.t(entry.name)
            )
            for entry in TABS
        ],
        on_change=lambda e: ft.context.page.navigate(TABS[e.control.selected_index].path),
    )


def readable_width(*controls: ft.Control, spacing: int = SPACE_3) -> ft.Control:
    """Return a scrolling column whose lines stay readable on a wide screen."""
    return ft.ListView(
        controls=list(controls),
        width=CONTENT_WIDTH_PX,
        expand=True,
        spacing=spacing,
        padding=ft.Padding.symmetric(horizontal=SPACE_4, vertical=SPACE_3),
    )
