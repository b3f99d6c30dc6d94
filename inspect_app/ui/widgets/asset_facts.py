"""An asset's card: what it is, where, how it was last found, what is open and what falls due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import flet as ft

from inspect_app.domain.asset import AssetState
from inspect_app.services.scanning import AssetCard, LastCheck
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_TITLE, SPACE_1, SPACE_2, SPACE_3, TOUCH
from inspect_app.ui.widgets.card import card, fact
from inspect_app.ui.widgets.due_row import due_words, kind_name
from inspect_app.ui.widgets.grade_badge import grade_badge
from inspect_app.ui.widgets.mark import FAILED, PASSED, TROUBLE
from inspect_app.ui.widgets.notice import NoticeKind, notice


def asset_facts(look: Look, shown: AssetCard, today: date) -> ft.Control:
    """Draw all that is known of an asset, what is wrong with its tag first."""
    t, asset = look.t, shown.asset
    head = ft.Column(
        [
            ft.Text(asset.name, size=SIZE_TITLE, weight=look.palette.strong),
            ft.Text(
                f"{asset.place_name or t('common.none')} · {shown.unit.name}",
                size=SIZE_BODY,
                color=ft.Colors.ON_SURFACE_VARIANT,
            ),
        ],
        spacing=SPACE_1 / 2,
        tight=True,
    )
    facts: list[ft.Control] = [
        ft.Row(
            [ft.Icon(ft.Icons.CHECK_CIRCLE, color=look.palette.passed, size=28), _expanded(head)],
            spacing=SPACE_3,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        *_notes(look, shown),
        ft.Divider(height=1),
        fact(look, t("scan.code"), asset.code),
        fact(look, t("scan.kind"), kind_name(t, asset.kind)),
        _last(look, shown.last),
        *_dues(look, shown, today),
    ]
    if asset.responsible:
        facts.append(fact(look, t("scan.responsible"), asset.responsible))
    facts += _hazards(look, shown)
    return card(look, ft.Column(facts, spacing=SPACE_2, tight=True), key="asset-card")


def asset_actions(
    look: Look,
    shown: AssetCard,
    running: Mapping[str, bool],
    on_begin: Callable[[str], object],
) -> ft.Control:
    """Draw a button for each checklist that fits; `running` says which are begun already."""
    t = look.t
    if not shown.forms:
        return notice(look, t("scan.no_form"), NoticeKind.warned, key="no-form")
    buttons: list[ft.Control] = [
        ft.FilledButton(
            content=t(
                "scan.go_on_with" if running.get(form.id) else "scan.start_with",
                form=t.of(form.label),
            ),
            key=f"begin-{form.id}",
            height=TOUCH + SPACE_2,
            expand=True,
            on_click=lambda _, form_id=form.id: on_begin(form_id),
        )
        for form in shown.forms
    ]
    return ft.Column([ft.Row([button]) for button in buttons], spacing=SPACE_2, tight=True)


def _notes(look: Look, shown: AssetCard) -> list[ft.Control]:
    t, notes = look.t, []
    if shown.asset.state is not AssetState.in_use:
        words = t(f"scan.{shown.asset.state.value}")
        notes.append(notice(look, words, NoticeKind.refused, key="asset-state"))
    if shown.is_old_tag:
        notes.append(notice(look, t("scan.old_tag"), NoticeKind.warned, key="old-tag"))
    if shown.was_typed:
        notes.append(notice(look, t("scan.was_typed"), key="was-typed"))
    return notes


def _last(look: Look, last: LastCheck | None) -> ft.Control:
    t = look.t
    if last is None:
        return fact(look, t("scan.last_check"), t("scan.never_checked"))
    day = t.day(last.at.astimezone().date(), with_weekday=False)
    if last.failed:
        words = t("scan.last_failed", day=day, failed=last.failed)
        return fact(look, t("scan.last_check"), words, look.palette.failed, FAILED)
    words = t("scan.last_passed", day=day, count=last.checked)
    return fact(look, t("scan.last_check"), words, look.palette.passed, PASSED)


def _dues(look: Look, shown: AssetCard, today: date) -> list[ft.Control]:
    t = look.t
    dues = sorted(shown.asset.dues, key=lambda due: due.on)
    if not dues:
        return [fact(look, t("scan.due"), t("scan.nothing_due"))]
    return [
        fact(
            look,
            t("scan.due"),
            due_words(t, due, today),
            look.palette.trouble if due.on < today else None,
            TROUBLE,
        )
        for due in dues
    ]


def _hazards(look: Look, shown: AssetCard) -> list[ft.Control]:
    t = look.t
    if not shown.open_hazards:
        return [fact(look, t("scan.open_hazards"), t("common.none"))]
    rows: list[ft.Control] = [ft.Text(t("scan.open_hazards"), size=SIZE_BODY)]
    for hazard in shown.open_hazards:
        rows.append(
            ft.Container(
                key=f"asset-hazard-{hazard.id}",
                content=ft.Row(
                    [
                        grade_badge(look, hazard.grade),
                        ft.Text(hazard.description, size=SIZE_BODY, expand=True, max_lines=2),
                        ft.Icon(ft.Icons.CHEVRON_RIGHT, size=20, color=ft.Colors.OUTLINE),
                    ],
                    spacing=SPACE_2,
                ),
                height=TOUCH,
                ink=True,
                on_click=lambda _, i=hazard.id: ft.context.page.navigate(paths.hazard(i)),
            )
        )
    return rows


def _expanded(control: ft.Control) -> ft.Control:
    control.expand = True
    return control
