"""Fields for what is noted rather than judged: several choices, moments, places, codes, hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import flet as ft

from forms.sheet import Slot
from forms.terms import AnswerType
from inspect_app.domain.evidence import strokes_in
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SIZE_ITEM, SPACE_1, SPACE_2, TOUCH
from inspect_app.ui.walk import Walk
from inspect_app.ui.widgets.choice_bar import choice_bar
from inspect_app.ui.widgets.ink import RATIO, Ink
from inspect_app.ui.widgets.long_choices import MANY, LongChoices
from inspect_app.ui.widgets.typed_field import TypedField

DAY, MINUTES = len("2026-11-23 "), len("08:30")
MULTILINE, SENTENCES = "multiline", 3
"""That several sentences are wanted is seen before the first is written."""
INK_PX = 220
"""Wide enough to recognise a hand, narrow enough to leave room beside it."""


def stored_text(slot: Slot) -> str:
    """Return the value as it would be typed."""
    value = slot.answer.value if slot.answer else None
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def shown_text(slot: Slot) -> str:
    """Return the value as a person writes it: a moment without seconds and offset."""
    text = stored_text(slot)
    match slot.item.answer:
        case AnswerType.time:
            return text[:MINUTES]
        case AnswerType.date_time:
            return text.replace("T", " ")[: DAY + MINUTES]
    return text


def entry(
    look: Look,
    slot: Slot,
    walk: Walk,
    label: str,
    *,
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
    hint: str = "",
    helper: str = "",
    suffix: str | None = None,
    is_multiline: bool = False,
) -> ft.Control:
    """Return a field whose text is saved when it is left."""
    return TypedField(
        look,
        f"value-{slot.key}",
        look.t(label),
        shown_text(slot),
        lambda text: walk.enter(slot.key, text),
        keyboard=keyboard,
        hint=hint,
        helper=helper,
        suffix=suffix,
        is_multiline=is_multiline,
        lines_least=SENTENCES if slot.item.appearance == MULTILINE else 1,
        key=f"field-{slot.key}",
    )


def toggled(chosen: list[str], value: str) -> str:
    """Return what is stored once `value` is tapped: put last, or taken out when it was there."""
    kept = [each for each in chosen if each != value]
    return " ".join(kept if value in chosen else [*chosen, value])


def choices_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    """Several can be chosen; a second tap takes one back."""
    chosen = stored_text(slot).split()

    def toggle(value: str) -> str:
        return walk.enter(slot.key, toggled(chosen, value))

    if len(slot.choices) > MANY:
        return LongChoices(look, slot, tuple(chosen), toggle)
    return choice_bar(
        look,
        f"choice-{slot.key}",
        [(choice.value, look.t.of(choice.label)) for choice in slot.choices],
        chosen,
        toggle,
        wrap=True,
    )


def time_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    typed = entry(look, slot, walk, "entry.time", keyboard=ft.KeyboardType.DATETIME, hint="08:30")
    now = _tool(look, slot, "now", ft.Icons.SCHEDULE, lambda: walk.enter_now(slot.key))
    return _beside(typed, now)


def date_time_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    typed = entry(
        look,
        slot,
        walk,
        "entry.date_time",
        keyboard=ft.KeyboardType.DATETIME,
        hint=f"{today.isoformat()} 08:30",
    )
    now = _tool(look, slot, "now", ft.Icons.SCHEDULE, lambda: walk.enter_now(slot.key))
    return _beside(typed, now)


def integer_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    unit = look.t.of(slot.item.unit) if slot.item.unit else None
    label = "inspection.reading" if slot.item.judged else "entry.number"
    return ft.Row([entry(look, slot, walk, label, keyboard=ft.KeyboardType.NUMBER, suffix=unit)])


def barcode_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    typed = entry(look, slot, walk, "entry.barcode")
    scan = _tool(look, slot, "scan", ft.Icons.QR_CODE_SCANNER, lambda: walk.scan_into(slot.key))
    return _beside(typed, scan)


def geopoint_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    typed = entry(look, slot, walk, "entry.geopoint", hint="31.70 119.93")
    here = _tool(look, slot, "locate", ft.Icons.MY_LOCATION, lambda: walk.locate(slot.key))
    return _beside(typed, here)


def signature_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    strokes = strokes_in(stored_text(slot))
    words = look.t("entry.sign_again" if strokes else "entry.sign")
    button = ft.OutlinedButton(
        key=f"sign-{slot.key}",
        content=ft.Text(words, size=SIZE_BODY, semantics_label=f"{slot.item.code} {words}"),
        icon=ft.Icons.DRAW_OUTLINED,
        height=TOUCH,
        on_click=lambda _: walk.sign(slot.key),
    )
    if not strokes:
        return ft.Row([button])
    drawn = ft.Container(
        key=f"ink-{slot.key}",
        content=Ink(strokes, INK_PX, ft.Colors.ON_SURFACE),
        width=INK_PX,
        height=INK_PX * RATIO,
        border=ft.Border.all(look.palette.outline_px, ft.Colors.OUTLINE_VARIANT),
        border_radius=CORNER,
    )
    return ft.Row([drawn, button], spacing=SPACE_2, wrap=True, run_spacing=SPACE_2)


def computed_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    """What was computed, or is only shown, cannot be changed."""
    unit = look.t.of(slot.item.unit) if slot.item.unit else ""
    said = f"{stored_text(slot)} {unit}".strip() if stored_text(slot) else look.t("entry.nothing")
    return ft.Text(said, key=f"computed-{slot.key}", size=SIZE_ITEM, weight=look.palette.strong)


def _beside(typed: ft.Control, tool: ft.Control) -> ft.Control:
    return ft.Row([typed, tool], spacing=SPACE_1, vertical_alignment=ft.CrossAxisAlignment.START)


def _tool(
    look: Look, slot: Slot, name: str, icon: ft.IconData, on_click: Callable[[], object]
) -> ft.Control:
    return ft.IconButton(
        key=f"{name}-{slot.key}",
        icon=ft.Icon(icon, semantics_label=f"{slot.item.code} {look.t(f'entry.{name}')}"),
        width=TOUCH,
        height=TOUCH,
        on_click=lambda _: on_click(),
    )
