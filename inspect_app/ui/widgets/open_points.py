"""What still stands between a draft and its submission; each line leads to where it is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import flet as ft

from forms.problems import Problem
from forms.sheet import Sheet, Slot
from inspect_app.domain.asset import Asset
from inspect_app.ui.hooks import Look
from inspect_app.ui.widgets.card import row_card
from inspect_app.ui.widgets.grade_badge import grade_badge

UNANSWERED = "problem.unanswered"


def open_points(
    look: Look, sheet: Sheet, problems: Iterable[Problem], on_go: Callable[[str], None]
) -> list[ft.Control]:
    """Return one row for all that is unanswered, and one for each other item that lacks something.

    `on_go` gets a slot key.
    """
    lacking: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for problem in problems:
        lacking.setdefault(problem.slot_key, []).append(problem.key)
        if problem.text is not None:
            words[problem.slot_key] = look.t.of(problem.text)
    unanswered = [key for key, keys in lacking.items() if UNANSWERED in keys]
    rows = [_unanswered(look, unanswered, on_go)] if unanswered else []
    return rows + [
        _row(look, sheet.slot(key), words.get(key) or _listing(look, keys), on_go)
        for key, keys in lacking.items()
        if UNANSWERED not in keys
    ]


def failure_row(
    look: Look, slot: Slot, asset: Asset | None, on_go: Callable[[str], None]
) -> ft.Control:
    """Return a failure with its grade, words and photos."""
    answer = slot.answer
    assert answer is not None
    parts = [slot.item.code, asset.code if asset else ""]
    parts.append(look.t("review.photos", count=len(answer.photos)) if answer.photos else "")
    return row_card(
        look,
        key=f"failure-{slot.key}",
        title=answer.note or look.t.of(slot.item.label),
        subtitle="  ".join(part for part in parts if part),
        leading=grade_badge(look, answer.grade) if answer.grade else None,
        on_click=lambda _: on_go(slot.key),
    )


def _unanswered(look: Look, keys: list[str], on_go: Callable[[str], None]) -> ft.Control:
    return row_card(
        look,
        key="unanswered",
        title=look.t("review.unanswered", count=len(keys)),
        subtitle=look.t("review.to_first"),
        leading=ft.Icon(ft.Icons.RADIO_BUTTON_UNCHECKED, color=look.palette.serious),
        on_click=lambda _: on_go(keys[0]),
    )


def _listing(look: Look, keys: list[str]) -> str:
    return look.t("review.listing").join(map(look.t, keys))


def _row(look: Look, slot: Slot, why: str, on_go: Callable[[str], None]) -> ft.Control:
    return row_card(
        look,
        key=f"problem-{slot.key}",
        title=look.t.of(slot.item.label),
        subtitle=f"{slot.item.code}  {why}",
        leading=ft.Icon(ft.Icons.ERROR_OUTLINE, color=look.palette.serious),
        on_click=lambda _: on_go(slot.key),
    )
