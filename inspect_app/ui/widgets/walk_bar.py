"""What the thumb reaches during a walk: photograph, go on, scan; in the end, check and sign."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.sheet import Slot
from inspect_app.domain.inspection import InspectionKind
from inspect_app.services.inspections import OpenInspection
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SIZE_SMALL, SPACE_1, SPACE_2, TOUCH_ANSWER
from inspect_app.ui.walk_parts import ANY, Parts, use_part
from inspect_app.ui.walk_state import slot_at


@ft.component
def WalkBar(
    look: Look,
    parts: Parts,
    has_assets: bool,
    on_photo: Callable[[], None],
    on_next: Callable[[], None],
    on_scan: Callable[[], None],
    on_review: Callable[[], None],
) -> ft.Control:
    has_place, is_done, is_register = use_part(parts, ANY, _stage)
    controls = [_photo(look, parts, on_photo)] if has_place else []
    if has_assets:
        controls.append(_scan(look, on_scan))
    if is_done:
        words = look.t("inspection.to_submit" if is_register else "inspection.to_review")
        controls.append(_primary(look, "review", words, on_review))
    else:
        words = look.t("inspection.next_field" if is_register else "inspection.next")
        controls.append(_primary(look, "next-unanswered", words, on_next))
    return ft.Row(controls, spacing=SPACE_2, expand=True)


def slot_to_photograph(opened: OpenInspection) -> Slot | None:
    """Return the slot where the inspector is, at the start the first one.

    What is only noted takes a photo where its form asks for one: from anywhere else the camera is
    that of the next such slot. None where the form wants no photo at all.
    """
    here = slot_at(opened)
    first = None if here else opened.sheet.next_unanswered()
    if first:
        here = opened.sheet.slot(first)
    if here is None or here.takes_photo:
        return here
    slots = opened.sheet.slots
    at = next(number for number, slot in enumerate(slots) if slot.key == here.key)
    return next((slot for slot in (*slots[at:], *slots) if slot.takes_photo), None)


def _stage(opened: OpenInspection) -> tuple[bool, bool, bool]:
    """Return whether there is something to photograph for, whether all is answered, and whether
    it is a register."""
    has_place = slot_to_photograph(opened) is not None
    is_done = opened.sheet.next_unanswered() is None
    return has_place, is_done, opened.draft.kind is InspectionKind.register


def _photo(look: Look, parts: Parts, on_photo: Callable[[], None]) -> ft.Control:
    """The camera, and under it the code of the item that the photo will belong to."""
    return ft.OutlinedButton(
        key="photo",
        content=ft.Column(
            [
                ft.Icon(ft.Icons.PHOTO_CAMERA_OUTLINED, size=22),
                _PhotoFor(look, parts),
            ],
            spacing=0,
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        width=84,
        height=TOUCH_ANSWER,
        style=_style(),
        on_click=lambda _: on_photo(),
    )


@ft.component
def _PhotoFor(look: Look, parts: Parts) -> ft.Control:
    """A part of its own: it changes with every item, the buttons do not."""
    code = use_part(parts, ANY, _code_to_photograph, is_late=True)
    return ft.Text(
        code or look.t("inspection.photo"),
        size=SIZE_SMALL,
        max_lines=1,
        semantics_label=look.t("inspection.photo_for", code=code),
    )


def _code_to_photograph(opened: OpenInspection) -> str:
    slot = slot_to_photograph(opened)
    return slot.item.code if slot else ""


def _scan(look: Look, on_scan: Callable[[], None]) -> ft.Control:
    return ft.OutlinedButton(
        key="scan-next",
        content=ft.Text(
            look.t("inspection.scan_next"), size=SIZE_BODY, weight=look.palette.strong, max_lines=1
        ),
        height=TOUCH_ANSWER,
        style=_style(SPACE_2),
        on_click=lambda _: on_scan(),
    )


def _primary(look: Look, key: str, words: str, on_click: Callable[[], None]) -> ft.Control:
    return ft.FilledButton(
        key=key,
        content=ft.Text(words, weight=look.palette.strong, max_lines=1),
        height=TOUCH_ANSWER,
        expand=True,
        style=_style(SPACE_2),
        on_click=lambda _: on_click(),
    )


def _style(padding: float = SPACE_1) -> ft.ButtonStyle:
    return ft.ButtonStyle(padding=padding, shape=ft.RoundedRectangleBorder(radius=CORNER))
