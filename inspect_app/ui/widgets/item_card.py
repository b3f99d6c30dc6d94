"""One item of the walk: the question, what it needs, and the three answers."""

from __future__ import annotations

from datetime import date

import flet as ft

from forms.definition import PhotoRule
from forms.sheet import Slot
from forms.terms import Result
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import (
    CORNER,
    LINE_HEIGHT,
    SIZE_BODY,
    SIZE_ITEM,
    SIZE_SMALL,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    TOUCH,
)
from inspect_app.ui.walk import Walk
from inspect_app.ui.widgets.answer_fields import answer_field
from inspect_app.ui.widgets.answer_photos import answer_photos
from inspect_app.ui.widgets.answer_row import answer_row, result_colour
from inspect_app.ui.widgets.failure_fields import failure_fields
from inspect_app.ui.widgets.reason_fields import reason_fields


@ft.memo
@ft.component
def ItemCard(
    look: Look, slot: Slot, asset_code: str, walk: Walk, today: date, is_saving: bool
) -> ft.Control:
    """Drawn again only when its own slot changes: every other prop stays the same."""
    result = slot.answer.result if slot.answer else None
    name = " ".join(part for part in (slot.item.code, asset_code) if part)
    question = ft.use_memo(lambda: _question(look, slot, walk), [look, slot.item, slot.key, walk])
    parts: list[ft.Control] = [question]
    field = answer_field(look, slot, walk, today)
    if field is not None:
        parts.append(field)
    if slot.item.judged:
        parts.append(answer_row(look, slot.key, name, result, walk.mark))
    elif slot.is_violated:
        parts.append(_violation(look, slot))
    if result is Result.failed:
        parts.append(failure_fields(look, slot, walk))
    if result is Result.not_applicable:
        parts.append(reason_fields(look, slot, walk))
    if _shows_photos(slot, is_saving):
        parts.append(answer_photos(look, slot, walk, is_saving))
    return ft.Container(
        key=ft.ScrollKey(f"card-{slot.key}"),
        content=ft.Container(
            key=f"card-{slot.key}",
            content=ft.Column(parts, spacing=SPACE_3, tight=True),
            padding=ft.Padding.only(left=SPACE_4, right=SPACE_4, top=SPACE_2, bottom=SPACE_4),
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            border=_border(look, result),
            border_radius=CORNER,
        ),
        padding=ft.Padding.only(top=SPACE_2),
    )


def _violation(look: Look, slot: Slot) -> ft.Control:
    """What was entered is kept, and says why it cannot stay."""
    words = look.t.of(slot.item.constraint_message) or look.t("problem.constraint")
    return ft.Text(
        f"! {words}",
        key=f"violation-{slot.key}",
        size=SIZE_BODY,
        color=look.palette.failed,
        weight=look.palette.strong,
    )


def _question(look: Look, slot: Slot, walk: Walk) -> ft.Control:
    words = ft.Column(
        [
            ft.Text(
                slot.item.code,
                size=SIZE_SMALL,
                color=ft.Colors.ON_SURFACE_VARIANT,
                weight=look.palette.text,
            ),
            ft.Text(
                look.t.of(slot.item.label),
                size=SIZE_ITEM,
                weight=look.palette.text,
                style=ft.TextStyle(height=LINE_HEIGHT),
            ),
        ],
        spacing=0,
        tight=True,
        expand=True,
    )
    explain = ft.IconButton(
        key=f"basis-{slot.key}",
        icon=ft.Icon(
            ft.Icons.INFO_OUTLINE,
            color=ft.Colors.ON_SURFACE_VARIANT,
            semantics_label=f"{slot.item.code} {look.t('inspection.basis')}",
        ),
        width=TOUCH,
        height=TOUCH,
        on_click=lambda _: walk.explain(slot.key),
    )
    return ft.Row([words, explain], spacing=0, vertical_alignment=ft.CrossAxisAlignment.START)


def _border(look: Look, result: Result | None) -> ft.Border:
    """A bar of the answer's colour at the left edge lets the eye run down the list."""
    if result is None:
        return ft.Border.all(look.palette.outline_px, ft.Colors.OUTLINE_VARIANT)
    return ft.Border.all(max(1, look.palette.outline_px), result_colour(look, result))


def _shows_photos(slot: Slot, is_saving: bool) -> bool:
    answer = slot.answer
    if is_saving or (answer and answer.photos):
        return True
    if answer and answer.result is Result.not_applicable:
        return False
    if not slot.item.judged:
        return slot.wants_photo
    if slot.item.photo is PhotoRule.always:
        return True
    return answer is not None and answer.result is Result.failed
