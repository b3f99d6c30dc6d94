"""Photos on their way into an inspection: stamped, hashed, kept, then referred to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from inspect_app.config import MAX_ATTACHMENT_BYTES, STORAGE_RESERVE_BYTES
from inspect_app.domain.evidence import Photo, PhotoSource
from inspect_app.errors import (
    AttachmentEmpty,
    AttachmentPacked,
    AttachmentTooLarge,
    RoomReserved,
)
from inspect_app.platform.interface import CAMERA_TEXTS, FileKind, Host
from inspect_app.platform.pictures import is_packed
from inspect_app.services.inspections import Inspections
from inspect_app.storage.store import Store
from inspect_app.strings import Strings


class Evidence:
    """The bytes are on disk before the answer names them."""

    def __init__(self, store: Store, host: Host, inspections: Inspections) -> None:
        self._store = store
        self._host = host
        self._inspections = inspections

    async def shoot(self, draft_id: str, slot_key: str, t: Strings) -> str | None:
        """Photograph for an item; returns the photo's digest, or None when given up."""
        shot = await self._host.camera.take(camera_texts(t))
        if shot is None:
            return None
        return await self._keep(draft_id, slot_key, shot.content, shot.source, t)

    async def pick(self, draft_id: str, slot_key: str, t: Strings) -> tuple[str, ...]:
        """Let the person choose pictures. The good ones are kept even if a later one is refused."""
        kept = []
        for source in await self._host.camera.pick(camera_texts(t)):
            kept.append(await self._keep(draft_id, slot_key, source, PhotoSource.picker, t))
        return tuple(kept)

    async def pick_file(self, draft_id: str, slot_key: str, t: Strings) -> str | None:
        """Let the person record or choose the file that an item asks for; returns its digest.

        Raises `AttachmentError`.
        """
        kind = FileKind(self._inspections.open(draft_id).sheet.slot(slot_key).item.answer)
        texts = {key: t(key) for key in (f"entry.{kind}", "common.cancel")}
        try:
            picked = await self._host.pick_attachment(texts, kind, MAX_ATTACHMENT_BYTES)
        except AttachmentTooLarge as error:
            sizes = {name: t.size(int(str(size))) for name, size in error.params.items()}
            raise AttachmentTooLarge(**sizes) from error
        if picked is None:
            return None
        if not picked.content:
            raise AttachmentEmpty()
        if is_packed(picked.content):
            raise AttachmentPacked()
        await self._require_room(t)
        sha256 = hashlib.sha256(picked.content).hexdigest()
        taken_at = self._inspections.sitting(draft_id).now()
        size, source = len(picked.content), PhotoSource.picker
        photo = Photo(sha256, size, 0, 0, taken_at, source, original_sha256=sha256)
        self._store.photos.put(picked.content, photo)
        self._inspections.attach_file(draft_id, slot_key, sha256, picked.name)
        return sha256

    async def position_text(self) -> str:
        """Return where the device is, as a geopoint; raises `LocationError`."""
        here = await self._host.position()
        return f"{here.latitude:.6f} {here.longitude:.6f} 0 {here.accuracy_m:.1f}"

    def bytes_of(self, sha256: str) -> bytes:
        """Raise `PhotoUnknown` when the photo is not on this device, made here or fetched."""
        if self._store.photos.has(sha256):
            return self._store.photos.get(sha256)
        return self._store.fetched.get(sha256)

    def described(self, sha256: str) -> Photo:
        return self._store.photos.described(sha256)

    async def _keep(
        self, draft_id: str, slot_key: str, source: bytes, origin: PhotoSource, t: Strings
    ) -> str:
        await self._require_room(t)
        taken_at = self._inspections.sitting(draft_id).now()
        stamp = self._stamp(draft_id, slot_key, t, f"{taken_at:%Y-%m-%d %H:%M:%S}")
        capture = await self._host.codec.prepare(source, stamp, taken_at, origin)
        self._store.photos.put(capture.jpeg, capture.photo)
        self._inspections.attach(draft_id, slot_key, capture.photo.sha256)
        self._host.tick()
        return capture.photo.sha256

    async def _require_room(self, t: Strings) -> None:
        """Stop at the reserve: a full store could not even be submitted from."""
        room = await self._host.storage_room()
        if room.free_bytes < STORAGE_RESERVE_BYTES:
            raise RoomReserved(free=t.size(room.free_bytes))

    def _stamp(self, draft_id: str, slot_key: str, t: Strings, time: str) -> tuple[str, ...]:
        opened = self._inspections.open(draft_id)
        slot = opened.sheet.slot(slot_key)
        asset = opened.assets.get(slot.asset)
        place = (asset.place_name if asset else "") or opened.draft.place_name
        lines = (
            f"{time}  {opened.unit.name}",
            "  ".join(
                part for part in (place, asset.code if asset else "", slot.item.code) if part
            ),
            t("inspection.stamp_inspector", names="、".join(opened.draft.inspectors)),
        )
        return tuple(line for line in lines if line)


def camera_texts(t: Strings) -> Mapping[str, str]:
    """Return the words of the camera's own screens, which lie outside Flet's."""
    return {key: t(key) for key in CAMERA_TEXTS}
