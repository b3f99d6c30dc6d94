"""What many failures of one building are together: one row, which leads to the first of them."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.asset_kinds import ASSET_KINDS
from forms.merging import SystemicFinding, systemic_findings
from forms.sheet import Sheet
from inspect_app.ui.hooks import Look
from inspect_app.ui.widgets.card import row_card
from inspect_app.ui.widgets.grade_badge import grade_badge


def systemic_rows(look: Look, sheet: Sheet, on_go: Callable[[str], None]) -> list[ft.Control]:
    """`on_go` gets a slot key."""
    return [_row(look, finding, on_go) for finding in systemic_findings(sheet)]


def _row(look: Look, finding: SystemicFinding, on_go: Callable[[str], None]) -> ft.Control:
    words = look.t(
        "review.systemic_row",
        building=finding.building,
        kind=look.t.of(ASSET_KINDS[finding.kind]),
        failed=finding.failed,
        checked=finding.checked,
        grade=look.t(f"common.grade.{finding.grade}"),
    )
    codes = dict.fromkeys(slot.item.code for slot in finding.slots)
    return row_card(
        look,
        key=f"systemic-{finding.kind}-{finding.building}",
        title=words,
        subtitle="  ".join(codes),
        leading=grade_badge(look, finding.grade),
        on_click=lambda _: on_go(finding.slots[0].key),
    )
