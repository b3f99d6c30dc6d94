"""The whole device in one file, and back: backup, restore, and what a restore replaces."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from inspect_app.clock import Clock
from inspect_app.platform.interface import Host
from inspect_app.storage.backup import backup_bytes
from inspect_app.storage.restoring import (
    Restorable,
    confirm_restore,
    discard_restore,
    prepare_restore,
)
from inspect_app.storage.sqlite_file import Journal
from inspect_app.storage.store import Store

__all__ = ["Moving", "Restorable"]

PICKED = "picked.backup"
Progress = Callable[[int, int], None]


class Moving:
    """`reopen` closes the store and starts the app's services anew on what lies there then."""

    def __init__(
        self, store: Store, host: Host, clock: Clock, reopen: Callable[[], Awaitable[None]]
    ) -> None:
        self._store = store
        self._host = host
        self._clock = clock
        self._reopen = reopen

    async def back_up(self, on_progress: Progress) -> str:
        """Hand the whole store to the person as one file; returns its name."""
        name = f"inspect-app-{self._clock.now():%Y%m%d-%H%M}.backup"
        content = backup_bytes(self._store, on_progress)
        await self._host.share(name, content, "application/octet-stream")
        return name

    def would_replace(self) -> int:
        """Return how many records, photos and drafts exist only on this device as it is now."""
        totals = self._store.outbox.totals()
        waiting = totals.records_waiting + totals.photos_waiting + totals.in_trouble
        return waiting + len(self._store.drafts.all())

    async def open_backup(
        self, texts: Mapping[str, str], on_progress: Progress
    ) -> Restorable | None:
        """Let the person choose a backup and verify it; None when no file was chosen.

        Raises `BackupDamaged`, `StoreFull` or `StoreNewer`; the store stays as it is.
        """
        picked = self._host.folder / PICKED
        try:
            if not await self._host.pick_file(texts, picked):
                return None
            journal = Journal.WAL if self._host.has_shared_memory else Journal.PERSIST
            return prepare_restore(picked, self._host.folder, on_progress, journal)
        finally:
            picked.unlink(missing_ok=True)

    async def restore(self) -> None:
        """Replace everything here by the backup that was opened, and begin anew with it."""
        confirm_restore(self._host.folder)
        await self._reopen()

    def discard(self) -> None:
        """Forget the backup that was opened."""
        discard_restore(self._host.folder)
