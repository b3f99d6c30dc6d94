"""Encrypting from the screen: asked first, then done; a backup wants a passphrase."""

import flet as ft
import pytest

from inspect_app.errors import KeyMissing, StoreFull
from inspect_app.platform.aes import AesKeys
from inspect_app.services.encrypting import EncryptionState
from inspect_app.storage.backup import read_backup_key
from inspect_app.storage.restoring import RESTORING
from inspect_app.storage.store import STORE_FILE
from inspect_app.ui.screens.halted import HaltedScreen
from tests.ui.harness import mounted

PASSPHRASE = "一个很长的备份口令 7"


class Keyring(AesKeys):
    def __init__(self):
        self.keys = {}

    async def fetch(self, name):
        return self.keys.get(name)

    async def keep(self, name, key):
        self.keys[name] = key

    async def forget(self, name):
        self.keys.pop(name, None)


@pytest.fixture
def keystore(device):
    device.phone.keystore = Keyring()
    return device.phone.keystore


async def test_browser_says_what_protects_the_data_instead(device, opened_app):
    async with opened_app("/me") as screen:
        assert "锁屏" in screen.by_key("encryption-missing").value
        assert not screen.has("encryption")


async def test_switch_asks_then_encrypts_then_decrypts(device, opened_app, keystore):
    encrypting = device.services.encrypting
    async with opened_app("/me") as screen:
        await screen.fire(screen.by_key("encryption"), "change", value=True)
        assert screen.reads("密钥只在这台设备")
        assert encrypting.state is EncryptionState.off
        await screen.tap("confirm-yes")
        await screen.until(lambda: encrypting.state is EncryptionState.on, timeout_s=20)
        await screen.settle()
        assert screen.by_key("encryption").value is True

        await screen.fire(screen.by_key("encryption"), "change", value=False)
        await screen.tap("confirm-yes")
        await screen.until(lambda: encrypting.state is EncryptionState.off, timeout_s=20)

    assert keystore.keys == {}


async def test_what_was_cut_short_can_be_gone_on_with(device, opened_app, keystore):
    def cut(_done, _total):
        raise StoreFull()

    encrypting = device.services.encrypting
    with pytest.raises(StoreFull):
        await encrypting.turn_on(cut)
    async with opened_app("/me") as screen:
        assert not screen.has("encryption")
        await screen.tap("encryption-go-on")
        await screen.until(lambda: encrypting.state is EncryptionState.on, timeout_s=20)
        await screen.settle()

        assert screen.by_key("encryption").value is True


async def test_backup_of_encrypted_data_asks_for_a_passphrase(
    device, opened_app, keystore, tmp_path
):
    await device.services.encrypting.turn_on(lambda _done, _total: None)
    shared = []

    async def share(_name, content, _type):
        shared.append(content)

    device.phone.share = share
    async with opened_app("/me") as screen:
        await screen.tap("back-up")
        await screen.type("passphrase", "kurz")
        assert "10" in screen.by_key("passphrase-fault").value
        await screen.type("passphrase", PASSPHRASE + "！")
        await screen.type("passphrase-again", PASSPHRASE)
        assert screen.by_key("passphrase-given").disabled
        await screen.type("passphrase", PASSPHRASE)
        await screen.type("passphrase-again", PASSPHRASE)
        await screen.tap("passphrase-given")
        await screen.until(lambda: shared, timeout_s=20)

    (tmp_path / "b").write_bytes(shared[0])
    wrapped = read_backup_key(tmp_path / "b").wrapped
    assert keystore.unwrap(wrapped, PASSPHRASE) in keystore.keys.values()


async def test_restoring_asks_for_the_passphrase_until_it_is_right(
    device, opened_app, keystore, tmp_path
):
    await device.services.encrypting.turn_on(lambda _done, _total: None)
    shared = []

    async def share(_name, content, _type):
        shared.append(content)

    async def pick_file(_texts, target):
        target.write_bytes(shared[0])
        return True

    device.phone.share, device.phone.pick_file = share, pick_file
    await device.services.moving.back_up(lambda _done, _total: None, PASSPHRASE)
    async with opened_app("/me") as screen:
        await screen.tap("restore")
        await screen.until(lambda: screen.has("passphrase"), timeout_s=10)
        await screen.type("passphrase", "wrong")
        await screen.tap("passphrase-given")
        await screen.until(lambda: screen.reads("口令不对", "passphrase-fault"), timeout_s=10)
        await screen.type("passphrase", PASSPHRASE)
        await screen.tap("passphrase-given")
        await screen.until(lambda: screen.has("confirm-yes"), timeout_s=20)
        assert screen.reads("备份属于演示检查人甲")

        # Flutter reports that the sheet is gone only once it has slid away.
        dialogs = screen.page._dialogs.controls
        await screen.fire(next(d for d in dialogs if isinstance(d, ft.BottomSheet)), "dismiss")
        assert screen.has("confirm-yes")
        assert (device.phone.folder / RESTORING / STORE_FILE).exists()


async def test_without_its_key_one_may_begin_anew_after_a_question():
    begun = []

    async def begin_anew():
        begun.append(True)

    async with mounted(HaltedScreen, KeyMissing(count=3), None, begin_anew) as screen:
        assert "还有 3 项没有传" in screen.by_key("halted").value
        await screen.tap("begin-anew")
        assert begun == []
        await screen.tap("confirm-yes")

    assert begun == [True]
