"""The head of a section: what it is about, how much of it is done; a tap folds it."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.definition import Section
from forms.terms import Result
from inspect_app.domain.asset import Asset
from inspect_app.services.inspections import OpenInspection
from inspect_app.strings import Strings
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import (
    CORNER,
    SIZE_BODY,
    SIZE_ITEM,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    TOUCH,
    TOUCH_ANSWER,
)
from inspect_app.ui.walk_parts import Parts, section_topic, use_part, use_section
from inspect_app.ui.widgets.answer_row import RESULT_SHAPES


@ft.memo
@ft.component
def SectionHeader(
    look: Look,
    parts: Parts,
    section_key: str,
    asset: Asset | None,
    is_folded: bool,
    on_fold: Callable[[str], None],
    on_remove: Callable[[str], None],
) -> ft.Control:
    """`on_fold` gets the section's key, `on_remove` the asset's id."""
    section, waits, row = use_part(
        parts, section_topic(section_key), lambda opened: _named(opened, section_key), is_late=True
    )
    controls: list[ft.Control] = [
        ft.Icon(
            ft.Icons.KEYBOARD_ARROW_RIGHT if is_folded else ft.Icons.KEYBOARD_ARROW_DOWN, size=24
        ),
        ft.Column(
            [_title(look, section, asset, row), *_subtitle(look, waits, asset)],
            spacing=0,
            tight=True,
            expand=True,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        SectionCount(look, parts, section_key),
    ]
    if asset is not None:
        controls.append(
            ft.IconButton(
                key=f"remove-{section_key}",
                icon=ft.Icon(
                    ft.Icons.CLOSE,
                    color=ft.Colors.ON_SURFACE_VARIANT,
                    semantics_label=look.t("inspection.remove_asset", code=asset.code),
                ),
                width=TOUCH,
                height=TOUCH,
                on_click=lambda _: on_remove(asset.id),
            )
        )
    return ft.Container(
        key=ft.ScrollKey(f"section-{section_key}"),
        content=ft.Container(
            key=f"section-{section_key}",
            content=ft.Row(controls, spacing=SPACE_2),
            padding=ft.Padding.only(left=SPACE_2, right=SPACE_1 if asset else SPACE_3),
            height=TOUCH_ANSWER,
            bgcolor=ft.Colors.SURFACE_CONTAINER,
            border_radius=CORNER,
            border=ft.Border.all(look.palette.outline_px, ft.Colors.OUTLINE_VARIANT),
            ink=True,
            on_click=lambda _: on_fold(section_key),
        ),
        padding=ft.Padding.only(top=SPACE_2),
    )


def _named(opened: OpenInspection, section_key: str) -> tuple[Section, bool, str]:
    """Return what the head itself says: the section, whether it waits for a scan, and its row."""
    state = opened.sheet.section(section_key)
    waits = bool(state.section.asset_kind) and not state.asset and not state.done
    return state.section, waits, state.asset if state.section.repeat else ""


@ft.memo
@ft.component
def SectionCount(look: Look, parts: Parts, section_key: str) -> ft.Control:
    """Draw `× 1  3/5`, or `✓ 5/5` when it is done; `optional` where nothing is wanted or given."""
    state = use_section(parts, section_key)
    counts: list[ft.Control] = []
    if not state.total:
        is_asked = any(slot.item.is_asked for slot in state.slots)
        return _optional(look) if is_asked else ft.Row(counts, tight=True)
    if state.failed:
        counts.append(
            _count(look, f"{RESULT_SHAPES[Result.failed]} {state.failed}", look.palette.failed)
        )
    mark = f"{RESULT_SHAPES[Result.passed]} " if state.done else ""
    colour = look.palette.passed if state.done else ft.Colors.ON_SURFACE_VARIANT
    counts.append(_count(look, f"{mark}{state.answered}/{state.total}", colour))
    return ft.Row(counts, spacing=SPACE_2, tight=True)


def _optional(look: Look) -> ft.Control:
    return ft.Text(look.t("form.optional"), size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT)


def _count(look: Look, text: str, colour: str) -> ft.Control:
    return ft.Text(text, size=SIZE_BODY, color=colour, weight=look.palette.strong)


def _title(look: Look, section: Section, asset: Asset | None, row: str) -> ft.Control:
    """Return `灭火器 · 3楼东侧`: the place is how people know which one it is; or `参加人 3`."""
    parts = [look.t.of(section.label), asset.place_name if asset else ""]
    if row:
        parts = [row_words(look.t, section, row)]
    return ft.Text(
        " · ".join(part for part in parts if part),
        size=SIZE_ITEM,
        weight=look.palette.strong,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )


def row_words(t: Strings, section: Section, row: str) -> str:
    """Return `参加人 3`."""
    assert section.repeat is not None, "only a section that repeats has rows"
    return t("inspection.row", row=t.of(section.repeat.label), number=row)


def _subtitle(look: Look, waits: bool, asset: Asset | None) -> list[ft.Control]:
    if asset is not None:
        words = asset.code
    elif waits:
        words = look.t("inspection.not_scanned")
    else:
        return []
    return [
        ft.Text(
            words,
            size=SIZE_BODY,
            color=ft.Colors.ON_SURFACE_VARIANT,
            max_lines=1,
            overflow=ft.TextOverflow.ELLIPSIS,
        )
    ]
