"""Why an item is asked: method, basis with its days in force, frequency."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.definition import Basis, Item
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import (
    LINE_HEIGHT,
    SIZE_BODY,
    SIZE_ITEM,
    SIZE_SMALL,
    SPACE_1,
    SPACE_2,
    SPACE_4,
    SPACE_5,
    TOUCH,
)


def basis_sheet(look: Look, item: Item, on_dismiss: Callable[..., None]) -> ft.BottomSheet:
    lines: list[ft.Control] = [
        ft.Text(
            f"{item.code}  {look.t.of(item.label)}", size=SIZE_ITEM, weight=look.palette.strong
        ),
        *part(look, "inspection.method", look.t.of(item.method)),
        *part(look, "inspection.frequency", look.t(f"inspection.frequency.{item.frequency}")),
        heading(look, look.t("inspection.basis")),
        *bases(look, item),
        ft.Row(
            [
                ft.TextButton(
                    look.t("common.close"), key="close-sheet", height=TOUCH, on_click=on_dismiss
                )
            ],
            alignment=ft.MainAxisAlignment.END,
        ),
    ]
    return ft.BottomSheet(
        content=ft.Container(
            key="basis-sheet",
            content=ft.Column(lines, spacing=SPACE_2, tight=True, scroll=ft.ScrollMode.AUTO),
            padding=ft.Padding.only(left=SPACE_5, right=SPACE_5, top=SPACE_4, bottom=SPACE_4),
        ),
        show_drag_handle=True,
        draggable=True,
        on_dismiss=on_dismiss,
    )


def part(look: Look, name: str, text: str) -> list[ft.Control]:
    return [heading(look, look.t(name)), words(look, text)] if text else []


def heading(look: Look, text: str) -> ft.Control:
    return ft.Text(
        text, size=SIZE_SMALL, color=ft.Colors.ON_SURFACE_VARIANT, weight=look.palette.strong
    )


def words(look: Look, text: str) -> ft.Control:
    return ft.Text(
        text, size=SIZE_ITEM, weight=look.palette.text, style=ft.TextStyle(height=LINE_HEIGHT)
    )


def bases(look: Look, item: Item) -> list[ft.Control]:
    """Each basis; where there are several, which of them sets the limit."""
    if not item.basis:
        return [words(look, look.t("inspection.no_basis"))]
    setting = item.limit_sources if len(item.basis) > 1 else ()
    lines = [basis_lines(look, basis, n in setting) for n, basis in enumerate(item.basis)]
    return [*lines, _limit_open(look)] if item.is_limit_open else lines


def _limit_open(look: Look) -> ft.Control:
    return ft.Text(
        look.t("inspection.limit_open"),
        key="limit-open",
        size=SIZE_BODY,
        color=look.palette.serious,
        weight=look.palette.strong,
    )


def basis_lines(look: Look, basis: Basis, sets_limit: bool = False) -> ft.Control:
    """The text, the days in force, and how far it was checked; V stands out."""
    is_open = basis.is_open
    colour = look.palette.serious if is_open else ft.Colors.ON_SURFACE_VARIANT
    mark = look.t(f"common.confidence.{basis.confidence}")
    if basis.confirmed is not None:
        on = look.t.full_day(basis.confirmed.on)
        mark = look.t("inspection.confirmed", by=basis.confirmed.by, on=on)
    notes = [f"{'! ' if is_open else ''}{mark}", *_days(look, basis)]
    if sets_limit:
        notes.append(look.t("inspection.sets_limit"))
    return ft.Column(
        [
            words(look, look.t.of(basis.text)),
            ft.Text(
                "  ".join(notes),
                size=SIZE_BODY,
                color=colour,
                weight=look.palette.strong if is_open else look.palette.text,
            ),
        ],
        spacing=SPACE_1 / 2,
        tight=True,
    )


def _days(look: Look, basis: Basis) -> list[str]:
    days = []
    if basis.effective_from is not None:
        days.append(look.t("inspection.in_force_from", day=look.t.full_day(basis.effective_from)))
    if basis.effective_to is not None:
        days.append(look.t("inspection.in_force_to", day=look.t.full_day(basis.effective_to)))
    return days
