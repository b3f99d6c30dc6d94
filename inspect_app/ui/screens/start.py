"""Beginning an inspection: what kind, where, by which checklist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from forms.place_kinds import PLACE_KINDS
from inspect_app.domain.inspection import KINDS_OF_VISIT, InspectionKind
from inspect_app.domain.unit import Person, Unit
from inspect_app.services import Services
from inspect_app.strings import Strings
from inspect_app.ui import paths
from inspect_app.ui.begin import last_by_form, usual_kind
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.tasks import guarded
from inspect_app.ui.theme import SIZE_ITEM, SPACE_4, TOUCH_ANSWER, field_border
from inspect_app.ui.widgets.card import section
from inspect_app.ui.widgets.choice_bar import choice_bar
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.form_card import FormCard, FormShown
from inspect_app.ui.widgets.frame import page_view, readable_width
from inspect_app.ui.widgets.notice import notice
from inspect_app.ui.widgets.unit_title import unit_at_hand


@dataclass(frozen=True, slots=True)
class Offer:
    unit: Unit | None
    person: Person | None
    forms: tuple[FormShown, ...]


def read_offer(services: Services, t: Strings) -> Offer:
    unit = unit_at_hand(services)
    identity = services.enrolment.identity()
    last = last_by_form(services, unit.id) if unit else {}
    forms = services.catalog.forms_for(unit) if unit else ()
    return Offer(
        unit,
        identity.person if identity else None,
        tuple(FormShown.of(form, t.of(form.label), last.get(form.id)) for form in forms),
    )


@ft.component
def StartScreen() -> ft.View:
    look = use_look()
    t, services, page = look.t, use_services(), ft.context.page
    offer = use_shown_query(lambda s: read_offer(s, t), t.language)
    kind, set_kind = ft.use_state(lambda: usual_kind(offer.person))
    place_name, set_place_name = ft.use_state("")
    chosen = ft.use_ref(None)
    chosen.current = (offer.unit, kind, place_name)

    def begin(form_id: str) -> None:
        unit, kind_now, place_now = chosen.current
        guarded(
            t,
            lambda: services.inspections.start(
                unit.id, form_id, kind_now, place_now, place_kind=unit.kind_of_place(place_now)
            ),
            lambda draft: page.navigate(paths.inspection(draft.id)),
        )()

    begin_form = ft.use_callback(begin, [t.language])
    if offer.unit is None:
        return page_view(look, t("today.start"), _no_unit(look))
    cards = [FormCard(look, each, begin_form, key=each.id) for each in offer.forms]
    return page_view(
        look,
        offer.unit.name,
        readable_width(
            section(look, t("today.kind"), [_kinds(look, kind, set_kind)]),
            section(
                look,
                t("today.place"),
                [
                    ft.Row([_places(look, offer.unit, place_name, set_place_name)]),
                    *_limited(look, offer.unit, place_name),
                ],
            ),
            section(look, t("today.which_form"), cards or [_no_forms(look)]),
            spacing=SPACE_4,
        ),
    )


def _kinds(look: Look, kind: InspectionKind, set_kind: object) -> ft.Control:
    choices = [(each.value, look.t(f"common.kind.{each.value}")) for each in KINDS_OF_VISIT]
    return choice_bar(
        look,
        "kind",
        choices,
        kind.value,
        lambda value: set_kind(InspectionKind(value)),
        wrap=True,
    )


def _places(
    look: Look, unit: Unit, place_name: str, set_place_name: Callable[[str], None]
) -> ft.Control:
    names = dict.fromkeys(place.full_name for place in unit.places)
    return ft.Dropdown(
        key="place",
        value=place_name or None,
        hint_text=look.t("today.place_hint"),
        options=[
            ft.DropdownOption(key="", text=look.t("today.whole_unit")),
            *(ft.DropdownOption(key=name, text=name) for name in names),
        ],
        text_size=SIZE_ITEM,
        border=field_border(look.theme),
        expand=True,
        menu_height=TOUCH_ANSWER * 7,
        enable_filter=True,
        editable=True,
        enable_search=True,
        on_select=lambda e: set_place_name(e.control.value or ""),
    )


def _limited(look: Look, unit: Unit, place_name: str) -> list[ft.Control]:
    """Say that a place leaves out what belongs to others."""
    kind = unit.kind_of_place(place_name)
    if kind not in PLACE_KINDS:
        return []
    words = look.t("today.limited_to", kind=look.t.of(PLACE_KINDS[kind]))
    return [notice(look, words, key="limited-to")]


def _no_unit(look: Look) -> ft.Control:
    t = look.t
    return empty_state(
        look,
        ft.Icons.LOCATION_CITY,
        t("today.no_unit"),
        t("today.no_unit_hint"),
        ft.FilledButton(
            t("today.choose_unit"),
            key="choose-unit",
            on_click=lambda _: ft.context.page.navigate(paths.UNITS),
        ),
    )


def _no_forms(look: Look) -> ft.Control:
    t = look.t
    return empty_state(
        look, ft.Icons.CHECKLIST, t("today.no_forms"), t("today.no_forms_hint"), key="no-forms"
    )
