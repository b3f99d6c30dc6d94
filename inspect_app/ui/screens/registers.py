"""What a unit writes down and reports besides inspecting: drills, trainings, permits, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import flet as ft

from inspect_app.domain.inspection import InspectionKind
from inspect_app.domain.unit import Unit
from inspect_app.services import Services
from inspect_app.strings import Strings
from inspect_app.ui import paths
from inspect_app.ui.begin import last_by_form
from inspect_app.ui.hooks import use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.tasks import guarded
from inspect_app.ui.theme import SPACE_4
from inspect_app.ui.widgets.card import section
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.form_card import FormCard, FormShown
from inspect_app.ui.widgets.frame import page_view, readable_width
from inspect_app.ui.widgets.unit_title import unit_at_hand


@dataclass(frozen=True, slots=True)
class Registers:
    unit: Unit | None
    groups: Mapping[str, tuple[FormShown, ...]]
    """By the name of their domain."""


def _read(services: Services, t: Strings) -> Registers:
    unit, catalog = unit_at_hand(services), services.catalog
    last = last_by_form(services, unit.id) if unit else {}
    groups: dict[str, tuple[FormShown, ...]] = {}
    for form in catalog.registers_for(unit) if unit else ():
        domain = catalog.form(form.domain)
        name = t.of(domain.label) if domain else t("form.registers")
        shown = FormShown.of(form, t.of(form.label), last.get(form.id))
        groups[name] = (*groups.get(name, ()), shown)
    return Registers(unit, groups)


@ft.component
def RegistersScreen() -> ft.View:
    look = use_look()
    t, services, page = look.t, use_services(), ft.context.page
    told = use_shown_query(lambda s: _read(s, t), t.language)
    unit = ft.use_ref(None)
    unit.current = told.unit

    def begin(form_id: str) -> None:
        guarded(
            t,
            lambda: services.inspections.start(unit.current.id, form_id, InspectionKind.register),
            lambda draft: page.navigate(paths.inspection(draft.id)),
        )()

    begin_form = ft.use_callback(begin, [t.language])
    groups = [
        section(look, name, [FormCard(look, each, begin_form, key=each.id) for each in forms])
        for name, forms in told.groups.items()
    ]
    nothing = empty_state(
        look,
        ft.Icons.EDIT_DOCUMENT,
        t("today.registers_empty"),
        t("today.registers_empty_hint"),
        key="no-registers",
    )
    title = t("today.registers")
    return page_view(look, title, readable_width(*(groups or [nothing]), spacing=SPACE_4))
