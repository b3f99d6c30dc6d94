"""What a screen knows of photos that may be on another device, and that it wants them here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import flet as ft

from inspect_app.errors import AppError
from inspect_app.services import Services
from inspect_app.services.photo_fetching import Sighting
from inspect_app.ui.hooks import use_services, use_subscriptions


def use_sightings(photos: tuple[str, ...]) -> tuple[Sighting, ...]:
    """Return one sighting for each photo, and render again when one changes.

    While the component is shown, what is missing is fetched. `photos` stay the same for its life:
    its key is `photos_key`.
    """
    services = use_services()
    seen = ft.use_ref(None)
    _, redraw = ft.use_state(0)
    seen.current = _seen(services, photos)

    def refresh() -> None:
        if _seen(services, photos) != seen.current:
            redraw(lambda count: count + 1)

    def begin() -> Iterator[Callable[[], None]]:
        yield services.photos.follow(refresh)
        yield services.photos.show(photos)

    use_subscriptions(begin)
    return seen.current


def photos_key(photos: Sequence[str]) -> str:
    return "photos-" + "-".join(sha256[:8] for sha256 in photos)


def kept_photo(services: Services, sha256: str) -> bytes | None:
    """Return None when the photo is not on this device."""
    try:
        return services.evidence.bytes_of(sha256)
    except AppError:
        return None


def _seen(services: Services, photos: tuple[str, ...]) -> tuple[Sighting, ...]:
    return tuple(map(services.photos.sighting, photos))
