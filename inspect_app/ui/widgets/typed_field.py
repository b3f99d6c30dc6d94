"""A field whose text is saved when the person leaves it, and says beside itself what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SIZE_ITEM, SPACE_3

LINES_MOST = 6


@ft.component
def TypedField(
    look: Look,
    key_name: str,
    label: str,
    stored: str,
    on_commit: Callable[[str], str | None],
    *,
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
    suffix: str | ft.Control | None = None,
    hint: str = "",
    helper: str = "",
    is_multiline: bool = False,
    lines_least: int = 1,
    text_align: ft.TextAlign = ft.TextAlign.START,
) -> ft.Control:
    """`on_commit` saves and returns what is wrong with the text, or nothing.

    Saved on leaving, on a tap elsewhere (which leaves it in a browser, but not in a native app), on
    Enter and when the field goes away. A key stroke draws
    nothing: the client shows it by itself.
    """
    wrong, set_wrong = ft.use_state("")
    typed, kept, drawn = ft.use_ref(stored), ft.use_ref(stored), ft.use_ref(stored)
    save = ft.use_ref(None)
    save.current = on_commit
    if drawn.current != stored:
        drawn.current = kept.current = typed.current = stored

    def typing(event: ft.ControlEvent) -> None:
        typed.current = event.control.value

    def commit(*_: object) -> None:
        if typed.current != kept.current:
            kept.current = typed.current
            set_wrong(save.current(typed.current) or "")

    ft.use_effect(lambda: None, [], cleanup=commit)
    return ft.TextField(
        key=key_name,
        label=label,
        value=typed.current,
        hint_text=hint or None,
        helper=helper or None,
        error=wrong or None,
        keyboard_type=keyboard,
        suffix=suffix,
        multiline=is_multiline,
        min_lines=lines_least,
        max_lines=LINES_MOST if is_multiline else 1,
        text_align=text_align,
        text_size=SIZE_ITEM,
        label_style=ft.TextStyle(size=SIZE_BODY),
        border=ft.OutlineInputBorder(
            border_radius=CORNER, side=ft.BorderSide(look.palette.outline_px, ft.Colors.OUTLINE)
        ),
        content_padding=SPACE_3,
        expand=True,
        on_change=typing,
        on_blur=commit,
        on_submit=commit,
        # A listener takes the place of what Flutter does there: in a browser, to leave the field.
        on_tap_outside=None if ft.context.page.web else commit,
    )
