"""An asset's card with the inspections that can begin, or go on, at it."""

from __future__ import annotations

import flet as ft

from inspect_app.services import Services
from inspect_app.services.scanning import AssetCard
from inspect_app.ui import paths
from inspect_app.ui.begin import running_draft, walk_to
from inspect_app.ui.hooks import use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.tasks import guarded
from inspect_app.ui.theme import SPACE_3
from inspect_app.ui.widgets.asset_facts import asset_actions, asset_facts


def read_running(services: Services, shown: AssetCard) -> tuple[tuple[str, bool], ...]:
    """Return, by checklist, whether an inspection of this unit is begun already."""
    return tuple(
        (form.id, running_draft(services, shown, form.id) is not None) for form in shown.forms
    )


@ft.component
def AssetWalk(shown: AssetCard) -> ft.Control:
    look, services, page = use_look(), use_services(), ft.context.page
    running = dict(use_shown_query(lambda s: read_running(s, shown), shown.asset.id))

    def begin(form_id: str) -> None:
        guarded(
            look.t,
            lambda: walk_to(services, shown, form_id),
            lambda draft_id: page.navigate(paths.inspection(draft_id)),
        )()

    return ft.Column(
        [
            asset_facts(look, shown, services.clock.today()),
            asset_actions(look, shown, running, begin),
        ],
        spacing=SPACE_3,
        tight=True,
    )
