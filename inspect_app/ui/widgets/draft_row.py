"""An inspection that was begun: where it is, how far it is, and the way back into it."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from inspect_app.domain.inspection import Draft
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look
from inspect_app.ui.widgets.card import row_card
from inspect_app.ui.widgets.progress_line import progress_line


@dataclass(frozen=True, slots=True)
class DraftShown:
    draft: Draft
    form_label: str
    unit_name: str


@ft.memo
@ft.component
def DraftRow(look: Look, shown: DraftShown) -> ft.Control:
    t, draft = look.t, shown.draft
    title = " · ".join(part for part in (shown.form_label, draft.place_name) if part)
    kind = t(f"common.kind.{draft.kind.value}")
    return row_card(
        look,
        key=f"draft-{draft.id}",
        title=t("today.continue", what=title),
        subtitle=f"{shown.unit_name} · {kind} · {t.moment(draft.updated_at)}",
        leading=ft.Icon(ft.Icons.EDIT_NOTE, color=ft.Colors.PRIMARY),
        below=progress_line(
            look,
            draft.answered,
            draft.total,
            t("common.of", done=draft.answered, total=draft.total),
        ),
        on_click=lambda _: ft.context.page.navigate(paths.inspection(draft.id)),
    )
