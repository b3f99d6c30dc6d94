"""The whole device in one file, and back: backup, restore, and what a restore replaces."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from inspect_app.clock import Clock
from inspect_app.errors import BackupDamaged, BackupEncrypted, PassphraseWrong
from inspect_app.platform.interface import Host
from inspect_app.services.encrypting import Encrypting
from inspect_app.storage.backup import backup_bytes, read_backup_key
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.restoring import (
    PICKED,
    Restorable,
    confirm_restore,
    discard_restore,
    prepare_restore,
)
from inspect_app.storage.sqlite_file import Journal
from inspect_app.storage.store import Store

__all__ = ["Moving", "Restorable"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Picked:
    is_encrypted: bool
    """Whether its passphrase is needed."""


class Moving:
    """`reopen` closes the store and starts the app's services anew on what lies there then."""

    def __init__(
        self,
        store: Store,
        host: Host,
        clock: Clock,
        encrypting: Encrypting,
        reopen: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._host = host
        self._clock = clock
        self._encrypting = encrypting
        self._reopen = reopen

    async def back_up(self, on_progress: Progress, passphrase: str = "") -> str:
        """Hand the whole store to the person as one file; returns its name.

        An encrypted store stays so, its key under `passphrase`; a plain one is a plain file.
        """
        name = f"inspect-app-{self._clock.now():%Y%m%d-%H%M}.backup"
        key = await self._encrypting.backup_key(passphrase)
        content = backup_bytes(self._store, on_progress, key)
        await self._host.share(name, content, "application/octet-stream")
        return name

    def would_replace(self) -> int:
        """Return how many records, photos and drafts exist only on this device as it is now."""
        totals = self._store.outbox.totals()
        waiting = totals.records_waiting + totals.photos_waiting + totals.in_trouble
        return waiting + len(self._store.drafts.all())

    async def pick_backup(self, texts: Mapping[str, str]) -> Picked | None:
        """Let the person choose a backup; None when no file was chosen. Raises `BackupDamaged`."""
        picked = self._host.folder / PICKED
        try:
            if not await self._host.pick_file(texts, picked):
                picked.unlink(missing_ok=True)
                return None
            return Picked(is_encrypted=read_backup_key(picked) is not None)
        except BaseException:
            picked.unlink(missing_ok=True)
            raise

    async def open_picked(self, on_progress: Progress, passphrase: str = "") -> Restorable:
        """Verify the backup that was picked; the store stays as it is.

        Raises `BackupDamaged`, `StoreFull`, `StoreNewer` or `BackupEncrypted`; after
        `PassphraseWrong` it may be asked again.
        """
        picked = self._host.folder / PICKED
        try:
            encryption = await self._adopt_key(picked, passphrase)
            journal = Journal.WAL if self._host.has_shared_memory else Journal.PERSIST
            return prepare_restore(picked, self._host.folder, on_progress, journal, encryption)
        except PassphraseWrong:
            raise
        except BaseException:
            self._forget_picked()
            raise

    async def _adopt_key(self, picked: Path, passphrase: str) -> Encryption | None:
        """Let this device keep the backup's key; it does no harm when nobody restores."""
        backup_key = read_backup_key(picked)
        keystore = self._host.keystore
        if backup_key is None:
            return None
        if keystore is None:
            raise BackupEncrypted()
        try:
            key = keystore.unwrap(backup_key.wrapped, passphrase)
        except (ValueError, KeyError) as error:
            raise PassphraseWrong() from error
        if await keystore.fetch(backup_key.file.key) not in (None, key):
            raise BackupDamaged(reason="it names a key of this device that is another")
        await keystore.keep(backup_key.file.key, key)
        return Encryption(keystore.cipher(key), backup_key.file.is_on)

    def _forget_picked(self) -> None:
        (self._host.folder / PICKED).unlink(missing_ok=True)

    async def restore(self) -> None:
        """Replace everything here by the backup that was opened, and begin anew with it."""
        self._forget_picked()
        confirm_restore(self._host.folder)
        await self._reopen()

    def discard(self) -> None:
        """Forget the backup that was picked or opened."""
        self._forget_picked()
        discard_restore(self._host.folder)
