"""One photo of another device on its way in: room for it, its bytes, what they are, kept."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Protocol

from inspect_app.config import MAX_SHOWN_PIXELS
from inspect_app.errors import PictureTooLarge, PictureTooSmall, RoomReserved
from inspect_app.platform.interface import StorageRoom
from inspect_app.platform.pictures import examine
from inspect_app.services.identity import stored_identity
from inspect_app.services.photo_share import dispensable
from inspect_app.services.syncing import Line
from inspect_app.storage.store import Store
from sync.downloads import Partial, download
from sync.errors import SyncError
from sync.transport import Transport

PARTIALS_MAX = 16
"""In memory: of a photo of the usual size at most some 300 KB each."""


class RoomyLine(Line, Protocol):
    async def storage_room(self) -> StorageRoom: ...


class PhotoIntake:
    def __init__(self, store: Store, host: RoomyLine) -> None:
        self._store = store
        self._host = host
        self._partials: dict[str, Partial] = {}
        """What was cut short, the last one at the end."""

    def has(self, sha256: str) -> bool:
        """Whether the photo is on this device, made here or fetched."""
        return self._store.photos.has(sha256) or self._store.fetched.has(sha256)

    async def take(self, sha256: str, needed: Collection[str], free_bytes: int) -> None:
        """Fetch a photo and keep it, where `free_bytes` are left besides.

        `needed` photos give way last. Raises a `SyncError`, a `PhotoError` for what no screen can
        show, `RoomReserved` or another `StorageError`; then nothing is kept.
        """
        identity = stored_identity(self._store.settings)
        if identity is None:
            return
        await self._make_room({*needed, sha256}, free_bytes)
        transport = Transport(self._host.http, identity.address, identity.token)
        partial = self._partials.pop(sha256, None) or Partial()
        try:
            content = await download(transport, sha256, partial)
        except (SyncError, asyncio.CancelledError):
            self._remember(sha256, partial)
            raise
        _require_picture(content)
        # Whoever signed out meanwhile leaves nothing behind.
        if stored_identity(self._store.settings) == identity:
            self._store.fetched.put(content)

    def _remember(self, sha256: str, partial: Partial) -> None:
        if partial.was_cut:
            self._partials[sha256] = partial
            for oldest in list(self._partials)[:-PARTIALS_MAX]:
                del self._partials[oldest]

    async def _make_room(self, needed: Collection[str], free_bytes: int) -> None:
        """Delete what the share or the device has no room for."""
        room = await self._host.storage_room()
        held = self._store.fetched.sizes()
        gone = dispensable(held, needed, room.free_bytes)
        if gone:
            self._store.fetched.delete(gone)
        if room.free_bytes + sum(held[sha256] for sha256 in gone) < free_bytes:
            raise RoomReserved(free=room.free_bytes)


def _require_picture(content: bytes) -> None:
    """Raise a `PhotoError` for what a screen cannot show, or what would fill the memory."""
    try:
        picture = examine(content)
    except PictureTooSmall:
        return
    pixels = picture.width_px * picture.height_px
    if pixels > MAX_SHOWN_PIXELS:
        raise PictureTooLarge(size=pixels, limit=MAX_SHOWN_PIXELS)
