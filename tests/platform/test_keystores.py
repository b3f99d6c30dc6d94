"""Keys in the system's keystore: kept, given back, forgotten, and refused in our own words."""

import keyring
import pytest
from flet_secure_storage import SecureStorage
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from inspect_app.errors import KeystoreRefused
from inspect_app.platform.aes import AesCipher, AesKeys
from inspect_app.platform.desk.keystore import DeskKeystore, open_keystore
from inspect_app.platform.native.keystore import NativeKeystore


class SystemKeyring(KeyringBackend):
    """What a desk's system offers, by `keyring`'s own interface."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}
        self.is_locked = False

    def get_password(self, service, username):
        self._refuse()
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self._refuse()
        self.kept[service, username] = password

    def delete_password(self, service, username):
        self._refuse()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")

    def _refuse(self):
        if self.is_locked:
            raise KeyringLocked("locked")


@pytest.fixture
def system():
    before, backend = keyring.get_keyring(), SystemKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def phone(monkeypatch):
    """The part of Flet's secure storage that runs in the phone's own language."""
    kept = {}

    async def invoke(_self, method_name, arguments):
        match method_name:
            case "set":
                kept[arguments["key"]] = arguments["value"]
            case "get":
                return kept.get(arguments["key"])
            case "remove":
                kept.pop(arguments["key"], None)

    monkeypatch.setattr(SecureStorage, "_invoke_method", invoke)
    return kept


async def assert_keeps(keystore):
    key = keystore.new_key()
    assert len(key) == 32
    assert await keystore.fetch("name") is None
    await keystore.keep("name", key)
    assert await keystore.fetch("name") == key
    assert await keystore.fetch("other") is None
    await keystore.forget("name")
    await keystore.forget("name")
    assert await keystore.fetch("name") is None


async def test_desk_keeps_a_key(system):
    await assert_keeps(open_keystore())


async def test_phone_keeps_a_key(phone):
    await assert_keeps(NativeKeystore())


async def test_phone_never_erases_its_keys_by_itself():
    """The default of Android's side would, at the first error."""
    assert NativeKeystore()._storage.android_options.reset_on_error is False


async def test_locked_keyring_is_no_missing_key(system):
    system.is_locked = True

    for call in (
        DeskKeystore().fetch("n"),
        DeskKeystore().keep("n", b""),
        DeskKeystore().forget("n"),
    ):
        with pytest.raises(KeystoreRefused):
            await call


def test_desk_without_a_keyring_offers_none():
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        assert open_keystore() is None
    finally:
        keyring.set_keyring(before)


def test_same_content_never_looks_the_same():
    cipher = AesCipher(bytes(32))

    first, second = cipher.encrypt(b"answer"), cipher.encrypt(b"answer")

    assert first != second
    assert cipher.decrypt(first) == cipher.decrypt(second) == b"answer"


@pytest.mark.parametrize("at", [0, 12, -1])
def test_changed_content_is_refused(at):
    cipher = AesCipher(bytes(32))
    content = bytearray(cipher.encrypt(b"answer"))
    content[at] ^= 1

    for spoilt in (bytes(content), b"", bytes(5)):
        with pytest.raises(ValueError, match="not encrypted"):
            cipher.decrypt(spoilt)


def test_wrapped_key_opens_with_its_passphrase_alone():
    keys = AesKeys()
    key = keys.new_key()

    wrapped = keys.wrap(key, "口令 correct horse")

    assert keys.unwrap(wrapped, "口令 correct horse") == key
    with pytest.raises(ValueError, match="not encrypted"):
        keys.unwrap(wrapped, "口令 correct horsf")
