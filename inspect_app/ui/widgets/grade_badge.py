"""A hazard's grade: shape, colour and word, so that none has to carry it alone."""

from __future__ import annotations

import flet as ft

from forms.definition import Grade
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SPACE_1, SPACE_2

GRADE_SHAPES = {Grade.general: "●", Grade.serious: "▲", Grade.major: "◆"}


def grade_colour(look: Look, grade: Grade) -> str:
    return getattr(look.palette, grade.value)


def grade_words(look: Look, grade: Grade) -> str:
    """Return `▲ 较大`."""
    return f"{GRADE_SHAPES[grade]} {look.t(f'common.grade.{grade.value}')}"


def grade_badge(look: Look, grade: Grade, *, size: int = SIZE_BODY) -> ft.Control:
    colour = grade_colour(look, grade)
    return ft.Container(
        content=ft.Text(
            grade_words(look, grade), size=size, color=colour, weight=look.palette.strong
        ),
        padding=ft.Padding.symmetric(horizontal=SPACE_2, vertical=SPACE_1 / 2),
        border=ft.Border.all(look.palette.outline_px, colour),
        border_radius=CORNER / 2,
    )


def grade_counts(look: Look, counts: dict[Grade, int]) -> ft.Control:
    """Draw `◆ 重大 0  ▲ 较大 1  ● 一般 2`, the gravest first."""
    return ft.Row(
        [
            ft.Text(
                f"{grade_words(look, grade)} {counts.get(grade, 0)}",
                size=SIZE_BODY,
                color=grade_colour(look, grade),
                weight=look.palette.strong,
            )
            for grade in (Grade.major, Grade.serious, Grade.general)
        ],
        spacing=SPACE_2 * 2,
        wrap=True,
    )
