"""An address that leads nowhere."""

from __future__ import annotations

import flet as ft

from inspect_app.ui import paths
from inspect_app.ui.hooks import use_look
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.frame import page_view


@ft.component
def NotFoundScreen() -> ft.View:
    look = use_look()
    t, page = look.t, ft.context.page
    return page_view(
        look,
        t("common.app_name"),
        empty_state(
            look,
            ft.Icons.EXPLORE_OFF_OUTLINED,
            t("common.not_found"),
            t("common.not_found_hint"),
            ft.FilledButton(
                t("common.to_today"), key="to-today", on_click=lambda _: page.navigate(paths.TODAY)
            ),
            key="not-found",
        ),
    )
