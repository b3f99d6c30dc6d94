"""The three answers to an item: the biggest thing on its card."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.terms import Result
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_ITEM, SPACE_1, SPACE_2, TOUCH_ANSWER

RESULT_SHAPES = {Result.passed: "✓", Result.failed: "×", Result.not_applicable: "–"}
"""Characters that the bundled font has; it lacks U+2715."""


def result_colour(look: Look, result: Result) -> str:
    return {
        Result.passed: look.palette.passed,
        Result.failed: look.palette.failed,
        Result.not_applicable: look.palette.not_applicable,
    }[result]


def result_words(look: Look, result: Result) -> str:
    """Return `✓ 合格`."""
    return f"{RESULT_SHAPES[result]} {look.t(f'common.result.{result.value}')}"


def answer_row(
    look: Look,
    slot_key: str,
    name: str,
    chosen: Result | None,
    on_mark: Callable[[str, Result], None],
) -> ft.Control:
    """Return three equal buttons, keyed `<pass|fail|na>-<slot>` and named `<name> 合格`."""
    return ft.Row(
        [_answer(look, slot_key, name, result, result is chosen, on_mark) for result in Result],
        spacing=SPACE_2,
    )


def _answer(
    look: Look,
    slot_key: str,
    name: str,
    result: Result,
    is_chosen: bool,
    on_mark: Callable[[str, Result], None],
) -> ft.Control:
    colour = result_colour(look, result)
    style = ft.ButtonStyle(
        bgcolor=colour if is_chosen else ft.Colors.SURFACE_CONTAINER_LOWEST,
        side=ft.BorderSide(
            2 if is_chosen else look.palette.outline_px, colour if is_chosen else ft.Colors.OUTLINE
        ),
        shape=ft.RoundedRectangleBorder(radius=CORNER),
        padding=SPACE_1,
        animation_duration=0,
    )
    words = look.t(f"common.result.{result.value}")
    return ft.OutlinedButton(
        key=f"{result.value}-{slot_key}",
        content=ft.Text(
            f"{RESULT_SHAPES[result]} {words}",
            size=SIZE_ITEM,
            weight=look.palette.strong,
            color=look.palette.on_answer if is_chosen else colour,
            max_lines=1,
            semantics_label=f"{name} {words}",
        ),
        height=TOUCH_ANSWER,
        expand=1,
        style=style,
        on_click=lambda _: on_mark(slot_key, result),
    )
