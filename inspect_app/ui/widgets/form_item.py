"""An item as it is written: what is asked at a glance, method and bases when it is unfolded."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.asset_kinds import ASSET_KINDS
from forms.definition import Item
from forms.wording import blanked
from inspect_app.strings import Strings
from inspect_app.strings.measures import demand, unit_of
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import LINE_HEIGHT, SIZE_ITEM, SIZE_SMALL, SPACE_1, SPACE_2, SPACE_3
from inspect_app.ui.widgets.basis_sheet import bases, heading, part
from inspect_app.ui.widgets.card import card, small
from inspect_app.ui.widgets.grade_badge import grade_badge, grade_words


def asset_kind_words(t: Strings, kind: str) -> str:
    known = ASSET_KINDS.get(kind)
    return t.of(known) if known else kind


def item_facts(t: Strings, item: Item) -> str:
    """Return `填读数（MPa） · 要求 ≥ 0.25 MPa · 必须拍照 · 每月`."""
    unit = unit_of(t, item)
    answer = t(f"form.answer.{item.answer.value}")
    facts = [
        t("form.answer_in", answer=answer, unit=unit) if unit else answer,
        demand(t, item, {}),
        t(f"form.photo.{item.photo.value}") if item.judged else "",
        t(f"inspection.frequency.{item.frequency}") if item.judged else "",
        t("form.optional") if item.is_asked and not item.required else "",
        t("form.item_if") if item.relevant else "",
    ]
    return " · ".join(fact for fact in facts if fact)


@ft.memo
@ft.component
def FormItem(
    look: Look, item: Item, is_unfolded: bool, on_turn: Callable[[str], None]
) -> ft.Control:
    t = look.t
    arrow = ft.Icons.KEYBOARD_ARROW_UP if is_unfolded else ft.Icons.KEYBOARD_ARROW_DOWN
    lines: list[ft.Control] = [
        ft.Row(
            [
                small(look, item.code, strong=True),
                ft.Container(expand=True),
                *([grade_badge(look, item.grade, size=SIZE_SMALL)] if item.judged else []),
                ft.Icon(arrow, color=ft.Colors.ON_SURFACE_VARIANT, size=22),
            ],
            spacing=SPACE_2,
        ),
        ft.Text(
            t.of(blanked(item.label)),
            size=SIZE_ITEM,
            weight=look.palette.text,
            style=ft.TextStyle(height=LINE_HEIGHT),
        ),
        small(look, item_facts(t, item)),
    ]
    if is_unfolded:
        lines += _details(look, item)
    content = ft.Column(lines, spacing=SPACE_1, tight=True)
    return card(
        look,
        content,
        key=f"form-item-{item.code}",
        padding=SPACE_3,
        on_click=lambda _: on_turn(item.code),
    )


def _details(look: Look, item: Item) -> list[ft.Control]:
    t = look.t
    worse = [f"{grade_words(look, each.grade)} {t.of(each.text)}" for each in item.escalation]
    lines: list[ft.Control] = [
        ft.Divider(height=SPACE_3),
        *part(look, "inspection.method", t.of(blanked(item.method))),
        *part(
            look, "form.choices", " / ".join(t.of(blanked(choice.label)) for choice in item.choices)
        ),
        *part(look, "form.fail_words", t.of(item.fail_words)),
        *part(look, "form.escalation", "\n".join(worse)),
    ]
    if not (item.basis or item.judged):
        return lines
    return [*lines, heading(look, t("inspection.basis")), *bases(look, item)]
