"""The first pull: what is being fetched, and how much has come."""

from __future__ import annotations

import flet as ft

from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SPACE_2
from sync.progress import Progress


def pull_progress(look: Look, progress: Progress | None) -> ft.Control:
    """Draw how much has come so far; the endpoint does not say how much there will be."""
    t = look.t
    words = t("enrol.asking")
    if progress is not None:
        phase = t(f"sync.phase.{progress.phase.value}")
        words = f"{phase} · {t('sync.pulled', count=progress.pulled)}"
    return ft.Column(
        [
            ft.ProgressBar(bar_height=6, border_radius=CORNER, semantics_label=words),
            ft.Text(words, size=SIZE_BODY),
        ],
        key="pull-progress",
        spacing=SPACE_2,
        tight=True,
    )
