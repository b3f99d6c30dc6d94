"""The campaign: which phase runs, and which of its days this is."""

from __future__ import annotations

from datetime import date

import flet as ft

from inspect_app.domain.campaign import Campaign
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SPACE_2, SPACE_3
from inspect_app.ui.widgets.card import card
from inspect_app.ui.widgets.progress_line import progress_line


def campaign_line(look: Look, campaign: Campaign, today: date) -> ft.Control:
    phase = campaign.phase_on(today)
    lines: list[ft.Control] = [
        ft.Text(
            f"{campaign.name} · {phase.name}" if phase else campaign.name,
            size=SIZE_BODY,
            weight=look.palette.strong,
        )
    ]
    if phase is None:
        lines.append(ft.Text(look.t("today.campaign_over"), size=SIZE_BODY))
    else:
        day, days = phase.day_of(today)
        lines.append(progress_line(look, day, days, look.t("today.day_of", day=day, days=days)))
    return card(
        look, ft.Column(lines, spacing=SPACE_2, tight=True), key="campaign", padding=SPACE_3
    )
