"""A checklist that can be begun: its name, its length, and when it was last walked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import flet as ft

from forms.definition import Form, Purpose
from inspect_app.ui.hooks import Look
from inspect_app.ui.widgets.card import row_card

DOMAIN_ICONS = {
    "fire": ft.Icons.LOCAL_FIRE_DEPARTMENT,
    "lab": ft.Icons.SCIENCE,
    "gas": ft.Icons.GAS_METER,
    "bus": ft.Icons.DIRECTIONS_BUS,
    "special_equipment": ft.Icons.ELEVATOR,
    "buildings": ft.Icons.APARTMENT,
    "traffic": ft.Icons.TRAFFIC,
    "food": ft.Icons.RESTAURANT,
    "public_order": ft.Icons.LOCAL_POLICE,
    "electrical": ft.Icons.ELECTRICAL_SERVICES,
    "ebikes": ft.Icons.ELECTRIC_MOPED,
    "emergency": ft.Icons.EMERGENCY,
    "disaster_reduction": ft.Icons.FLOOD,
    "responsibility": ft.Icons.ASSIGNMENT_IND,
    "training": ft.Icons.SCHOOL,
}


@dataclass(frozen=True, slots=True)
class FormShown:
    id: str
    domain: str
    label: str
    items: int
    last_at: datetime | None
    is_register: bool = False

    @classmethod
    def of(cls, form: Form, label: str, last_at: datetime | None) -> FormShown:
        items = sum(1 for _ in form.items())
        is_register = form.purpose is Purpose.register
        return cls(form.id, form.domain, label, items, last_at, is_register)


@ft.memo
@ft.component
def FormCard(
    look: Look, shown: FormShown, on_choose: Callable[[str], None], is_chosen: bool = False
) -> ft.Control:
    t = look.t
    last = t("today.never_noted" if shown.is_register else "today.never")
    if shown.last_at:
        last = t("today.last_at", at=t.moment(shown.last_at))
    return row_card(
        look,
        key=f"form-{shown.id}",
        title=shown.label,
        subtitle=f"{t('today.items', count=shown.items)} · {last}",
        leading=ft.Icon(
            DOMAIN_ICONS.get(shown.domain, ft.Icons.CHECKLIST), color=ft.Colors.PRIMARY, size=32
        ),
        selected=is_chosen,
        on_click=lambda _: on_choose(shown.id),
    )
