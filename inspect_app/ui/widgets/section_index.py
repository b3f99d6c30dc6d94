"""All sections of a walk in a column beside it, on a screen wide enough for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import flet as ft

from forms.definition import Section
from forms.sheet import SectionState
from inspect_app.domain.asset import Asset
from inspect_app.services.inspections import OpenInspection
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SIZE_SMALL, SPACE_1, SPACE_2, SPACE_3
from inspect_app.ui.walk_parts import ANY, Parts, use_part
from inspect_app.ui.walk_state import slot_at
from inspect_app.ui.widgets.section_header import SectionCount, row_words

INDEX_WIDTH_PX = 264


def section_index(
    look: Look,
    parts: Parts,
    states: Sequence[SectionState],
    assets: Mapping[str, Asset],
    on_choose: Callable[[str], None],
) -> ft.Control:
    """`on_choose` gets a section's key."""
    return ft.ListView(
        controls=[
            _Line(look, parts, state.key, assets.get(state.asset), on_choose, key=state.key)
            for state in states
        ],
        width=INDEX_WIDTH_PX,
        spacing=SPACE_1,
        padding=SPACE_2,
    )


@ft.component
def _Line(
    look: Look,
    parts: Parts,
    section_key: str,
    asset: Asset | None,
    on_choose: Callable[[str], None],
) -> ft.Control:
    section, row, is_here = use_part(
        parts, ANY, lambda opened: _section(opened, section_key), is_late=True
    )
    weight = look.palette.strong if is_here else look.palette.text
    words: list[ft.Control] = [
        ft.Text(
            row_words(look.t, section, row) if row else look.t.of(section.label),
            size=SIZE_BODY,
            weight=weight,
            max_lines=2,
        )
    ]
    if asset is not None:
        words.append(
            ft.Text(asset.code, size=SIZE_SMALL, color=ft.Colors.ON_SURFACE_VARIANT, max_lines=1)
        )
    return ft.Container(
        key=f"index-{section_key}",
        content=ft.Row(
            [
                ft.Column(words, spacing=0, tight=True, expand=True),
                SectionCount(look, parts, section_key),
            ],
            spacing=SPACE_2,
        ),
        padding=SPACE_3,
        bgcolor=ft.Colors.PRIMARY_CONTAINER if is_here else None,
        border_radius=CORNER,
        ink=True,
        on_click=lambda _: on_choose(section_key),
    )


def _section(opened: OpenInspection, section_key: str) -> tuple[Section, str, bool]:
    """Return the section, its row where it repeats, and whether the inspector is there."""
    here = slot_at(opened)
    is_here = here is not None and here.section == section_key
    state = opened.sheet.section(section_key)
    return state.section, state.asset if state.section.repeat else "", is_here
