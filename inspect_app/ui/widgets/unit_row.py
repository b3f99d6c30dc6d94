"""A unit in a list: what it is, where, and what is open there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from inspect_app.domain.unit import Unit
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY
from inspect_app.ui.widgets.card import row_card


@dataclass(frozen=True, slots=True)
class UnitShown:
    unit: Unit
    open_hazards: int


@ft.memo
@ft.component
def UnitRow(
    look: Look, shown: UnitShown, on_choose: Callable[[str], None], is_at_hand: bool = False
) -> ft.Control:
    t, unit, palette = look.t, shown.unit, look.palette
    about = (t(f"common.unit_kind.{unit.kind.value}"), unit.town, unit.code)
    trailing = None
    if shown.open_hazards:
        trailing = ft.Text(
            t("today.open_hazards", count=shown.open_hazards),
            size=SIZE_BODY,
            color=palette.serious,
            weight=palette.strong,
        )
    return row_card(
        look,
        key=f"unit-{unit.id}",
        title=unit.name,
        subtitle=" · ".join(part for part in about if part),
        trailing=trailing,
        selected=is_at_hand,
        on_click=lambda _: on_choose(unit.id),
    )
