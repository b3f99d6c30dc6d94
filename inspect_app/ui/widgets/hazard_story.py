"""A hazard told from finding to closing: what is due first, then the proof, then the steps."""

from __future__ import annotations

from datetime import date

import flet as ft

from inspect_app.domain.hazard import Hazard, HazardEvent
from inspect_app.errors import HazardUnknown
from inspect_app.services import Services
from inspect_app.services.hazards import HazardStep, HazardStory
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.sightings import photos_key
from inspect_app.ui.theme import SIZE_BODY, SIZE_TITLE, SPACE_2, SPACE_3, SPACE_4
from inspect_app.ui.widgets.card import card, fact, section
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.frame import readable_width
from inspect_app.ui.widgets.grade_badge import grade_badge
from inspect_app.ui.widgets.hazard_photos import HazardPhotos, StepPhotos
from inspect_app.ui.widgets.hazard_row import hazard_due_colour, hazard_due_words
from inspect_app.ui.widgets.mark import TROUBLE


def read_story(services: Services, hazard_id: str) -> tuple[HazardStory, str] | None:
    """Return the story and the unit's name; None when the hazard is not on this device."""
    try:
        story = services.hazards.story(hazard_id)
    except HazardUnknown:
        return None
    names = {unit.id: unit.name for unit in services.catalog.units()}
    return story, names.get(story.hazard.unit, story.hazard.unit)


@ft.component
def HazardStoryShown(hazard_id: str) -> ft.Control:
    look = use_look()
    t, services = look.t, use_services()
    read = use_shown_query(lambda s: read_story(s, hazard_id), hazard_id)
    if read is None:
        return empty_state(look, ft.Icons.SEARCH_OFF, t("error.hazard_unknown"), key="no-hazard")
    story, unit_name = read
    hazard, today = story.hazard, services.clock.today()
    before, after = hazard.photos, story.photos_after
    photos = HazardPhotos(look, before, after, key=photos_key((*before, *after)))
    return readable_width(
        _head(look, hazard, unit_name, today),
        section(look, t("hazard.photos"), [photos]),
        section(look, t("hazard.basis"), [_bases(look, hazard)]),
        section(look, t("hazard.steps"), [_step(look, step) for step in story.steps]),
        spacing=SPACE_4,
    )


def _head(look: Look, hazard: Hazard, unit_name: str, today: date) -> ft.Control:
    t = look.t
    due = hazard_due_words(t, hazard, today)
    colour, shape = hazard_due_colour(look, hazard, today), _shape(hazard, today)
    facts: list[ft.Control] = [
        ft.Row(
            [
                grade_badge(look, hazard.grade),
                ft.Text(t(f"hazard.state.{hazard.state.value}"), size=SIZE_BODY),
            ],
            spacing=SPACE_2,
        ),
        ft.Text(hazard.description, size=SIZE_TITLE, weight=look.palette.strong),
        fact(look, t("hazard.due"), due, colour, shape),
        fact(look, t("hazard.owed_by"), unit_name),
        fact(look, t("hazard.place"), hazard.place_name or t("common.none")),
        fact(look, t("hazard.found"), _found(look, hazard)),
        fact(look, t("hazard.code"), hazard.code),
    ]
    if hazard.returns:
        facts.append(fact(look, t("hazard.returns"), t("hazard.times", count=hazard.returns)))
    return card(look, ft.Column(facts, spacing=SPACE_2, tight=True), key="hazard-head")


def _shape(hazard: Hazard, today: date) -> ft.IconData:
    return TROUBLE if hazard.is_overdue(today) else ft.Icons.EVENT


def _found(look: Look, hazard: Hazard) -> str:
    return f"{look.t.moment(hazard.found_at)} · {'、'.join(hazard.found_by)}"


def _bases(look: Look, hazard: Hazard) -> ft.Control:
    lines = hazard.bases or (look.t("hazard.no_basis"),)
    return ft.Column(
        [ft.Text(line, size=SIZE_BODY, weight=look.palette.text) for line in lines],
        spacing=SPACE_2,
        tight=True,
    )


def _step(look: Look, step: HazardStep) -> ft.Control:
    t = look.t
    words = t(f"hazard.event.{step.event.value}")
    if step.event is HazardEvent.rechecked:
        words = t("hazard.event.passed" if step.body.get("passed") else "hazard.event.sent_back")
    note = str(step.body.get("note") or step.body.get("measures") or "")
    lines: list[ft.Control] = [
        ft.Text(words, size=SIZE_BODY, weight=look.palette.strong),
        ft.Text(t.moment(step.at), size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    if note:
        lines.append(ft.Text(note, size=SIZE_BODY, weight=look.palette.text))
    if step.event is HazardEvent.rechecked and step.photos:
        lines.append(StepPhotos(look, step.photos, key=photos_key(step.photos)))
    return ft.Row(
        [
            ft.Container(
                ft.Icon(ft.Icons.CIRCLE, size=10, color=ft.Colors.PRIMARY),
                padding=ft.Padding.only(top=SPACE_2 - 2),
            ),
            ft.Column(lines, spacing=0, expand=True, tight=True),
        ],
        spacing=SPACE_3,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
