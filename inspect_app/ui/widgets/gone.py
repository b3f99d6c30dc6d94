"""What is shown when the thing at an address cannot be opened."""

from __future__ import annotations

import flet as ft

from inspect_app.errors import AppError
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import TOUCH
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.frame import page_view


def gone_view(look: Look, error: AppError) -> ft.View:
    back = ft.FilledButton(
        look.t("common.to_today"),
        key="to-today",
        height=TOUCH,
        on_click=lambda _: ft.context.page.navigate(paths.TODAY),
    )
    body = empty_state(
        look,
        ft.Icons.ASSIGNMENT_LATE_OUTLINED,
        look.t(error.key, **error.params),
        action=back,
        key="gone",
    )
    return page_view(look, "", ft.Container(content=body, expand=True))
