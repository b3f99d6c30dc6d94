"""The photos of one fact, wherever they were taken, and in a sentence what is missing and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import flet as ft

from inspect_app.services.photo_fetching import OFFLINE, Presence, Sighting
from inspect_app.ui.hooks import Look, use_services
from inspect_app.ui.sightings import use_sightings
from inspect_app.ui.theme import SIZE_BODY, SPACE_2, TOUCH
from inspect_app.ui.widgets.photo_tile import SMALL, OnPhoto, PhotoTile
from inspect_app.ui.widgets.progress_line import progress_line


@ft.component
def PhotoRow(look: Look, photos: tuple[str, ...], on_open: OnPhoto) -> ft.Control:
    """Small pictures that wrap. Its key is `photos_key(photos)`."""
    services = use_services()
    sightings = use_sightings(photos)
    tiles = photo_tiles(look, photos, sightings, SMALL, on_open)
    missing = missing_line(look, sightings, lambda: services.photos.wish(photos))
    return ft.Column([tiles, *missing], spacing=SPACE_2, tight=True)


def photo_tiles(
    look: Look,
    photos: Sequence[str],
    sightings: Sequence[Sighting],
    size: tuple[int, int],
    on_open: OnPhoto,
) -> ft.Control:
    tiles = [
        PhotoTile(look, sha256, sighting, size, on_open, key=sha256)
        for sha256, sighting in zip(photos, sightings, strict=True)
    ]
    return ft.Row(tiles, spacing=SPACE_2, run_spacing=SPACE_2, wrap=True)


def missing_line(
    look: Look, sightings: Sequence[Sighting], on_wish: Callable[[], object]
) -> list[ft.Control]:
    """Return how far it is, or why photos are missing with what helps; nothing when all are here.

    A tap on the button asks for all that are missing.
    """
    t = look.t
    if any(each.presence is Presence.loading for each in sightings):
        done = sum(each.presence is Presence.here for each in sightings)
        words = t("photo.loading", done=done, total=len(sightings))
        return [progress_line(look, done, len(sightings), words)]
    missing = [each for each in sightings if each.reason is not None]
    if not missing:
        return []
    has_failed = any(each.presence is Presence.failed for each in missing)
    parts: list[ft.Control] = [
        ft.Text(
            " ".join(_sentences(look, missing)),
            size=SIZE_BODY,
            weight=look.palette.text,
            expand=True,
        )
    ]
    if any(each.reason != OFFLINE for each in missing):
        button = ft.OutlinedButton(
            t("photo.again" if has_failed else "photo.now"),
            key="fetch-photos",
            height=TOUCH,
            on_click=lambda _: on_wish(),
        )
        parts.append(button)
    return [ft.Row(parts, key="photos-missing", spacing=SPACE_2)]


def _sentences(look: Look, missing: Sequence[Sighting]) -> list[str]:
    """Say each reason once, with how many photos it keeps away."""
    counts = Counter(each.reason.key for each in missing if each.reason)
    return [look.t(key, count=count) for key, count in counts.items()]
