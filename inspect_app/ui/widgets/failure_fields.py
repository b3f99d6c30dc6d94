"""What a failure asks for at once: its grade, and words with the standard wording at hand."""

from __future__ import annotations

import flet as ft

from forms.definition import Escalation
from forms.sheet import Slot
from forms.terms import Grade
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SPACE_1, SPACE_2, SPACE_3, TOUCH
from inspect_app.ui.walk import Walk
from inspect_app.ui.widgets.grade_badge import GRADE_SHAPES, grade_colour, grade_words
from inspect_app.ui.widgets.typed_field import TypedField


def failure_fields(look: Look, slot: Slot, walk: Walk) -> ft.Control:
    assert slot.answer is not None
    parts: list[ft.Control] = [
        _caption(look, look.t("inspection.grade")),
        grade_row(look, slot, walk),
    ]
    if slot.item.escalation:
        parts.append(_escalations(look, slot, walk))
    parts.append(
        ft.Row(
            [
                TypedField(
                    look,
                    f"note-{slot.key}",
                    look.t("inspection.what_is_wrong"),
                    slot.answer.note,
                    lambda text: walk.set_note(slot.key, text),
                    is_multiline=True,
                    key=f"words-{slot.key}",
                )
            ]
        )
    )
    standard = look.t.of(slot.item.fail_words)
    if standard and slot.answer.note != standard:
        parts.append(_standard_words(look, slot, walk, standard))
    return ft.Column(parts, spacing=SPACE_2, tight=True)


def grade_row(look: Look, slot: Slot, walk: Walk) -> ft.Control:
    """Return the three grades, keyed `grade-<grade>-<slot>`; one is prefilled."""
    chosen = slot.answer.grade if slot.answer else None
    return ft.Row(
        [_grade(look, slot, walk, grade, grade is chosen) for grade in Grade], spacing=SPACE_2
    )


def _grade(look: Look, slot: Slot, walk: Walk, grade: Grade, is_chosen: bool) -> ft.Control:
    colour = grade_colour(look, grade)
    return ft.OutlinedButton(
        key=f"grade-{grade.value}-{slot.key}",
        content=ft.Text(
            grade_words(look, grade),
            size=SIZE_BODY,
            weight=look.palette.strong,
            color=look.palette.on_answer if is_chosen else colour,
            semantics_label=f"{slot.item.code} {look.t(f'common.grade.{grade.value}')}",
            max_lines=1,
        ),
        height=TOUCH,
        expand=1,
        style=ft.ButtonStyle(
            bgcolor=colour if is_chosen else ft.Colors.SURFACE_CONTAINER_LOWEST,
            side=ft.BorderSide(2 if is_chosen else look.palette.outline_px, colour),
            shape=ft.RoundedRectangleBorder(radius=CORNER),
            padding=SPACE_1,
            animation_duration=0,
        ),
        on_click=lambda _: walk.set_grade(slot.key, grade),
    )


def _escalations(look: Look, slot: Slot, walk: Walk) -> ft.Control:
    """Return the circumstances that make it worse; a tap sets their grade."""
    return ft.Row(
        [
            _escalation(look, slot, walk, each, number)
            for number, each in enumerate(slot.item.escalation)
        ],
        spacing=SPACE_2,
        run_spacing=SPACE_1,
        wrap=True,
    )


def _escalation(
    look: Look, slot: Slot, walk: Walk, escalation: Escalation, number: int
) -> ft.Control:
    words = f"{look.t.of(escalation.text)} → {GRADE_SHAPES[escalation.grade]}"
    return ft.TextButton(
        key=f"worse-{number}-{slot.key}",
        content=ft.Text(words, size=SIZE_BODY, color=grade_colour(look, escalation.grade)),
        height=TOUCH,
        style=ft.ButtonStyle(padding=SPACE_2),
        on_click=lambda _: walk.set_grade(slot.key, escalation.grade),
    )


def _standard_words(look: Look, slot: Slot, walk: Walk, standard: str) -> ft.Control:
    return ft.TextButton(
        key=f"standard-{slot.key}",
        content=ft.Text(
            look.t("inspection.use_words", words=standard),
            size=SIZE_BODY,
            max_lines=2,
            overflow=ft.TextOverflow.ELLIPSIS,
        ),
        icon=ft.Icons.EDIT_NOTE,
        style=ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=SPACE_2, vertical=SPACE_3)),
        on_click=lambda _: walk.set_note(slot.key, standard),
    )


def _caption(look: Look, text: str) -> ft.Control:
    return ft.Text(
        text, size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT, weight=look.palette.text
    )
