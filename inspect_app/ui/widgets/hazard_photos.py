"""A hazard's photos side by side: as it was found, and as it was handed in."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from inspect_app.services.photo_fetching import Sighting
from inspect_app.ui.hooks import Look, use_services
from inspect_app.ui.sightings import use_sightings
from inspect_app.ui.theme import SIZE_BODY, SPACE_2, SPACE_3
from inspect_app.ui.widgets.photo_row import PhotoRow, missing_line, photo_tiles
from inspect_app.ui.widgets.photo_tile import LARGE, OnPhoto
from inspect_app.ui.widgets.photo_viewer import use_viewer


@ft.component
def HazardPhotos(look: Look, before: tuple[str, ...], after: tuple[str, ...]) -> ft.Control:
    """Its key is `photos_key` of both."""
    t, services = look.t, use_services()
    photos = (*before, *after)
    sightings = use_sightings(photos)
    set_photo = use_viewer(look)
    seen_before, seen_after = sightings[: len(before)], sightings[len(before) :]
    columns = ft.Row(
        [
            _column(look, t("hazard.before"), before, seen_before, t("hazard.no_photo"), set_photo),
            _column(look, t("hazard.after"), after, seen_after, t("hazard.not_yet"), set_photo),
        ],
        spacing=SPACE_3,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    missing = missing_line(look, sightings, lambda: services.photos.wish(photos))
    return ft.Column([columns, *missing], key="hazard-photos", spacing=SPACE_3, tight=True)


@ft.component
def StepPhotos(look: Look, photos: tuple[str, ...]) -> ft.Control:
    """What a recheck has seen. Its key is `photos_key`."""
    set_photo = use_viewer(look)
    return ft.Container(
        PhotoRow(look, photos, set_photo), padding=ft.Padding.symmetric(vertical=SPACE_2)
    )


def _column(
    look: Look,
    name: str,
    photos: Sequence[str],
    sightings: Sequence[Sighting],
    otherwise: str,
    on_open: OnPhoto,
) -> ft.Control:
    shown: ft.Control = ft.Text(otherwise, size=SIZE_BODY)
    if photos:
        shown = photo_tiles(look, photos, sightings, LARGE, on_open)
    return ft.Column(
        [ft.Text(name, size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT), shown],
        spacing=SPACE_2,
        expand=True,
        tight=True,
    )
