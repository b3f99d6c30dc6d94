"""Fields whose value is gathered tap by tap: places along a line, an order, a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import flet as ft

from forms.sheet import Slot
from forms.terms import AnswerType
from forms.typed import AREA_LEAST
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_1, SPACE_2, TOUCH
from inspect_app.ui.walk import Walk
from inspect_app.ui.widgets.card import small
from inspect_app.ui.widgets.choice_bar import choice_bar
from inspect_app.ui.widgets.entry_fields import entry, stored_text, toggled
from inspect_app.ui.widgets.long_choices import MANY, LongChoices

_FILE_ICONS = {
    AnswerType.audio: ft.Icons.MIC_NONE,
    AnswerType.video: ft.Icons.VIDEOCAM_OUTLINED,
    AnswerType.file: ft.Icons.ATTACH_FILE,
}


def rank_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    """The first tap is the first place; a second tap takes one out."""
    ranked = stored_text(slot).split()

    def toggle(value: str) -> str:
        return walk.enter(slot.key, toggled(ranked, value))

    if len(slot.choices) > MANY:
        return LongChoices(look, slot, tuple(ranked), toggle)
    offered = [(choice.value, look.t.of(choice.label)) for choice in slot.choices]
    numbered = [
        (value, f"{ranked.index(value) + 1}. {words}" if value in ranked else words)
        for value, words in offered
    ]
    bar = choice_bar(look, f"choice-{slot.key}", numbered, ranked, toggle, wrap=True)
    return ft.Column([small(look, look.t("entry.rank")), bar], spacing=SPACE_1, tight=True)


def places_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    """A line or an area, place by place; each is saved as it is added."""
    places = _gathered(slot)

    def put(more: list[str]) -> None:
        walk.enter(slot.key, ";".join(more))

    here = ft.OutlinedButton(
        key=f"add_here-{slot.key}",
        content=_words(look, slot, "entry.add_here"),
        icon=ft.Icons.ADD_LOCATION_ALT_OUTLINED,
        height=TOUCH,
        on_click=lambda _: walk.add_place(slot.key, lambda place: put([*places, place])),
    )
    undo = _icon(look, slot, "undo_place", ft.Icons.UNDO, lambda: put(places[:-1]))
    parts = [here, *([undo, small(look, look.t("entry.points", count=len(places)))] * bool(places))]
    typed = entry(look, slot, walk, f"entry.{slot.item.answer}", hint="31.70 119.93; 31.71 119.93")
    row = ft.Row(parts, spacing=SPACE_2, run_spacing=SPACE_2, wrap=True)
    return ft.Column([ft.Row([typed]), row], spacing=SPACE_2, tight=True)


def file_field(look: Look, slot: Slot, walk: Walk, today: date) -> ft.Control:
    name = stored_text(slot)
    choose = ft.OutlinedButton(
        key=f"file-{slot.key}",
        content=_words(look, slot, "entry.other_file" if name else f"entry.{slot.item.answer}"),
        icon=_FILE_ICONS[slot.item.answer],
        height=TOUCH,
        on_click=lambda _: walk.pick_file(slot.key),
    )
    if not name:
        return ft.Row([choose])
    said = ft.Text(
        name, key=f"named-{slot.key}", size=SIZE_ITEM, weight=look.palette.strong, expand=True
    )
    remove = _icon(look, slot, "remove_file", ft.Icons.CLOSE, lambda: walk.drop_file(slot.key))
    return ft.Column([ft.Row([said, remove]), ft.Row([choose])], spacing=SPACE_1, tight=True)


def _gathered(slot: Slot) -> list[str]:
    """An area ends where it began; while corners are added it is open."""
    places = [each for each in stored_text(slot).split(";") if each]
    is_closed = slot.item.answer is AnswerType.geoshape and len(places) > AREA_LEAST
    return places[:-1] if is_closed else places


def _words(look: Look, slot: Slot, key: str) -> ft.Text:
    words = look.t(key)
    return ft.Text(words, size=SIZE_BODY, semantics_label=f"{slot.item.code} {words}")


def _icon(
    look: Look, slot: Slot, name: str, icon: ft.IconData, on_click: Callable[[], object]
) -> ft.Control:
    return ft.IconButton(
        key=f"{name}-{slot.key}",
        icon=ft.Icon(icon, semantics_label=f"{slot.item.code} {look.t(f'entry.{name}')}"),
        width=TOUCH,
        height=TOUCH,
        on_click=lambda _: on_click(),
    )
