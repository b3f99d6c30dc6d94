"""A submitted inspection in a list: what, where, when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from inspect_app.domain.inspection import Inspection, InspectionKind
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look
from inspect_app.ui.widgets.card import row_card
from inspect_app.ui.widgets.mark import FAILED, PASSED, mark


@dataclass(frozen=True, slots=True)
class InspectionShown:
    inspection: Inspection
    form_label: str
    unit_name: str


@ft.memo
@ft.component
def InspectionRow(look: Look, shown: InspectionShown) -> ft.Control:
    t, inspection = look.t, shown.inspection
    failed = inspection.counts.get("failed", 0)
    words = t("today.failed", count=failed) if failed else t("today.all_passed")
    if inspection.kind is InspectionKind.register:
        words = t("today.noted")
    colour = look.palette.failed if failed else look.palette.passed
    title = " · ".join(part for part in (shown.form_label, inspection.place_name) if part)
    kind = t(f"common.kind.{inspection.kind.value}")
    return row_card(
        look,
        key=f"record-{inspection.id}",
        title=title,
        subtitle=f"{shown.unit_name} · {kind} · {t.moment(inspection.submitted_at)}",
        trailing=mark(look, FAILED if failed else PASSED, words, colour),
        on_click=lambda _: ft.context.page.navigate(paths.record(inspection.id)),
    )
