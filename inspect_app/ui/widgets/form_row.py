"""A form in the list of all forms: its name, version and length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from forms.definition import Form, Purpose
from inspect_app.strings import Strings
from inspect_app.ui.hooks import Look
from inspect_app.ui.widgets.card import row_card
from inspect_app.ui.widgets.form_card import DOMAIN_ICONS


@dataclass(frozen=True, slots=True)
class FormTold:
    id: str
    domain: str
    label: str
    about: str
    is_register: bool

    @classmethod
    def of(cls, form: Form, t: Strings) -> FormTold:
        count = sum(1 for _ in form.items())
        about = t("form.about", version=form.version, count=count)
        return cls(form.id, form.domain, t.of(form.label), about, form.purpose is Purpose.register)


@ft.memo
@ft.component
def FormRow(look: Look, told: FormTold, on_choose: Callable[[str], None]) -> ft.Control:
    icon = DOMAIN_ICONS.get(told.domain, ft.Icons.CHECKLIST)
    return row_card(
        look,
        key=f"read-{told.id}",
        title=told.label,
        subtitle=told.about,
        leading=ft.Icon(icon, color=ft.Colors.PRIMARY, size=28),
        on_click=lambda _: on_choose(told.id),
    )
