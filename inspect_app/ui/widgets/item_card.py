"""One item of the walk: the question, what it needs, and the three answers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import flet as ft

from forms.sheet import Slot
from forms.terms import Confidence, PhotoRule, Result
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import (
    CORNER,
    LINE_HEIGHT,
    SIZE_BODY,
    SIZE_ITEM,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    TOUCH,
)
from inspect_app.ui.walk import Walk
from inspect_app.ui.walk_parts import card_topic, use_part
from inspect_app.ui.widgets.answer_fields import answer_field
from inspect_app.ui.widgets.answer_photos import answer_photos
from inspect_app.ui.widgets.answer_row import AnswerOutline, AnswerRow
from inspect_app.ui.widgets.card import small
from inspect_app.ui.widgets.carried_line import carried_line
from inspect_app.ui.widgets.failure_fields import failure_fields
from inspect_app.ui.widgets.reason_fields import reason_fields

_NUMBER = re.compile(r"[A-Z]{1,6}-\d+[A-Za-z]?")
PADDING = ft.Padding.only(left=SPACE_4, right=SPACE_4, top=SPACE_2, bottom=SPACE_4)


@ft.memo
@ft.component
def ItemCard(
    look: Look, slot_key: str, asset_code: str, walk: Walk, today: date, is_saving: bool
) -> ft.Control:
    """Drawn again only when what it asks for changes; its answer's marks follow it themselves."""
    slot = use_part(
        walk.parts,
        card_topic(slot_key),
        lambda opened: _without_marks(opened.sheet.slot(slot_key)),
    )
    assert slot is not None, "a card is drawn of a slot that is there"
    name = " ".join(part for part in (slot.item.code, asset_code) if part)
    question = ft.use_memo(lambda: _question(look, slot, walk), [look, slot.item, slot.key, walk])
    marks = ft.use_memo(
        lambda: (AnswerRow(look, walk, slot.key, name), AnswerOutline(look, walk, slot.key)),
        [look, walk, slot.key, name],
    )
    photos = _use_photos(look, slot, walk, is_saving)
    result = slot.answer.result if slot.answer else None
    parts: list[ft.Control] = [question]
    past = walk.carried(slot.key)
    if past is not None:
        parts.append(carried_line(look, slot.key, past, today))
    field = answer_field(look, slot, walk, today)
    if field is not None:
        parts.append(field)
    if slot.item.judged:
        parts.append(marks[0])
    elif slot.is_violated:
        parts.append(_violation(look, slot))
    if result is Result.failed:
        parts.append(failure_fields(look, slot, walk))
    if result is Result.not_applicable:
        parts.append(reason_fields(look, slot, walk))
    if photos is not None:
        parts.append(photos)
    body = ft.Container(
        key=f"card-{slot.key}",
        content=ft.Column(parts, spacing=SPACE_3, tight=True),
        padding=PADDING,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border_radius=CORNER,
    )
    return ft.Container(
        key=ft.ScrollKey(f"card-{slot.key}"),
        content=ft.Stack([body, marks[1]], fit=ft.StackFit.PASS_THROUGH),
        padding=ft.Padding.only(top=SPACE_2),
    )


def _without_marks(slot: Slot) -> Slot:
    """Return the slot without what only the marks on its card show.

    Most answers are a pass: the buttons and the outline are all that it changes.
    """
    answer = slot.answer
    if answer is None or not slot.item.judged or answer.result not in (None, Result.passed):
        return slot
    kept = replace(answer, result=None, note="", reason="", answered_ms=0)
    return replace(slot, answer=None if kept.is_blank else kept)


def _hint(look: Look, slot: Slot) -> str:
    """Return how to fill in what is noted, and whether it may stay empty."""
    is_optional = slot.item.is_asked and slot.item.required is False
    parts = [look.t("form.optional") if is_optional else "", look.t.of(slot.item.method)]
    return " · ".join(part for part in parts if part)


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
            *([small(look, code)] if (code := _code(look, slot)) else []),
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
    if not slot.item.judged and (hint := _hint(look, slot)):
        words.controls.append(small(look, hint))
    if not slot.item.judged and not slot.item.basis:
        return ft.Container(words, padding=ft.Padding.only(top=SPACE_2))
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


def _code(look: Look, slot: Slot) -> str:
    """With 待核 while a basis of the item, or what sets its limit, waits to be verified.

    What an imported form calls its questions is for expressions; only numbers are for people.
    """
    is_open = slot.item.is_limit_open or any(basis.is_open for basis in slot.item.basis)
    mark = look.t(f"common.confidence.{Confidence.V}") if is_open else ""
    is_number = slot.item.judged or _NUMBER.fullmatch(slot.item.code)
    return "  ".join(part for part in (slot.item.code if is_number else "", mark) if part)


def _use_photos(look: Look, slot: Slot, walk: Walk, is_saving: bool) -> ft.Control | None:
    """A hook: made anew only when the photos are others, or are wanted now."""
    is_shown, kept = _shows_photos(slot, is_saving), slot.answer.photos if slot.answer else ()
    return ft.use_memo(
        lambda: answer_photos(look, slot, walk, is_saving) if is_shown else None,
        [look, walk, slot.key, slot.item, kept, slot.wants_photo, is_saving, is_shown],
    )


def _shows_photos(slot: Slot, is_saving: bool) -> bool:
    answer = slot.answer
    if slot.item.answer.is_file:
        return False
    if is_saving or (answer and answer.photos):
        return True
    if answer and answer.result is Result.not_applicable:
        return False
    if not slot.item.judged:
        return slot.wants_photo
    if slot.item.photo is PhotoRule.always:
        return True
    return answer is not None and answer.result is Result.failed
