"""A phone's keystore: Android Keystore or the iOS Keychain, by Flet's secure storage."""

import base64

from flet_secure_storage import AndroidOptions, SecureStorage

from inspect_app.errors import KeystoreRefused
from inspect_app.platform.aes import AesKeys, as_text

PREFIX = "inspect-app."
KEPT = AndroidOptions(reset_on_error=False)
"""By default an error erases everything: one bad read would cost the whole store."""


class NativeKeystore(AesKeys):
    def __init__(self) -> None:
        self._storage = SecureStorage(android_options=KEPT)

    async def fetch(self, name: str) -> bytes | None:
        try:
            found = await self._storage.get(PREFIX + name)
        except RuntimeError as error:
            raise KeystoreRefused(reason=str(error)) from error
        return None if found is None else base64.b64decode(found)

    async def keep(self, name: str, key: bytes) -> None:
        try:
            await self._storage.set(PREFIX + name, as_text(key))
        except RuntimeError as error:
            raise KeystoreRefused(reason=str(error)) from error

    async def forget(self, name: str) -> None:
        try:
            await self._storage.remove(PREFIX + name)
        except RuntimeError as error:
            raise KeystoreRefused(reason=str(error)) from error
