"""The device itself: room left, whether it is kept, what a repair kept."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_app.config import STORAGE_WARNING_BYTES
from inspect_app.platform.interface import Host
from inspect_app.storage.repair import Repair
from inspect_app.storage.store import Store


@dataclass(frozen=True, slots=True)
class Room:
    used_bytes: int
    free_bytes: int
    is_persistent: bool
    fetched_bytes: int = 0
    """Of what is used: photos of other devices, which give way by themselves."""

    @property
    def is_short(self) -> bool:
        return self.free_bytes < STORAGE_WARNING_BYTES


class Device:
    def __init__(self, store: Store, host: Host) -> None:
        self._store = store
        self._host = host

    def repair(self) -> Repair | None:
        """Return what was kept when the store had to be repaired, until the person read it."""
        return Repair.untold(self._store.settings)

    def repair_was_read(self) -> None:
        Repair.was_told(self._store.settings)

    async def room(self) -> Room:
        room = await self._host.storage_room()
        fetched_bytes = self._store.fetched.total_bytes()
        return Room(room.used_bytes, room.free_bytes, room.is_persistent, fetched_bytes)

    async def ask_to_keep(self) -> bool:
        """Ask the host never to clear our data; whether it promised."""
        return await self._host.keep_storage()
