"""The hazards: what is open and by when, what is closed; beside it, on a tablet, the one chosen."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from inspect_app.domain.hazard import Hazard
from inspect_app.domain.unit import Unit
from inspect_app.services import Services
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.theme import SPACE_2, SPACE_3, SPACE_4
from inspect_app.ui.widgets.choice_bar import choice_bar
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.frame import root_view
from inspect_app.ui.widgets.hazard_row import HazardRow
from inspect_app.ui.widgets.hazard_story import HazardStoryShown
from inspect_app.ui.widgets.unit_title import unit_at_hand, unit_title

OPEN, CLOSED = "open", "closed"
HERE, EVERYWHERE = "here", "everywhere"


@dataclass(frozen=True, slots=True)
class HazardList:
    unit: Unit | None
    """The unit at hand."""
    hazards: tuple[Hazard, ...]
    names: tuple[tuple[str, str], ...]


def read_hazards(services: Services, which: str, where: str) -> HazardList:
    unit = unit_at_hand(services)
    unit_id = unit.id if unit and where == HERE else None
    found = services.hazards.open(unit_id) if which == OPEN else services.hazards.closed(unit_id)
    names = tuple((each.id, each.name) for each in services.catalog.units())
    return HazardList(unit, found, names)


@ft.component
def HazardsScreen() -> ft.View:
    look = use_look()
    t, page = look.t, ft.context.page
    today = use_services().clock.today()
    which, set_which = ft.use_state(OPEN)
    where, set_where = ft.use_state(HERE)
    selected, set_selected = ft.use_state("")
    shown = use_shown_query(lambda s: read_hazards(s, which, where), (which, where))

    def open_hazard(hazard_id: str) -> None:
        if look.is_wide:
            set_selected(hazard_id)
        else:
            page.navigate(paths.hazard(hazard_id))

    on_open = ft.use_callback(open_hazard, [look.is_wide])
    names = dict(shown.names)
    is_here = shown.unit is not None and where == HERE
    marked = selected or (shown.hazards[0].id if shown.hazards else "")
    rows = [
        HazardRow(
            look,
            hazard,
            "" if is_here else names.get(hazard.unit, ""),
            today,
            on_open,
            look.is_wide and hazard.id == marked,
            key=hazard.id,
        )
        for hazard in shown.hazards
    ]
    listed = _list(look, shown, which, where, set_which, set_where, rows)
    return root_view(
        look,
        paths.HAZARDS,
        unit_title(look, t("common.hazards"), shown.unit) if is_here else t("common.hazards"),
        _beside(look, listed, marked),
    )


def _list(
    look: Look,
    shown: HazardList,
    which: str,
    where: str,
    set_which: object,
    set_where: object,
    rows: list[ft.Control],
) -> ft.Control:
    t = look.t
    states = choice_bar(
        look, "which", [(OPEN, t("hazard.open")), (CLOSED, t("hazard.closed"))], which, set_which
    )
    states.expand = 2
    filters: list[ft.Control] = [states]
    if shown.unit is not None:
        everywhere = choice_bar(
            look,
            "where",
            [(EVERYWHERE, t("hazard.everywhere"))],
            where,
            lambda value: set_where(HERE if where == value else value),
        )
        everywhere.expand = 1
        filters.append(everywhere)
    return ft.Column(
        [
            ft.Container(
                ft.Row(filters, spacing=SPACE_2),
                padding=ft.Padding.only(left=SPACE_4, right=SPACE_4, top=SPACE_3),
            ),
            ft.ListView(
                key="hazard-list",
                controls=rows or [_nothing(look, which)],
                expand=True,
                spacing=SPACE_2,
                padding=ft.Padding.symmetric(horizontal=SPACE_4, vertical=SPACE_3),
            ),
        ],
        spacing=0,
        expand=True,
    )


def _beside(look: Look, listed: ft.Control, marked: str) -> ft.Control:
    if not look.is_wide:
        return listed
    detail = (
        HazardStoryShown(marked, key=marked)
        if marked
        else empty_state(look, ft.Icons.TOUCH_APP_OUTLINED, look.t("hazard.choose_one"))
    )
    return ft.Row(
        [
            ft.Container(listed, expand=1),
            ft.VerticalDivider(width=1),
            ft.Container(detail, expand=1),
        ],
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _nothing(look: Look, which: str) -> ft.Control:
    t = look.t
    return empty_state(
        look,
        ft.Icons.VERIFIED_OUTLINED,
        t(f"hazard.none_{which}"),
        t(f"hazard.none_{which}_hint"),
        key="no-hazards",
    )
