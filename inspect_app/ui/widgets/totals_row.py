"""How an inspection came out: results and grades, each with its shape."""

from __future__ import annotations

import flet as ft

from forms.definition import Grade
from forms.grading import Totals
from forms.terms import Result, Text
from inspect_app.domain.inspection import FrozenScore
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_ITEM, SIZE_TITLE, SPACE_2
from inspect_app.ui.widgets.answer_row import RESULT_SHAPES, result_colour
from inspect_app.ui.widgets.card import card
from inspect_app.ui.widgets.grade_badge import grade_counts


def totals_card(look: Look, totals: Totals) -> ft.Control:
    counts = {
        Result.passed: totals.passed,
        Result.failed: totals.failed,
        Result.not_applicable: totals.not_applicable,
    }
    results = ft.Row([_count(look, result, counts[result]) for result in Result], spacing=SPACE_2)
    grades: dict[Grade, int] = totals.by_grade
    return card(
        look,
        ft.Column([results, grade_counts(look, grades)], spacing=SPACE_2, tight=True),
        key="totals",
    )


def score_card(look: Look, score: FrozenScore) -> ft.Control:
    """A level is called what it was called when the record froze."""
    name = look.t.of(Text(score.label.get("zh", ""), score.label.get("en", "")))
    words = look.t("review.score", percent=f"{score.percent:g}", level=name).strip()
    return card(look, ft.Text(words, size=SIZE_ITEM, weight=look.palette.strong), key="score")


def _count(look: Look, result: Result, count: int) -> ft.Control:
    colour = result_colour(look, result)
    words = f"{RESULT_SHAPES[result]} {look.t(f'common.result.{result.value}')}"
    return ft.Column(
        [
            ft.Text(str(count), size=SIZE_TITLE, weight=look.palette.strong, color=colour),
            ft.Text(words, size=SIZE_ITEM, color=colour, weight=look.palette.text),
        ],
        spacing=0,
        expand=1,
        tight=True,
    )
