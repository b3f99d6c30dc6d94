"""The desk's keystore: Keychain, Credential Manager, or the Secret Service, by `keyring`."""

import asyncio
import base64
import logging

import keyring
from keyring.core import recommended
from keyring.errors import KeyringError, PasswordDeleteError

from inspect_app.errors import KeystoreRefused
from inspect_app.platform.aes import AesKeys, as_text

SERVICE = "inspect-app"
logger = logging.getLogger(__name__)


class DeskKeystore(AesKeys):
    async def fetch(self, name: str) -> bytes | None:
        try:
            found = await asyncio.to_thread(keyring.get_password, SERVICE, name)
        except KeyringError as error:
            raise KeystoreRefused(reason=str(error)) from error
        return None if found is None else base64.b64decode(found)

    async def keep(self, name: str, key: bytes) -> None:
        try:
            await asyncio.to_thread(keyring.set_password, SERVICE, name, as_text(key))
        except KeyringError as error:
            raise KeystoreRefused(reason=str(error)) from error

    async def forget(self, name: str) -> None:
        try:
            await asyncio.to_thread(keyring.delete_password, SERVICE, name)
        except PasswordDeleteError:
            logger.info("the key %s was gone already", name)
        except KeyringError as error:
            raise KeystoreRefused(reason=str(error)) from error


def open_keystore() -> DeskKeystore | None:
    """None where the system offers none, or only one that keeps keys readable."""
    return DeskKeystore() if recommended(keyring.get_keyring()) else None
