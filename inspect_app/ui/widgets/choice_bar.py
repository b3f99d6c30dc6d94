"""A few to choose from: a row of buttons of which one, or several, are chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, FONT, SIZE_BODY, SPACE_1, SPACE_2, TOUCH
from inspect_app.ui.widgets.mark import PASSED


def choice_bar(
    look: Look,
    name: str,
    choices: Sequence[tuple[str, str]],
    chosen: str | Collection[str],
    on_choose: Callable[[str], object],
    *,
    wrap: bool = False,
    spoken: str = "",
) -> ft.Control:
    """Return buttons for `choices` (value, words), keyed `<name>-<value>`; the second of one value
    has its number behind that.

    `spoken` is what a screen reader says before the words, where several bars offer the same.
    """
    picked = (chosen,) if isinstance(chosen, str) else chosen
    return ft.Row(
        [
            _choice(look, key, value, words, value in picked, on_choose, not wrap, spoken)
            for key, value, words in _keyed(name, choices)
        ],
        spacing=SPACE_2,
        run_spacing=SPACE_2,
        wrap=wrap,
    )


def _keyed(name: str, choices: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    seen: Counter[str] = Counter()
    for value, words in choices:
        seen[value] += 1
        ending = f"-{seen[value]}" if seen[value] > 1 else ""
        yield f"{name}-{value}{ending}", value, words


def _choice(
    look: Look,
    key: str,
    value: str,
    words: str,
    is_chosen: bool,
    on_choose: Callable[[str], object],
    expand: bool,
    spoken: str,
) -> ft.Control:
    colour = ft.Colors.PRIMARY if is_chosen else ft.Colors.OUTLINE
    style = ft.ButtonStyle(
        bgcolor=ft.Colors.PRIMARY_CONTAINER if is_chosen else ft.Colors.SURFACE,
        color=ft.Colors.ON_PRIMARY_CONTAINER if is_chosen else ft.Colors.ON_SURFACE,
        shape=ft.RoundedRectangleBorder(radius=CORNER),
        side=ft.BorderSide(2 if is_chosen else look.palette.outline_px, colour),
        padding=ft.Padding.symmetric(horizontal=SPACE_2 + SPACE_1),
        text_style=ft.TextStyle(
            size=SIZE_BODY,
            font_family=FONT,
            weight=look.palette.strong if is_chosen else look.palette.text,
        ),
    )
    button = ft.OutlinedButton(
        key=key,
        content=ft.Text(words, semantics_label=f"{spoken} {words}") if spoken else words,
        icon=PASSED if is_chosen else None,
        height=TOUCH,
        style=style,
        on_click=lambda _, value=value: on_choose(value),
    )
    # One node: a screen reader says name and state of it together.
    return ft.MergeSemantics(
        ft.Semantics(selected=is_chosen, content=button), expand=expand or None
    )
