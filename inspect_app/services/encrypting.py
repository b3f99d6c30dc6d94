"""Whether this device's store is encrypted, under a key that the system itself keeps."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from inspect_app.errors import KeyMissing, KeystoreRefused
from inspect_app.platform.interface import Cipher, Host, Keystore
from inspect_app.services.changes import Changes
from inspect_app.storage.backup import BackupKey
from inspect_app.storage.converting import steps
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.key_file import KeyFile
from inspect_app.storage.setting_aside import set_aside, unsent
from inspect_app.storage.store import Store

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
MIN_PASSPHRASE = 10
"""Characters; each guess takes a tenth of a second and 32 MB."""


class EncryptionState(StrEnum):
    off = "off"
    turning_on = "turning_on"
    on = "on"
    turning_off = "turning_off"


class Encrypting:
    def __init__(self, store: Store, host: Host, changes: Changes) -> None:
        self._store = store
        self._host = host
        self._changes = changes
        self._is_at_work = False

    @property
    def is_at_work(self) -> bool:
        """Whether rows are being rewritten now; what was cut short can be gone on with."""
        return self._is_at_work

    @property
    def is_offered(self) -> bool:
        """Whether there is a keystore; without one the key would lie beside what it locks."""
        return self._host.keystore is not None

    @property
    def state(self) -> EncryptionState:
        file = KeyFile.read(self._host.folder)
        if file is None:
            return EncryptionState.off
        if file.is_on:
            return EncryptionState.on if file.is_done else EncryptionState.turning_on
        return EncryptionState.turning_off

    async def turn_on(self, on_progress: Progress) -> None:
        """Encrypt what is here and what comes; the app stays in use meanwhile.

        Raises `KeystoreRefused`, and `StoreFull` without room for a second copy; a conversion that
        was cut short goes on at the next start.
        """
        keystore = self._keystore()
        name, key = secrets.token_hex(16), keystore.new_key()
        await keystore.keep(name, key)
        if await keystore.fetch(name) != key:
            raise KeystoreRefused(reason="it does not give back what it was given")
        cipher = keystore.cipher(key)
        KeyFile.made_for(name, cipher).write(self._host.folder)
        self._store.encrypt(Encryption(cipher, is_on=True))
        await self.finish(on_progress)

    async def turn_off(self, on_progress: Progress) -> None:
        """Make everything readable again, then forget the key."""
        file = KeyFile.read(self._host.folder)
        encryption = self._store.files[0].encryption
        if file is None or encryption is None:
            return
        replace(file, is_on=False, is_done=False).write(self._host.folder)
        self._store.encrypt(replace(encryption, is_on=False))
        await self.finish(on_progress)

    async def finish(self, on_progress: Progress = lambda _done, _total: None) -> None:
        """Go on with what was begun, if anything was."""
        file = KeyFile.read(self._host.folder)
        if file is None or file.is_done or self._is_at_work:
            return
        self._is_at_work = True
        try:
            self._changes.emit()
            for done, total in steps(self._store):
                on_progress(done, total)
                await asyncio.sleep(0)
            await self._finished(file)
        finally:
            self._is_at_work = False
            self._changes.emit()

    async def _finished(self, file: KeyFile) -> None:
        if file.is_on:
            replace(file, is_done=True).write(self._host.folder)
            return
        KeyFile.remove(self._host.folder)
        self._store.encrypt(None)
        await self._keystore().forget(file.key)

    async def backup_key(self, passphrase: str) -> BackupKey | None:
        """Wrap the key for a backup; None when the store is not encrypted."""
        file = KeyFile.read(self._host.folder)
        if file is None:
            return None
        key = await self._keystore().fetch(file.key)
        if key is None:
            raise KeystoreRefused(reason="it has lost the key")
        return BackupKey(file, self._keystore().wrap(key, passphrase))

    def _keystore(self) -> Keystore:
        if self._host.keystore is None:
            raise KeystoreRefused(reason="there is none")
        return self._host.keystore


async def encryption_of(host: Host) -> Encryption | None:
    """Return how the store in the host's folder is encrypted, if it is.

    Raises `KeyMissing` when the keystore has lost its key or holds another, and `KeystoreRefused`.
    """
    file = KeyFile.read(host.folder)
    if file is None:
        return None
    key = await host.keystore.fetch(file.key) if host.keystore else None
    cipher: Cipher | None = host.keystore.cipher(key) if host.keystore and key else None
    if cipher is None or not file.fits(cipher):
        waiting = unsent(host.folder)
        key_of_sentence = KeyMissing.key if waiting is not None else "error.key_missing_uncounted"
        raise KeyMissing(key_of_sentence, count=waiting)
    return Encryption(cipher, file.is_on)


def begin_anew(folder: Path) -> None:
    """Set the store aside that nobody can read, and let the next open make an empty one."""
    logger.warning("a store without its key is set aside: %s", set_aside(folder).name)
