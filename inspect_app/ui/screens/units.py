"""Which unit is at hand: search, and choose."""

from __future__ import annotations

import flet as ft

from inspect_app.domain.unit import Unit
from inspect_app.services import Services
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.theme import SIZE_ITEM, SPACE_2, SPACE_3, SPACE_4, field_border
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.frame import page_view
from inspect_app.ui.widgets.unit_row import UnitRow, UnitShown
from inspect_app.ui.widgets.unit_title import unit_at_hand


@ft.component
def UnitsScreen() -> ft.View:
    look = use_look()
    t, services, page = look.t, use_services(), ft.context.page
    units, at_hand = use_shown_query(_read_units)
    sought, set_sought = ft.use_state("")

    def choose(unit_id: str) -> None:
        services.preferences.choose_unit(unit_id)
        page.navigate(paths.TODAY)

    choose_unit = ft.use_callback(choose, [])
    found = [shown for shown in units if _fits(shown.unit, sought)]
    rows = [
        UnitRow(look, each, choose_unit, each.unit.id == at_hand, key=each.unit.id)
        for each in found
    ]
    return page_view(
        look,
        t("today.choose_unit"),
        ft.Column(
            [
                ft.Container(
                    ft.Row([_search_field(look, lambda e: set_sought(e.control.value or ""))]),
                    padding=ft.Padding.only(left=SPACE_4, right=SPACE_4, top=SPACE_3),
                ),
                ft.ListView(
                    controls=rows or [_nothing(look, sought)],
                    expand=True,
                    spacing=SPACE_2,
                    padding=ft.Padding.symmetric(horizontal=SPACE_4, vertical=SPACE_3),
                ),
            ],
            expand=True,
            spacing=0,
        ),
    )


def _read_units(services: Services) -> tuple[tuple[UnitShown, ...], str]:
    open_hazards: dict[str, int] = {}
    for hazard in services.hazards.open():
        open_hazards[hazard.unit] = open_hazards.get(hazard.unit, 0) + 1
    units = services.catalog.units()
    chosen = unit_at_hand(services)
    shown = tuple(UnitShown(unit, open_hazards.get(unit.id, 0)) for unit in units)
    return shown, chosen.id if chosen else ""


def _fits(unit: Unit, sought: str) -> bool:
    words = sought.casefold().split()
    text = f"{unit.name} {unit.code} {unit.town}".casefold()
    return all(word in text for word in words)


def _search_field(look: Look, on_change: object) -> ft.Control:
    return ft.TextField(
        key="search-units",
        hint_text=look.t("today.search_unit"),
        prefix_icon=ft.Icons.SEARCH,
        text_size=SIZE_ITEM,
        expand=True,
        border=field_border(look.theme),
        on_change=on_change,
    )


def _nothing(look: Look, sought: str) -> ft.Control:
    t = look.t
    if sought:
        return empty_state(look, ft.Icons.SEARCH_OFF, t("today.no_unit_found", sought=sought))
    return empty_state(
        look,
        ft.Icons.LOCATION_CITY,
        t("today.no_units"),
        t("today.no_units_hint"),
        ft.OutlinedButton(
            t("scan.to_sync"),
            key="to-sync",
            on_click=lambda _: ft.context.page.navigate(paths.SYNC),
        ),
    )
