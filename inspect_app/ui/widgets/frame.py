"""What surrounds every screen: app bar, status strip, bottom bar or rail, the primary action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from inspect_app.services import Services
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look, use_look, use_query
from inspect_app.ui.theme import (
    CORNER,
    DESK_PX,
    SIZE_SMALL,
    SIZE_TITLE,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    TOUCH,
    TOUCH_ANSWER,
)

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
        appbar=_app_bar(look, title, actions),
        navigation_bar=None if look.is_wide else _bottom_bar(look, tab),
        padding=0,
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
        controls=[ft.SafeArea(content=_column(body, action), expand=True)],
    )


def primary_action(text: str, on_click: object, *, key: str, disabled: bool = False) -> ft.Control:
    """Return the full-width button that belongs at the bottom of a screen."""
    return ft.FilledButton(
        content=text,
        key=key,
        height=TOUCH_ANSWER,
        expand=True,
        disabled=disabled,
        on_click=on_click,
    )


def _column(body: ft.Control, action: ft.Control | None) -> ft.Control:
    rows: list[ft.Control] = [StatusStrip(), body]
    if action is not None:
        rows.append(
            ft.Container(
                content=ft.Row([action], width=CONTENT_WIDTH_PX),
                padding=ft.Padding.symmetric(horizontal=SPACE_4, vertical=SPACE_3),
                bgcolor=ft.Colors.SURFACE,
                alignment=ft.Alignment.CENTER,
            )
        )
    return ft.Column(rows, expand=True, spacing=0)


def _app_bar(look: Look, title: ft.Control | str, actions: Sequence[ft.Control]) -> ft.AppBar:
    if isinstance(title, str):
        title = ft.Text(
            title,
            size=SIZE_TITLE,
            weight=look.palette.strong,
            max_lines=1,
            overflow=ft.TextOverflow.ELLIPSIS,
        )
    return ft.AppBar(
        title=title,
        actions=[*actions, ft.Container(width=SPACE_1)],
        toolbar_height=TOUCH_ANSWER,
        elevation=0,
        elevation_on_scroll=0,
        bgcolor=ft.Colors.SURFACE,
        center_title=False,
    )


@ft.component
def StatusStrip() -> ft.Control:
    """Draw unsent records and photos, and the last sync; never red because there is no network."""
    look = use_look()
    state = use_query(lambda s: s.sync.state)
    t, palette = look.t, look.palette
    if state.trouble:
        shape, colour, text = "!", palette.trouble, t("sync.strip_trouble", count=state.trouble)
    elif state.waiting_records or state.waiting_photos:
        shape, colour = "↑", palette.waiting
        text = t("sync.strip_waiting", records=state.waiting_records, photos=state.waiting_photos)
    else:
        shape, colour, text = "✓", palette.sent, t("sync.strip_all_sent")
    right = t("common.saved") if state.online else t("sync.strip_offline")
    if state.progress is not None:
        right = t("sync.strip_running")
    return ft.Container(
        key="status-strip",
        content=ft.Row(
            [
                ft.Text(
                    f"{shape} {text}", size=SIZE_SMALL, color=colour, weight=look.palette.strong
                ),
                ft.Text(right, size=SIZE_SMALL, color=ft.Colors.ON_SURFACE_VARIANT),
            ],
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        ),
        height=32,
        padding=ft.Padding.symmetric(horizontal=SPACE_4),
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border=ft.Border.only(
            bottom=ft.BorderSide(look.palette.outline_px, ft.Colors.OUTLINE_VARIANT)
        ),
        on_click=lambda _: ft.context.page.navigate(paths.SYNC),
    )


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
            height=36,
            alignment=ft.Alignment.CENTER,
        )
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
        expand=True,
        spacing=spacing,
        padding=ft.Padding.symmetric(horizontal=SPACE_4, vertical=SPACE_3),
    )


def services_summary(services: Services) -> dict[str, object]:
    """Return what the loading screen of the next start may say."""
    state = services.sync.state
    return {"records": state.waiting_records, "photos": state.waiting_photos}
