"""A hazard in a list: grade, what, where, and by when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import flet as ft

from inspect_app.domain.hazard import Hazard, HazardState
from inspect_app.strings import Strings
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_1, SPACE_2, SPACE_3
from inspect_app.ui.widgets.card import card
from inspect_app.ui.widgets.grade_badge import grade_badge
from inspect_app.ui.widgets.mark import TROUBLE, mark


def hazard_due_words(t: Strings, hazard: Hazard, today: date) -> str:
    """Return what is due by when, or since when it is overdue."""
    if not hazard.state.is_open:
        return t(f"hazard.state.{hazard.state.value}")
    if hazard.state is HazardState.submitted:
        return t("hazard.handed_in")
    day = t.day(hazard.due_on, with_weekday=False)
    left = (hazard.due_on - today).days
    if hazard.is_overdue(today):
        return t("hazard.overdue", day=day, count=-left)
    if left == 0:
        return t("hazard.due_today")
    return t("hazard.due_in", day=day, count=left)


def hazard_due_colour(look: Look, hazard: Hazard, today: date) -> str:
    return look.palette.trouble if hazard.is_overdue(today) else ft.Colors.ON_SURFACE_VARIANT


@ft.memo
@ft.component
def HazardRow(
    look: Look,
    hazard: Hazard,
    unit_name: str,
    today: date,
    on_open: Callable[[str], None],
    is_selected: bool = False,
) -> ft.Control:
    t = look.t
    is_late = hazard.is_overdue(today)
    head = ft.Row(
        [
            grade_badge(look, hazard.grade),
            ft.Text(
                t(f"hazard.state.{hazard.state.value}"),
                size=SIZE_BODY,
                color=ft.Colors.ON_SURFACE_VARIANT,
            ),
        ],
        spacing=SPACE_2,
    )
    where = " · ".join(part for part in (unit_name, hazard.place_name) if part)
    return card(
        look,
        ft.Column(
            [
                head,
                ft.Text(
                    hazard.description,
                    size=SIZE_ITEM,
                    weight=look.palette.strong,
                    max_lines=2,
                    overflow=ft.TextOverflow.ELLIPSIS,
                ),
                ft.Text(where, size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT),
                mark(
                    look,
                    TROUBLE if is_late else ft.Icons.EVENT,
                    hazard_due_words(t, hazard, today),
                    hazard_due_colour(look, hazard, today),
                ),
            ],
            spacing=SPACE_1,
            tight=True,
        ),
        key=f"hazard-{hazard.id}",
        padding=SPACE_3,
        selected=is_selected,
        on_click=lambda _: on_open(hazard.id),
    )
