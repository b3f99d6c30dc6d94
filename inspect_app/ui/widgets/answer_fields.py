"""The field for each type of answer; a new type is one entry in `FIELDS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

import flet as ft

from forms.answers import FIRST_YEAR, LAST_YEAR
from forms.sheet import Slot
from forms.terms import AnswerType, Result
from inspect_app.strings.measures import demand
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SIZE_TITLE, SPACE_1, SPACE_2, TOUCH
from inspect_app.ui.walk import Walk
from inspect_app.ui.widgets.answer_row import RESULT_SHAPES, result_colour
from inspect_app.ui.widgets.choice_bar import choice_bar
from inspect_app.ui.widgets.counter_field import APPEARANCE, counter_field
from inspect_app.ui.widgets.entry_fields import (
    barcode_field,
    choices_field,
    computed_field,
    date_time_field,
    entry,
    geopoint_field,
    integer_field,
    signature_field,
    stored_text,
    time_field,
)
from inspect_app.ui.widgets.gathered_fields import file_field, places_field, rank_field
from inspect_app.ui.widgets.long_choices import MANY, LongChoices
from inspect_app.ui.widgets.typed_field import TypedField
from inspect_app.ui.widgets.verdict import verdict, verdict_result

Field = Callable[[Look, Slot, Walk, date], ft.Control | None]


def answer_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control | None:
    """Return what the item needs beside the three buttons, if anything."""
    if not slot.item.is_asked and slot.item.answer is not AnswerType.note:
        return computed_field(look, slot, walk, today)
    if slot.item.appearance == APPEARANCE and slot.item.answer is AnswerType.count:
        return counter_field(look, slot, walk, today)
    return FIELDS[slot.item.answer](look, slot, walk, today)


def _no_field(look: Look, slot: Slot, walk: Walk, today: date) -> None:
    """Three buttons are all that such an item needs."""


def _number_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    attributes = walk.attributes_for(slot.key)
    field = TypedField(
        look,
        f"value-{slot.key}",
        look.t("inspection.reading" if slot.item.judged else "entry.number"),
        stored_text(slot),
        lambda text: walk.enter(slot.key, text),
        keyboard=ft.KeyboardType.NUMBER,
        suffix=look.t.of(slot.item.unit) if slot.item.unit else None,
        helper=demand(look.t, slot.item, attributes),
        key=f"field-{slot.key}",
    )
    return _with_verdict(look, slot, walk, today, ft.Row([field]))


def _text_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    return ft.Row([entry(look, slot, walk, "inspection.words", is_multiline=True)])


def _date_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    return _with_verdict(
        look, slot, walk, today, DateField(look, slot, walk, today, key=f"field-{slot.key}")
    )


@ft.component
def DateField(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    """A date, typed or picked."""
    is_picking, set_picking = ft.use_state(False)

    def picked(event: ft.ControlEvent) -> None:
        set_picking(False)
        walk.enter(slot.key, picked_day(event.control.value).isoformat())

    ft.use_dialog(
        _date_picker(look, slot, today, picked, lambda _: set_picking(False))
        if is_picking
        else None
    )
    typed = TypedField(
        look,
        f"value-{slot.key}",
        look.t("inspection.date"),
        stored_text(slot),
        lambda text: walk.enter(slot.key, text),
        keyboard=ft.KeyboardType.DATETIME,
        hint=look.t("inspection.date_hint"),
        key=f"typed-{slot.key}",
    )
    pick = ft.IconButton(
        key=f"calendar-{slot.key}",
        icon=ft.Icon(
            ft.Icons.CALENDAR_MONTH,
            semantics_label=f"{slot.item.code} {look.t('inspection.pick_date')}",
        ),
        width=TOUCH,
        height=TOUCH,
        on_click=lambda _: set_picking(True),
    )
    return ft.Row([typed, pick], spacing=SPACE_1, vertical_alignment=ft.CrossAxisAlignment.START)


def picked_day(value: datetime | date) -> date:
    """Return the day that was tapped: the client sends its local midnight as a moment."""
    if isinstance(value, datetime):
        return (value.astimezone() if value.tzinfo else value).date()
    return value


def _date_picker(
    look: Look,
    slot: Slot,
    today: date,
    on_change: Callable[[ft.ControlEvent], None],
    on_dismiss: Callable[[ft.ControlEvent], None],
) -> ft.DatePicker:
    stored = slot.answer.value if slot.answer else None
    day = date.fromisoformat(str(stored)) if stored else today
    return ft.DatePicker(
        value=day,
        first_date=date(FIRST_YEAR, 1, 1),
        last_date=date(LAST_YEAR, 12, 31),
        current_date=today,
        help_text=look.t("inspection.pick_date"),
        confirm_text=look.t("common.done"),
        cancel_text=look.t("common.cancel"),
        on_change=on_change,
        on_dismiss=on_dismiss,
    )


def _choice_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    if len(slot.choices) > MANY:
        chosen = (stored_text(slot),)
        return LongChoices(look, slot, chosen, lambda value: walk.enter(slot.key, value))
    return choice_bar(
        look,
        f"choice-{slot.key}",
        [(choice.value, look.t.of(choice.label)) for choice in slot.choices],
        stored_text(slot),
        lambda value: walk.enter(slot.key, value),
        wrap=True,
    )


def _count_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    value = slot.answer.value if slot.answer else None
    count = int(value) if isinstance(value, int | float) else None
    unit = look.t.of(slot.item.unit) if slot.item.unit else ""
    typed = TypedField(
        look,
        f"value-{slot.key}",
        look.t("inspection.count"),
        stored_text(slot),
        lambda text: walk.enter(slot.key, text),
        keyboard=ft.KeyboardType.NUMBER,
        suffix=unit or None,
        text_align=ft.TextAlign.CENTER,
        helper=demand(look.t, slot.item, walk.attributes_for(slot.key)),
        key=f"field-{slot.key}",
    )
    row = ft.Row(
        [
            _step(look, slot, walk, "−", "inspection.one_less", (count or 0) - 1),
            typed,
            _step(look, slot, walk, "+", "inspection.one_more", (count or 0) + 1),
        ],
        spacing=SPACE_2,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return _with_verdict(look, slot, walk, today, row)


def _step(look: Look, slot: Slot, walk: Walk, sign: str, name: str, to: int) -> ft.Control:
    return ft.OutlinedButton(
        key=f"{name.split('.')[1]}-{slot.key}",
        content=ft.Text(sign, size=SIZE_TITLE, semantics_label=f"{slot.item.code} {look.t(name)}"),
        width=TOUCH,
        height=TOUCH,
        disabled=to < 0,
        style=ft.ButtonStyle(padding=0, shape=ft.RoundedRectangleBorder(radius=CORNER)),
        on_click=lambda _: walk.enter(slot.key, str(to)),
    )


def _with_verdict(look: Look, slot: Slot, walk: Walk, today: date, field: ft.Control) -> ft.Control:
    """Add how the value stands beside its limits, with shape and colour."""
    value = slot.answer.value if slot.answer else None
    attributes = walk.attributes_for(slot.key)
    words = verdict(look.t, slot.item, value, today, attributes)
    if not words:
        return field
    judged = verdict_result(slot.item, value, today, attributes)
    shape = RESULT_SHAPES[judged] if judged in _JUDGED else "?"
    colour = result_colour(look, judged) if judged in _JUDGED else look.palette.serious
    line = ft.Text(
        f"{shape} {words}",
        key=f"verdict-{slot.key}",
        size=SIZE_BODY,
        color=colour,
        weight=look.palette.strong,
    )
    return ft.Column([field, line], spacing=SPACE_1, tight=True)


_JUDGED = frozenset({Result.passed, Result.failed})

FIELDS: Mapping[AnswerType, Field] = {
    AnswerType.pass_fail: _no_field,
    AnswerType.number: _number_field,
    AnswerType.date: _date_field,
    AnswerType.choice: _choice_field,
    AnswerType.text: _text_field,
    AnswerType.count: _count_field,
    AnswerType.integer: integer_field,
    AnswerType.time: time_field,
    AnswerType.date_time: date_time_field,
    AnswerType.choices: choices_field,
    AnswerType.photo: _no_field,
    AnswerType.signature: signature_field,
    AnswerType.barcode: barcode_field,
    AnswerType.geopoint: geopoint_field,
    AnswerType.geotrace: places_field,
    AnswerType.geoshape: places_field,
    AnswerType.rank: rank_field,
    AnswerType.audio: file_field,
    AnswerType.video: file_field,
    AnswerType.file: file_field,
    AnswerType.note: _no_field,
    AnswerType.calculate: computed_field,
}
