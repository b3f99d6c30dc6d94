"""One hazard on a page of its own."""

from __future__ import annotations

import flet as ft

from inspect_app.ui.hooks import use_look
from inspect_app.ui.widgets.frame import page_view
from inspect_app.ui.widgets.hazard_story import HazardStoryShown


@ft.component
def HazardScreen() -> ft.View:
    look = use_look()
    hazard_id = ft.use_route_params()["hazard_id"]
    return page_view(look, look.t("hazard.title"), HazardStoryShown(hazard_id, key=hazard_id))
