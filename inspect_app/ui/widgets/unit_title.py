"""The unit at hand, in the app bar: whose school this is, and the way to another."""

from __future__ import annotations

import flet as ft

from inspect_app.domain.unit import Unit
from inspect_app.services import Services
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_ITEM, SIZE_SMALL, SPACE_1, TOUCH


def unit_at_hand(services: Services) -> Unit | None:
    """Return the unit that was chosen, or the only one there is."""
    units = services.catalog.units()
    chosen = services.preferences.unit_id()
    found = next((unit for unit in units if unit.id == chosen), None)
    return found or (units[0] if len(units) == 1 else None)


def unit_title(look: Look, above: str, unit: Unit | None) -> ft.Control:
    """Draw `above` small over the unit's name; a tap chooses another unit."""
    t = look.t
    return ft.Container(
        key="unit-at-hand",
        content=ft.Column(
            [
                ft.Text(above, size=SIZE_SMALL, color=ft.Colors.ON_SURFACE_VARIANT),
                ft.Row(
                    [
                        ft.Text(
                            unit.name if unit else t("today.choose_unit"),
                            size=SIZE_ITEM,
                            weight=look.palette.strong,
                            max_lines=1,
                            overflow=ft.TextOverflow.ELLIPSIS,
                            expand=True,
                            expand_loose=True,
                        ),
                        ft.Icon(ft.Icons.ARROW_DROP_DOWN, size=22),
                    ],
                    spacing=0,
                ),
            ],
            spacing=0,
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        height=TOUCH + SPACE_1,
        border_radius=CORNER,
        ink=True,
        on_click=lambda _: ft.context.page.navigate(paths.UNITS),
    )
