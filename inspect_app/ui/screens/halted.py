"""The app cannot start: why, what is safe, and what to do. Nothing else is there to draw with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from inspect_app.errors import (
    KeyMissing,
    KeystoreRefused,
    StorageError,
    StoreCorrupt,
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreNewer,
    StoreUnwritable,
)
from inspect_app.strings import BASE_LANGUAGE, LANGUAGES, strings
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import (
    SIZE_ITEM,
    SIZE_SMALL,
    SIZE_TITLE,
    SPACE_3,
    SPACE_5,
    ThemeKind,
    flet_mode,
    flet_theme,
)
from inspect_app.ui.widgets.begin_anew import BeginAnew
from inspect_app.ui.widgets.choice_bar import choice_bar
from inspect_app.ui.widgets.frame import primary_action

_ICONS: dict[type[StorageError], ft.IconData] = {
    StoreLocked: ft.Icons.TAB,
    StoreMissing: ft.Icons.NO_SIM_OUTLINED,
    StoreNewer: ft.Icons.SYSTEM_UPDATE,
    StoreCorrupt: ft.Icons.BROKEN_IMAGE_OUTLINED,
    StoreFull: ft.Icons.SD_CARD_ALERT_OUTLINED,
    StoreUnwritable: ft.Icons.FOLDER_OFF_OUTLINED,
    KeyMissing: ft.Icons.KEY_OFF_OUTLINED,
    KeystoreRefused: ft.Icons.KEY_OFF_OUTLINED,
}
HOPELESS = (StoreMissing, StoreCorrupt)
"""Trying again in the same place changes nothing."""
CONTENT_PX = 480


@ft.component
def HaltedScreen(
    error: StorageError,
    retry: Callable[[], Awaitable[None]] | None = None,
    begin_anew: Callable[[], Awaitable[None]] | None = None,
) -> list[ft.View]:
    """Say why the store does not open; with `retry`, offer to open it again.

    `begin_anew` sets a store aside whose key is gone.
    """
    language, set_language = ft.use_state(BASE_LANGUAGE)
    is_trying, set_trying = ft.use_state(False)
    page = ft.context.page
    kind = ThemeKind.light
    look = Look(strings(language), kind, int(page.width or 390))
    t = look.t

    def dress() -> None:
        page.theme, page.theme_mode = flet_theme(kind), flet_mode(kind)
        page.title = t("common.app_name")
        page.update()

    async def try_again(_: object) -> None:
        set_trying(True)
        try:
            await retry()
        finally:
            set_trying(False)

    ft.use_effect(dress, [language])
    lines: list[ft.Control] = [
        ft.Icon(_ICONS.get(type(error), ft.Icons.ERROR_OUTLINE), size=64, color=ft.Colors.PRIMARY),
        ft.Text(t("error.halted"), size=SIZE_TITLE, weight=look.palette.strong),
        ft.Text(
            t(error.key, **error.params), key="halted", size=SIZE_ITEM, weight=look.palette.text
        ),
    ]
    if retry is not None and not isinstance(error, HOPELESS):
        lines.append(
            ft.Row([primary_action(t("common.retry"), try_again, key="retry", disabled=is_trying)])
        )
    if begin_anew is not None and isinstance(error, KeyMissing):
        lines.append(BeginAnew(look, begin_anew))
    lines += [
        choice_bar(
            look,
            "language",
            [(each, t(f"common.language.{each}")) for each in LANGUAGES],
            language,
            set_language,
        ),
        ft.Text(str(error), size=SIZE_SMALL, color=ft.Colors.OUTLINE),
    ]
    body = ft.Column(
        lines,
        spacing=SPACE_3,
        width=min(look.width_px - 2 * SPACE_5, CONTENT_PX),
        alignment=ft.MainAxisAlignment.CENTER,
        expand=True,
    )
    return [
        ft.View(
            route="/",
            padding=SPACE_5,
            bgcolor=ft.Colors.SURFACE,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[ft.SafeArea(content=body, expand=True)],
        )
    ]
