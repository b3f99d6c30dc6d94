"""An asset opened from a list: the same card as after a scan."""

from __future__ import annotations

import flet as ft

from inspect_app.services.scanning import AssetCard
from inspect_app.ui.hooks import use_look
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.widgets.asset_walk import AssetWalk
from inspect_app.ui.widgets.frame import page_view, readable_width
from inspect_app.ui.widgets.scan_hit import other_hit


@ft.component
def AssetScreen() -> ft.View:
    look = use_look()
    asset_id = ft.use_route_params()["asset_id"]
    hit = use_shown_query(lambda s: s.scanning.card(asset_id), asset_id)
    shown = AssetWalk(hit, key=hit.asset.id) if isinstance(hit, AssetCard) else other_hit(look, hit)
    return page_view(look, look.t("scan.asset"), readable_width(shown))
