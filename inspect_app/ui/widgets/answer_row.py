"""The three answers to an item: the biggest thing on its card."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.terms import Result
from inspect_app.services.inspections import OpenInspection
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_ITEM, SPACE_2, TOUCH_ANSWER
from inspect_app.ui.walk import Walk
from inspect_app.ui.walk_parts import card_topic, use_part

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


@ft.memo
@ft.component
def AnswerRow(look: Look, walk: Walk, slot_key: str, name: str) -> ft.Control:
    """Draw three equal buttons, keyed `<pass|fail|na>-<slot>` and named `<name> 合格`.

    The ones that a tap leaves as they were are not made again.
    """
    chosen = _chosen(walk, slot_key)

    def answer(result: Result) -> ft.Control:
        is_chosen = result is chosen
        return ft.use_memo(
            lambda: _answer(look, slot_key, name, result, is_chosen, walk.mark),
            [look, slot_key, name, is_chosen, walk],
        )

    return ft.Row([answer(result) for result in Result], spacing=SPACE_2)


@ft.memo
@ft.component
def AnswerOutline(look: Look, walk: Walk, slot_key: str) -> ft.Control:
    """The answer's colour around its card lets the eye run down the list.

    It lies over the card: a border of the card's own would have all of the card built again.
    """
    result = _chosen(walk, slot_key, is_late=True)
    px, colour = look.palette.outline_px, ft.Colors.OUTLINE_VARIANT
    if result is not None:
        px, colour = max(1, px), result_colour(look, result)
    return ft.Container(
        left=0,
        top=0,
        right=0,
        bottom=0,
        border=ft.Border.all(px, colour),
        border_radius=CORNER,
        ignore_interactions=True,
    )


def _chosen(walk: Walk, slot_key: str, *, is_late: bool = False) -> Result | None:
    """A hook: draws again when another answer is chosen."""

    def read(opened: OpenInspection) -> Result | None:
        answer = opened.sheet.slot(slot_key).answer
        return answer.result if answer else None

    return use_part(walk.parts, card_topic(slot_key), read, is_late=is_late)


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
    return ft.Semantics(container=True, button=True, selected=is_chosen, content=surface, expand=1)
