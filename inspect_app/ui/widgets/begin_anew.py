"""The way out for a store whose key is gone: set aside, not deleted, and asked about first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import TOUCH
from inspect_app.ui.widgets.confirm import confirm


@ft.component
def BeginAnew(look: Look, begin_anew: Callable[[], Awaitable[None]]) -> ft.Control:
    t = look.t
    is_asking, set_asking = ft.use_state(False)

    async def begin(*_: object) -> None:
        set_asking(False)
        await begin_anew()

    words = ("error.begin_anew_question", "error.begin_anew_words", "error.begin_anew")
    question = confirm(look, *map(t, words), begin, lambda *_: set_asking(False))
    ft.use_dialog(question if is_asking else None)
    return ft.TextButton(
        t("error.begin_anew"),
        key="begin-anew",
        height=TOUCH,
        on_click=lambda _: set_asking(True),
    )
