"""The head of a section: what it is about, how much of it is done; a tap folds it."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.sheet import SectionState
from forms.terms import Result
from inspect_app.domain.asset import Asset
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
from inspect_app.ui.widgets.answer_row import RESULT_SHAPES


@ft.memo
@ft.component
def SectionHeader(
    look: Look,
    state: SectionState,
    asset: Asset | None,
    is_folded: bool,
    on_fold: Callable[[str], None],
    on_remove: Callable[[str], None],
) -> ft.Control:
    """`on_fold` gets the section's key, `on_remove` the asset's id."""
    parts: list[ft.Control] = [
        ft.Icon(
            ft.Icons.KEYBOARD_ARROW_RIGHT if is_folded else ft.Icons.KEYBOARD_ARROW_DOWN, size=24
        ),
        ft.Column(
            [_title(look, state, asset), *_subtitle(look, state, asset)],
            spacing=0,
            tight=True,
            expand=True,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        section_count(look, state),
    ]
    if asset is not None:
        parts.append(
            ft.IconButton(
                key=f"remove-{state.key}",
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
        key=ft.ScrollKey(f"section-{state.key}"),
        content=ft.Container(
            key=f"section-{state.key}",
            content=ft.Row(parts, spacing=SPACE_2),
            padding=ft.Padding.only(left=SPACE_2, right=SPACE_1 if asset else SPACE_3),
            height=TOUCH_ANSWER,
            bgcolor=ft.Colors.SURFACE_CONTAINER,
            border_radius=CORNER,
            border=ft.Border.all(look.palette.outline_px, ft.Colors.OUTLINE_VARIANT),
            ink=True,
            on_click=lambda _: on_fold(state.key),
        ),
        padding=ft.Padding.only(top=SPACE_2),
    )


def section_count(look: Look, state: SectionState) -> ft.Control:
    """Return `× 1  3/5`, or `✓ 5/5` when it is done."""
    parts: list[ft.Control] = []
    if state.failed:
        parts.append(
            _count(look, f"{RESULT_SHAPES[Result.failed]} {state.failed}", look.palette.failed)
        )
    mark = f"{RESULT_SHAPES[Result.passed]} " if state.done else ""
    colour = look.palette.passed if state.done else ft.Colors.ON_SURFACE_VARIANT
    parts.append(_count(look, f"{mark}{state.answered}/{state.total}", colour))
    return ft.Row(parts, spacing=SPACE_2, tight=True)


def _count(look: Look, text: str, colour: str) -> ft.Control:
    return ft.Text(text, size=SIZE_BODY, color=colour, weight=look.palette.strong)


def _title(look: Look, state: SectionState, asset: Asset | None) -> ft.Control:
    """Return `灭火器 · 3楼东侧`: the place is how people know which one it is."""
    parts = [look.t.of(state.section.label), asset.place_name if asset else ""]
    return ft.Text(
        " · ".join(part for part in parts if part),
        size=SIZE_ITEM,
        weight=look.palette.strong,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )


def _subtitle(look: Look, state: SectionState, asset: Asset | None) -> list[ft.Control]:
    if asset is not None:
        words = asset.code
    elif state.section.asset_kind and not state.done:
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
