"""The sections and items of a walk as one flat list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import flet as ft

from inspect_app.services.inspections import OpenInspection
from inspect_app.ui.hooks import Look
from inspect_app.ui.walk import Walk
from inspect_app.ui.widgets.item_card import ItemCard
from inspect_app.ui.widgets.section_header import SectionHeader


def walk_rows(
    look: Look,
    opened: OpenInspection,
    folded: frozenset[str],
    saving: frozenset[str],
    walk: Walk,
    today: date,
    on_fold: Callable[[str], None],
    on_remove: Callable[[str], None],
) -> list[ft.Control]:
    """Return a header for each section, and its cards unless it is folded."""
    rows: list[ft.Control] = []
    for state in opened.sheet.sections:
        asset = opened.assets.get(state.asset)
        code = asset.code if asset else ""
        rows.append(
            SectionHeader(
                look,
                state,
                asset,
                state.key in folded,
                on_fold,
                on_remove,
                key=f"head-{state.key}",
            )
        )
        if state.key not in folded:
            rows += [
                ItemCard(look, slot, code, walk, today, slot.key in saving, key=f"row-{slot.key}")
                for slot in state.slots
            ]
    return rows
