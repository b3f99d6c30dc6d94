"""All sections of a walk in a column beside it, on a screen wide enough for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import flet as ft

from forms.sheet import SectionState, Sheet
from inspect_app.domain.asset import Asset
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SIZE_SMALL, SPACE_1, SPACE_2, SPACE_3
from inspect_app.ui.widgets.section_header import section_count

INDEX_WIDTH_PX = 264


def section_index(
    look: Look,
    sheet: Sheet,
    assets: Mapping[str, Asset],
    at_section: str,
    on_choose: Callable[[str], None],
) -> ft.Control:
    """`on_choose` gets a section's key."""
    return ft.ListView(
        controls=[
            _line(look, state, assets.get(state.asset), state.key == at_section, on_choose)
            for state in sheet.sections
        ],
        width=INDEX_WIDTH_PX,
        spacing=SPACE_1,
        padding=SPACE_2,
    )


def _line(
    look: Look,
    state: SectionState,
    asset: Asset | None,
    is_here: bool,
    on_choose: Callable[[str], None],
) -> ft.Control:
    weight = look.palette.strong if is_here else look.palette.text
    words: list[ft.Control] = [
        ft.Text(look.t.of(state.section.label), size=SIZE_BODY, weight=weight, max_lines=2)
    ]
    if asset is not None:
        words.append(
            ft.Text(asset.code, size=SIZE_SMALL, color=ft.Colors.ON_SURFACE_VARIANT, max_lines=1)
        )
    return ft.Container(
        key=f"index-{state.key}",
        content=ft.Row(
            [
                ft.Column(words, spacing=0, tight=True, expand=True),
                section_count(look, state),
            ],
            spacing=SPACE_2,
        ),
        padding=SPACE_3,
        bgcolor=ft.Colors.PRIMARY_CONTAINER if is_here else None,
        border_radius=CORNER,
        ink=True,
        on_click=lambda _: on_choose(state.key),
    )
