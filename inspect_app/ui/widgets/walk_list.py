"""The sections and items of a walk as one flat list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import flet as ft

from inspect_app.services.inspections import OpenInspection
from inspect_app.ui.hooks import Look
from inspect_app.ui.walk import Walk
from inspect_app.ui.widgets.group_heading import GroupHeading, headed
from inspect_app.ui.widgets.item_card import ItemCard
from inspect_app.ui.widgets.section_header import SectionHeader

Drawn = dict[str, tuple[tuple[object, ...], ft.Control]]
"""By key, what a row was made of, and the row."""


class RowKeeper:
    """Hands out the same row again while it is made of the same values.

    Flet passes over a child that it has seen before. What a row draws of its answers it follows by
    itself.
    """

    def __init__(self) -> None:
        self._drawn: Drawn = {}
        self._before: Drawn = {}

    def begin(self) -> None:
        """Forget what the last drawing left out: its components have ended."""
        self._before, self._drawn = self._drawn, {}

    def row(self, component: Callable[..., ft.Control], key: str, *values: object) -> ft.Control:
        known = self._before.get(key)
        row = known[1] if known and known[0] == values else component(*values, key=key)
        self._drawn[key] = (values, row)
        return row


def walk_rows(
    keeper: RowKeeper,
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
    keeper.begin()
    rows: list[ft.Control] = []
    for state in opened.sheet.sections:
        if not any(slot.item.is_shown for slot in state.slots):
            continue
        asset = opened.assets.get(state.asset)
        code = asset.code if asset else ""
        is_folded = state.key in folded
        head = (look, walk.parts, state.key, asset, is_folded, on_fold, on_remove)
        rows.append(keeper.row(SectionHeader, f"head-{state.key}", *head))
        if is_folded:
            continue
        for slot, groups in headed(state):
            for group in groups:
                # A group may begin again behind items of another.
                key = f"group-{group.id}-{slot.key}"
                rows.append(keeper.row(GroupHeading, key, look, walk.parts, state.key, group.id))
            values = (look, slot.key, code, walk, today, slot.key in saving)
            rows.append(keeper.row(ItemCard, f"row-{slot.key}", *values))
    return rows
