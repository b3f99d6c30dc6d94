"""Counting with the thumb: one big button, and a small one to take back."""

from __future__ import annotations

from datetime import date

import flet as ft

from forms.sheet import Slot
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import (
    CORNER,
    SIZE_DISPLAY,
    SIZE_ITEM,
    SIZE_TITLE,
    SPACE_1,
    SPACE_2,
    TOUCH,
)
from inspect_app.ui.walk import Walk

APPEARANCE = "counter"
BUTTON_PX = 112
"""Hit without looking: the eyes are on the gate."""


def counter_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    """Count one more with every tap."""
    return Counter(look, slot, walk, _is_other(slot, walk), key=f"counter-{slot.key}")


def _is_other(slot: Slot, walk: Walk) -> bool:
    """Every second counter of a section is drawn light: a thumb in a hurry tells the two apart."""
    section = walk.opened().sheet.section(slot.section)
    counters = [each.key for each in section.slots if each.item.appearance == APPEARANCE]
    return counters.index(slot.key) % 2 == 1


@ft.component
def Counter(look: Look, slot: Slot, walk: Walk, is_light: bool) -> ft.Control:
    count = int(slot.answer.value) if slot.answer and slot.answer.value is not None else 0
    latest = ft.use_ref(count)
    latest.current = count

    def add(step: int) -> None:
        # Taps may outrun the drawing.
        latest.current = max(0, latest.current + step)
        walk.enter(slot.key, str(latest.current))

    label = look.t.of(slot.item.label)
    more = (ft.FilledTonalButton if is_light else ft.FilledButton)(
        key=f"one-more-{slot.key}",
        content=ft.Column(
            [
                ft.Text(str(count), size=SIZE_DISPLAY, weight=look.palette.strong),
                ft.Text(
                    f"+1 {label}",
                    size=SIZE_ITEM,
                    weight=look.palette.strong,
                    semantics_label=look.t("inspection.one_more_of", what=label),
                ),
            ],
            spacing=SPACE_1,
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        height=BUTTON_PX,
        expand=True,
        style=_style(max(2, look.palette.outline_px) if is_light else 0),
        on_click=lambda _: add(1),
    )
    less = ft.OutlinedButton(
        key=f"one-less-{slot.key}",
        content=ft.Text(
            "−", size=SIZE_TITLE, semantics_label=f"{label} {look.t('inspection.one_less')}"
        ),
        width=TOUCH,
        height=BUTTON_PX,
        disabled=count == 0,
        style=_style(),
        on_click=lambda _: add(-1),
    )
    return ft.Row([more, less], spacing=SPACE_2)


def _style(outline_px: float = 0) -> ft.ButtonStyle:
    side = ft.BorderSide(outline_px, ft.Colors.PRIMARY) if outline_px else None
    return ft.ButtonStyle(padding=0, shape=ft.RoundedRectangleBorder(radius=CORNER), side=side)
