"""Today: what was begun, what is due, what is open, and the way to begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import flet as ft

from inspect_app.domain.campaign import Campaign
from inspect_app.domain.hazard import HazardState
from inspect_app.domain.unit import Unit
from inspect_app.services import Services
from inspect_app.strings import Strings
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.theme import SPACE_2, SPACE_4
from inspect_app.ui.widgets.campaign_line import campaign_line
from inspect_app.ui.widgets.card import row_card, section
from inspect_app.ui.widgets.clock_notices import clock_notices
from inspect_app.ui.widgets.count_tile import count_tile
from inspect_app.ui.widgets.draft_row import DraftRow, DraftShown
from inspect_app.ui.widgets.due_row import DueKindShown, DueRow, by_kind
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.frame import primary_action, readable_width, root_view
from inspect_app.ui.widgets.inspection_row import InspectionRow, InspectionShown
from inspect_app.ui.widgets.room_notice import RoomNotice
from inspect_app.ui.widgets.unit_title import unit_at_hand, unit_title

RECENT = 5


@dataclass(frozen=True, slots=True)
class Day:
    """All that Today shows of the stored facts."""

    today: date
    unit: Unit | None
    drafts: tuple[DraftShown, ...]
    dues: tuple[DueKindShown, ...]
    to_recheck: int
    overdue: int
    open: int
    registers: int
    """How many other forms the unit fills in."""
    campaign: Campaign | None
    recent: tuple[InspectionShown, ...]


def read_day(services: Services, t: Strings) -> Day:
    today, catalog = services.clock.today(), services.catalog
    unit = unit_at_hand(services)
    names = {each.id: each.name for each in catalog.units()}
    hazards = services.hazards.open(unit.id) if unit else ()

    def label(form_id: str, version: str) -> str:
        form = catalog.form(form_id, version) or catalog.form(form_id)
        return t.of(form.label) if form else form_id

    return Day(
        today=today,
        unit=unit,
        drafts=tuple(
            DraftShown(draft, label(draft.form, draft.form_version), names.get(draft.unit, ""))
            for draft in services.inspections.unfinished()
        ),
        dues=by_kind(catalog.due_assets(unit.id), today) if unit else (),
        to_recheck=sum(hazard.state is HazardState.submitted for hazard in hazards),
        overdue=sum(hazard.is_overdue(today) for hazard in hazards),
        open=len(hazards),
        registers=len(catalog.registers_for(unit)) if unit else 0,
        campaign=catalog.campaign(),
        recent=tuple(
            InspectionShown(
                each.inspection,
                label(each.inspection.form, each.inspection.form_version),
                names.get(each.inspection.unit, ""),
            )
            for each in (services.ledger.newest(RECENT, unit.id) if unit else ())
        ),
    )


@ft.component
def TodayScreen() -> ft.View:
    look = use_look()
    t = look.t
    day = use_shown_query(lambda s: read_day(s, t), t.language)
    now = use_services().clock.now()
    ahead_s = use_shown_query(lambda s: s.sync.state.clock_ahead_s)
    unfolded, set_unfolded = ft.use_state("")
    unfold = ft.use_callback(
        lambda kind: set_unfolded(lambda known: "" if known == kind else kind), []
    )
    page = ft.context.page
    above = f"{t.day(day.today)} {now:%H:%M}"
    if day.unit is None:
        body = _without_unit(look, day)
    else:
        body = readable_width(
            RoomNotice(),
            *clock_notices(look, ahead_s),
            *_sections(look, day, unfolded, unfold),
            spacing=SPACE_4,
        )
    return root_view(
        look,
        paths.TODAY,
        unit_title(look, above, day.unit),
        body,
        action=primary_action(
            t("today.start") if day.unit else t("today.choose_unit"),
            lambda _: page.navigate(paths.START if day.unit else paths.UNITS),
            key="start-inspection",
        ),
    )


def _without_unit(look: Look, day: Day) -> ft.Control:
    t = look.t
    drafts = [_drafts(look, day)] if day.drafts else []
    return readable_width(
        *drafts,
        empty_state(
            look,
            ft.Icons.LOCATION_CITY,
            t("today.no_unit"),
            t("today.no_unit_hint"),
            key="no-unit",
        ),
    )


def _sections(look: Look, day: Day, unfolded: str, unfold: object) -> list[ft.Control]:
    t = look.t
    parts: list[ft.Control] = []
    if day.drafts:
        parts.append(_drafts(look, day))
    parts.append(_hazards(look, day))
    if day.dues:
        rows = [
            DueRow(look, each, day.today, each.kind == unfolded, unfold, key=each.kind)
            for each in day.dues
        ]
        parts.append(section(look, t("today.due"), rows))
    if day.registers:
        parts.append(_registers(look, day))
    if day.campaign:
        parts.append(campaign_line(look, day.campaign, day.today))
    if day.recent:
        recent = [InspectionRow(look, each, key=each.inspection.id) for each in day.recent]
        parts.append(section(look, t("today.recent"), recent))
    else:
        parts.append(
            empty_state(
                look,
                ft.Icons.FACT_CHECK_OUTLINED,
                t("today.nothing_yet"),
                t("today.nothing_yet_hint"),
                key="no-inspections",
            )
        )
    return parts


def _registers(look: Look, day: Day) -> ft.Control:
    return row_card(
        look,
        key="to-registers",
        title=look.t("today.registers"),
        subtitle=look.t("today.registers_about", count=day.registers),
        leading=ft.Icon(ft.Icons.EDIT_DOCUMENT, color=ft.Colors.PRIMARY),
        on_click=lambda _: ft.context.page.navigate(paths.REGISTERS),
    )


def _drafts(look: Look, day: Day) -> ft.Control:
    rows = [DraftRow(look, shown, key=shown.draft.id) for shown in day.drafts]
    return section(look, look.t("today.begun"), rows)


def _hazards(look: Look, day: Day) -> ft.Control:
    t, palette = look.t, look.palette

    def open_list(_: object) -> None:
        ft.context.page.navigate(paths.HAZARDS)

    tiles: list[ft.Control] = [
        count_tile(
            look, "overdue", day.overdue, t("today.overdue_name"), open_list, colour=palette.trouble
        ),
        count_tile(
            look,
            "recheck",
            day.to_recheck,
            t("today.recheck_name"),
            open_list,
            colour=palette.serious,
        ),
        count_tile(look, "open", day.open, t("today.open_name"), open_list),
    ]
    return section(look, t("common.hazards"), [ft.Row(tiles, spacing=SPACE_2)])
