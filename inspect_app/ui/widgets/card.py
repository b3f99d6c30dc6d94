"""The surface that things lie on: one corner, one outline, one elevation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import (
    CORNER,
    SIZE_BODY,
    SIZE_ITEM,
    SIZE_SMALL,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    TOUCH_ANSWER,
)
from inspect_app.ui.widgets.mark import mark


def card(
    look: Look,
    content: ft.Control,
    *,
    key: str | None = None,
    on_click: Callable[..., object] | None = None,
    padding: float = SPACE_4,
    selected: bool = False,
    expand: bool | None = None,
) -> ft.Control:
    """Return a surface; with `on_click` all of it is one button."""
    surface = ft.Container(
        key=key,
        content=content,
        padding=padding,
        bgcolor=ft.Colors.PRIMARY_CONTAINER if selected else ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(
            max(2, look.palette.outline_px) if selected else look.palette.outline_px,
            ft.Colors.PRIMARY if selected else ft.Colors.OUTLINE_VARIANT,
        ),
        border_radius=CORNER,
        ink=on_click is not None,
        on_click=on_click,
        expand=expand,
    )
    if on_click is None:
        return surface
    # Without a container of its own it would be read together with its neighbours.
    surface.expand = None
    return ft.Semantics(container=True, button=True, content=surface, expand=expand)


def row_card(
    look: Look,
    *,
    key: str,
    title: str,
    subtitle: str = "",
    leading: ft.Control | None = None,
    trailing: ft.Control | None = None,
    below: ft.Control | None = None,
    on_click: Callable[..., object] | None = None,
    selected: bool = False,
) -> ft.Control:
    """Return a row of a list: what it is, what is to know about it, and that it opens."""
    words: list[ft.Control] = [
        ft.Text(
            title,
            size=SIZE_ITEM,
            weight=look.palette.strong,
            max_lines=2,
            overflow=ft.TextOverflow.ELLIPSIS,
        )
    ]
    if subtitle:
        words.append(
            ft.Text(
                subtitle,
                size=SIZE_BODY,
                color=ft.Colors.ON_SURFACE_VARIANT,
                weight=look.palette.text,
                max_lines=2,
                overflow=ft.TextOverflow.ELLIPSIS,
            )
        )
    line: list[ft.Control] = [ft.Column(words, spacing=SPACE_1 / 2, expand=True, tight=True)]
    if leading is not None:
        line.insert(0, leading)
    if trailing is not None:
        line.append(trailing)
    if on_click is not None:
        line.append(ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE, size=20))
    parts: list[ft.Control] = [
        ft.Row(line, spacing=SPACE_3, vertical_alignment=ft.CrossAxisAlignment.CENTER)
    ]
    if below is not None:
        parts.append(below)
    content = ft.Column(parts, spacing=SPACE_2, tight=True, alignment=ft.MainAxisAlignment.CENTER)
    return card(look, content, key=key, on_click=on_click, padding=SPACE_3, selected=selected)


def section(
    look: Look, title: str, rows: Sequence[ft.Control], *, trailing: ft.Control | None = None
) -> ft.Control:
    """Return rows under their heading."""
    heading: list[ft.Control] = [
        ft.Text(
            title,
            size=SIZE_BODY,
            weight=look.palette.strong,
            color=ft.Colors.ON_SURFACE_VARIANT,
            expand=True,
        )
    ]
    if trailing is not None:
        heading.append(trailing)
    return ft.Column([ft.Row(heading), *rows], spacing=SPACE_2, tight=True)


def small(look: Look, text: str, colour: str | None = None, *, strong: bool = False) -> ft.Control:
    """Return a short note beside something larger."""
    return ft.Text(
        text,
        size=SIZE_SMALL,
        color=colour or ft.Colors.ON_SURFACE_VARIANT,
        weight=look.palette.strong if strong else look.palette.text,
    )


def fact(
    look: Look,
    name: str,
    value: str,
    colour: str | None = None,
    shape: ft.IconData | None = None,
) -> ft.Control:
    """Return a line of a card: the name of a fact, and the fact; a coloured one has a shape."""
    if colour is not None and shape is not None:
        shown = mark(look, shape, value, colour, expand=True)
    else:
        shown = ft.Text(value, size=SIZE_BODY, color=colour, weight=look.palette.text, expand=True)
    return ft.Row(
        [
            ft.Text(
                name, size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT, width=TOUCH_ANSWER * 1.75
            ),
            shown,
        ],
        spacing=SPACE_2,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
