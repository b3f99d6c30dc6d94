"""How much of a walk is answered: as words in the app bar and as a line below it."""

from __future__ import annotations

import flet as ft

from inspect_app.services.inspections import OpenInspection
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_ITEM, SPACE_1, SPACE_2
from inspect_app.ui.walk_parts import ANY, Parts, use_part


def _counted(opened: OpenInspection) -> tuple[int, int]:
    return opened.sheet.answered, opened.sheet.total


@ft.component
def ProgressText(look: Look, parts: Parts) -> ft.Control:
    """Draw `18/35`."""
    done, total = use_part(parts, ANY, _counted)
    return ft.Text(
        look.t("common.of", done=done, total=total),
        key="progress-text",
        size=SIZE_ITEM,
        weight=look.palette.strong,
        margin=ft.Margin.only(left=SPACE_2),
        semantics_label=look.t("inspection.progress", done=done, total=total),
    )


@ft.component
def ProgressLine(parts: Parts) -> ft.Control:
    done, total = use_part(parts, ANY, _counted, is_late=True)
    return ft.ProgressBar(key="progress", value=done / max(1, total), bar_height=SPACE_1)
