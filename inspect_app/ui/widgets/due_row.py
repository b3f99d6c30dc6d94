"""What falls due, by kind of thing; unfolds into the things themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import flet as ft

from forms.asset_kinds import ASSET_KINDS
from inspect_app.domain.asset import Asset, Due
from inspect_app.strings import Strings
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_2, SPACE_3, TOUCH
from inspect_app.ui.widgets.card import card

SHOWN_ASSETS = 20
"""More than this is not a list to tap through on the walk."""


@dataclass(frozen=True, slots=True)
class DueKindShown:
    """The assets of one kind with something due, the most urgent first."""

    kind: str
    assets: tuple[Asset, ...]
    overdue: int
    soon: int


def by_kind(assets: Sequence[Asset], today: date) -> tuple[DueKindShown, ...]:
    """Group what is due; the kinds with most overdue come first."""
    kinds: dict[str, list[Asset]] = {}
    for asset in assets:
        kinds.setdefault(asset.kind, []).append(asset)
    shown = []
    for kind, of_kind in kinds.items():
        late = sum(1 for asset in of_kind if asset.next_due and asset.next_due.on < today)
        shown.append(DueKindShown(kind, tuple(of_kind), late, len(of_kind) - late))
    return tuple(sorted(shown, key=lambda each: (-each.overdue, -each.soon)))


def kind_name(t: Strings, kind: str) -> str:
    label = ASSET_KINDS.get(kind)
    return t.of(label) if label else kind


def due_words(t: Strings, due: Due, today: date) -> str:
    """Return `检验 11月30日，还有 7 天`, or how long it is over."""
    kind, left = t(f"scan.due_kind.{due.kind.value}"), due.days_left(today)
    if left == 0:
        return t("scan.due_today", kind=kind)
    day = t.day(due.on, with_weekday=False) if due.on.year == today.year else t.full_day(due.on)
    if left < 0:
        return t("scan.overdue", kind=kind, day=day, count=-left)
    return t("scan.due_in", kind=kind, day=day, count=left)


@ft.memo
@ft.component
def DueRow(
    look: Look,
    shown: DueKindShown,
    today: date,
    is_unfolded: bool,
    on_unfold: Callable[[str], None],
) -> ft.Control:
    t, palette = look.t, look.palette
    counts: list[ft.Control] = []
    if shown.overdue:
        words = t("today.overdue", count=shown.overdue)
        counts.append(_count(look, f"! {words}", palette.trouble))
    if shown.soon:
        counts.append(_count(look, t("today.soon", count=shown.soon), palette.general))
    lines: list[ft.Control] = [
        ft.Row(
            [
                ft.Text(
                    kind_name(t, shown.kind), size=SIZE_ITEM, weight=palette.strong, expand=True
                ),
                *counts,
                ft.Icon(
                    ft.Icons.EXPAND_LESS if is_unfolded else ft.Icons.EXPAND_MORE,
                    color=ft.Colors.OUTLINE,
                    size=20,
                ),
            ],
            spacing=SPACE_2,
        )
    ]
    if is_unfolded:
        lines += [_asset_line(look, asset, today) for asset in shown.assets[:SHOWN_ASSETS]]
    return card(
        look,
        ft.Column(lines, spacing=SPACE_2, tight=True),
        key=f"due-{shown.kind}",
        padding=SPACE_3,
        on_click=lambda _: on_unfold(shown.kind),
    )


def _count(look: Look, words: str, colour: str) -> ft.Control:
    return ft.Text(words, size=SIZE_BODY, color=colour, weight=look.palette.strong)


def _asset_line(look: Look, asset: Asset, today: date) -> ft.Control:
    due = asset.next_due
    is_late = due is not None and due.on < today
    return ft.Container(
        key=f"due-asset-{asset.id}",
        content=ft.Row(
            [
                ft.Column(
                    [
                        ft.Text(asset.name, size=SIZE_BODY, weight=look.palette.strong),
                        ft.Text(
                            asset.place_name, size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT
                        ),
                    ],
                    spacing=0,
                    expand=True,
                    tight=True,
                ),
                ft.Text(
                    due_words(look.t, due, today) if due else "",
                    size=SIZE_BODY,
                    color=look.palette.trouble if is_late else ft.Colors.ON_SURFACE_VARIANT,
                ),
                ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE, size=20),
            ],
            spacing=SPACE_2,
        ),
        height=TOUCH + SPACE_2,
        border=ft.Border.only(top=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
        ink=True,
        on_click=lambda _: ft.context.page.navigate(paths.asset(asset.id)),
    )
