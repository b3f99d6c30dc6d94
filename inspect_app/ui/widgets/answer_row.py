"""The three answers to an item: the biggest thing on its card."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.terms import Result
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_ITEM, SPACE_2, TOUCH_ANSWER

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
    """Return three equal buttons, keyed `<pass|fail|na>-<slot>` and named `<name> 合格`.

    A hook: the ones that a tap leaves as they were are not made again.
    """

    def answer(result: Result) -> ft.Control:
        is_chosen = result is chosen
        return ft.use_memo(
            lambda: _answer(look, slot_key, name, result, is_chosen, on_mark),
            [look, slot_key, name, is_chosen, on_mark],
        )

    return ft.Row([answer(result) for result in Result], spacing=SPACE_2)


def _answer(
    look: Look,
    slot_key: str,
    name: str,
    result: Result,
    is_chosen: bool,
    on_mark: Callable[[str, Result], None],
) -> ft.Control:
    """Not a Material button: its ripple keeps a phone drawing while the answer is being saved.

    What a finger sees at once is the answer itself.
    """
    colour = result_colour(look, result)
    words = look.t(f"common.result.{result.value}")
    surface = ft.Container(
        key=f"{result.value}-{slot_key}",
        content=ft.Text(
            f"{RESULT_SHAPES[result]} {words}",
            size=SIZE_ITEM,
            weight=look.palette.strong,
            color=look.palette.on_answer if is_chosen else colour,
            max_lines=1,
            semantics_label=f"{name} {words}",
        ),
        alignment=ft.Alignment.CENTER,
        height=TOUCH_ANSWER,
        bgcolor=colour if is_chosen else ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(
            2 if is_chosen else look.palette.outline_px, colour if is_chosen else ft.Colors.OUTLINE
        ),
        border_radius=CORNER,
        on_click=lambda _: on_mark(slot_key, result),
    )
    return ft.Semantics(container=True, button=True, content=surface, expand=1)
