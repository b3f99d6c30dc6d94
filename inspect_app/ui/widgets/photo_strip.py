"""Photos in a row, as far as they are on this device."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from inspect_app.errors import PhotoUnknown
from inspect_app.services.evidence import Evidence
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SIZE_SMALL, SPACE_2

THUMB_PX = 120


def photo_strip(look: Look, evidence: Evidence, photos: Sequence[str]) -> ft.Control | None:
    """Return a strip, or None without photos; one taken elsewhere is named as such."""
    if not photos:
        return None
    return ft.Row([_thumb(look, evidence, sha) for sha in photos], wrap=True, spacing=SPACE_2)


def _thumb(look: Look, evidence: Evidence, sha256: str) -> ft.Control:
    try:
        source = evidence.bytes_of(sha256)
    except PhotoUnknown:
        return ft.Container(
            content=ft.Text(
                look.t("hazard.photo_elsewhere"),
                size=SIZE_SMALL,
                text_align=ft.TextAlign.CENTER,
                color=ft.Colors.ON_SURFACE_VARIANT,
            ),
            width=THUMB_PX,
            height=THUMB_PX * 3 / 4,
            padding=SPACE_2,
            alignment=ft.Alignment.CENTER,
            bgcolor=ft.Colors.SURFACE_CONTAINER,
            border_radius=CORNER,
        )
    return ft.Image(
        src=source,
        width=THUMB_PX,
        height=THUMB_PX * 3 / 4,
        fit=ft.BoxFit.COVER,
        border_radius=CORNER,
        semantics_label=look.t("hazard.photo"),
        error_content=ft.Text(look.t("hazard.no_photo"), size=SIZE_BODY),
        cache_width=THUMB_PX * 2,
    )
