"""A photo in small, or what is to know as long as it is not here; a tap opens or fetches it."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.services.photo_fetching import OFFLINE, Presence, Sighting
from inspect_app.ui.hooks import Look, use_services
from inspect_app.ui.sightings import kept_photo
from inspect_app.ui.theme import CORNER, SIZE_SMALL, SPACE_1

SMALL, LARGE = (72, 72), (152, 114)
"""Width and height in dp; two large ones stand side by side on a narrow phone."""
DECODED = 3
"""Sharp on a screen of three pixels per dp, and a fraction of the memory of the whole picture."""
OnPhoto = Callable[[str], None]
"""Gets a photo's digest."""
_ICONS = {
    "loading": ft.Icons.DOWNLOADING,
    "waiting": ft.Icons.DOWNLOAD_OUTLINED,
    "offline": ft.Icons.CLOUD_OFF_OUTLINED,
    "absent": ft.Icons.SCHEDULE,
    "failed": ft.Icons.REFRESH,
}


@ft.memo
@ft.component
def PhotoTile(
    look: Look, sha256: str, sighting: Sighting, size: tuple[int, int], on_open: OnPhoto
) -> ft.Control:
    services = use_services()
    is_here = sighting.presence is Presence.here
    content = ft.use_memo(
        lambda: kept_photo(services, sha256) if is_here else None, [sha256, is_here]
    )
    width_px, height_px = size
    is_loading = sighting.presence is Presence.loading

    def choose(_: object) -> None:
        if is_here:
            on_open(sha256)
        else:
            services.photos.wish([sha256])

    return ft.Container(
        key=f"photo-{sha256}",
        content=_picture(look, content, size) if content else _words(look, tile_state(sighting)),
        width=width_px,
        height=height_px,
        alignment=ft.Alignment.CENTER,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=CORNER,
        border=ft.Border.all(look.palette.outline_px, ft.Colors.OUTLINE_VARIANT),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        ink=True,
        on_click=None if is_loading else choose,
    )


def tile_state(sighting: Sighting) -> str:
    """Return which of the few words on a tile says it: see `photo.tile` in the catalog."""
    if sighting.reason == OFFLINE:
        return "offline"
    if sighting.reason is not None and sighting.reason.key.endswith("blob_absent"):
        return "absent"
    return "loading" if sighting.presence is Presence.here else str(sighting.presence)


def _picture(look: Look, content: bytes, size: tuple[int, int]) -> ft.Control:
    width_px, height_px = size
    return ft.Image(
        src=content,
        width=width_px,
        height=height_px,
        fit=ft.BoxFit.COVER,
        cache_width=width_px * DECODED,
        semantics_label=look.t("inspection.photo"),
        gapless_playback=True,
        error_content=ft.Icon(ft.Icons.BROKEN_IMAGE_OUTLINED, color=ft.Colors.OUTLINE),
    )


def _words(look: Look, state: str) -> ft.Control:
    colour = ft.Colors.PRIMARY if state in {"waiting", "failed"} else ft.Colors.ON_SURFACE_VARIANT
    return ft.Column(
        [
            ft.Icon(_ICONS[state], color=colour, size=20),
            ft.Text(
                look.t(f"photo.tile.{state}"),
                size=SIZE_SMALL,
                color=colour,
                weight=look.palette.text,
                text_align=ft.TextAlign.CENTER,
            ),
        ],
        spacing=SPACE_1 / 2,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
