"""The switch, the key in the keystore, backups under a passphrase, and a key that is gone."""

from pathlib import Path

import pytest

from inspect_app.app import compose
from inspect_app.clock import Clock
from inspect_app.errors import (
    BackupDamaged,
    BackupEncrypted,
    KeyMissing,
    KeystoreRefused,
    PassphraseWrong,
    StoreFull,
)
from inspect_app.platform.aes import AesKeys
from inspect_app.platform.desk.host import DeskHost
from inspect_app.services import encrypting as encrypting_module
from inspect_app.services.encrypting import EncryptionState, begin_anew, encryption_of
from inspect_app.storage.key_file import KEY_FILE, KeyFile
from inspect_app.storage.repair import open_or_repair
from inspect_app.storage.restoring import confirm_restore, finish_restore
from inspect_app.storage.store import STORE_FILE, Store
from tests.storage.factories import a_draft, a_submission, an_answer

NOTE = "安全出口上锁 Q7"
PASSPHRASE = "一个很长的备份口令 7"
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 200


class Keyring(AesKeys):
    """A keystore in memory, shared by all hosts of one device."""

    def __init__(self):
        self.keys = {}
        self.is_locked = False

    async def fetch(self, name):
        self._refuse()
        return self.keys.get(name)

    async def keep(self, name, key):
        self._refuse()
        self.keys[name] = key

    async def forget(self, name):
        self._refuse()
        self.keys.pop(name, None)

    def _refuse(self):
        if self.is_locked:
            raise KeystoreRefused(reason="locked")


class Device:
    """One device over several starts."""

    def __init__(self, folder, keystore):
        self.host = DeskHost(None, folder, keystore)
        self.store = None

    async def start(self):
        encryption = await encryption_of(self.host)
        self.store = open_or_repair(self.host.folder, encryption=encryption)
        services = compose(self.host, self.store, Clock(), self._reopen)
        self.encrypting, self.moving = services.encrypting, services.moving
        return self

    async def _reopen(self):
        self.store.close()
        finish_restore(self.host.folder)
        await self.start()

    async def restart(self):
        self.store.close()
        return await self.start()

    def fill(self):
        self.store.drafts.save(a_draft("draft"))
        sha = self.store.photos.put(PHOTO)
        self.store.drafts.save_answer("draft", an_answer("FIRE-01", note=NOTE, photos=(sha,)))
        self.store.append(a_submission("r1", blobs=[sha]))

    def holds_everything(self):
        answer = self.store.drafts.answers("draft")["FIRE-01"]
        return (
            answer.note == NOTE
            and self.store.photos.get(answer.photos[0]) == PHOTO
            and self.store.records.count() == 1
        )

    def is_readable(self):
        files = [path.read_bytes() for path in self.host.folder.rglob("*") if path.is_file()]
        return any(NOTE.encode() in each or PHOTO[:40] in each for each in files)


def ignore(_done, _total): ...


@pytest.fixture
def keystore():
    return Keyring()


@pytest.fixture
async def device(tmp_path, keystore):
    (tmp_path / "device").mkdir()
    device = await Device(tmp_path / "device", keystore).start()
    device.fill()
    yield device
    device.store.close()


async def test_switched_on_and_off_again_nothing_is_lost(device, keystore):
    assert (device.encrypting.state, device.is_readable()) == (EncryptionState.off, True)

    await device.encrypting.turn_on(ignore)
    assert (device.encrypting.state, device.is_readable()) == (EncryptionState.on, False)
    assert len(keystore.keys) == 1
    await device.restart()
    assert device.holds_everything()
    await device.encrypting.turn_off(ignore)

    assert (device.encrypting.state, device.is_readable()) == (EncryptionState.off, True)
    assert keystore.keys == {}
    await device.restart()
    assert device.holds_everything()


async def test_what_is_written_meanwhile_is_encrypted_too(device, monkeypatch):
    def slowly(store):
        for step in encrypting_module_steps(store):
            yield step
            store.settings.put("typed", NOTE)

    encrypting_module_steps = encrypting_module.steps
    monkeypatch.setattr(encrypting_module, "steps", slowly)

    await device.encrypting.turn_on(ignore)

    assert device.store.settings.get("typed") == NOTE
    assert not device.is_readable()


@pytest.mark.parametrize("is_on", [True, False])
async def test_conversion_that_was_cut_short_goes_on_at_the_next_start(device, is_on, monkeypatch):
    if not is_on:
        await device.encrypting.turn_on(ignore)

    def cut(_done, _total):
        raise StoreFull()

    with pytest.raises(StoreFull):
        await (device.encrypting.turn_on(cut) if is_on else device.encrypting.turn_off(cut))
    halfway = EncryptionState.turning_on if is_on else EncryptionState.turning_off
    assert device.encrypting.state is halfway

    await device.restart()
    assert device.holds_everything()
    await device.encrypting.finish()

    assert device.encrypting.state is (EncryptionState.on if is_on else EncryptionState.off)
    assert device.is_readable() is not is_on
    await device.restart()
    assert device.holds_everything()


async def test_keystore_that_refuses_changes_nothing(device, keystore):
    keystore.is_locked = True

    with pytest.raises(KeystoreRefused):
        await device.encrypting.turn_on(ignore)

    assert device.encrypting.state is EncryptionState.off
    assert not (device.host.folder / KEY_FILE).exists()


@pytest.mark.parametrize("other", [None, bytes(32)])
async def test_lost_or_wrong_key_is_said_with_what_was_not_sent(device, keystore, other):
    await device.encrypting.turn_on(ignore)
    name, key = next(iter(keystore.keys.items()))
    keystore.keys = {} if other is None else {name: other}
    device.store.close()

    with pytest.raises(KeyMissing) as told:
        await device.start()
    assert told.value.params == {"count": 2}

    # The keystore was only away: with it, everything is there.
    keystore.keys = {name: key}
    await device.start()
    assert device.holds_everything()


async def test_begun_anew_the_old_store_lies_aside(device, keystore):
    await device.encrypting.turn_on(ignore)
    key = dict(keystore.keys)
    keystore.keys = {}
    device.store.close()

    begin_anew(device.host.folder)
    await device.start()

    assert device.store.records.count() == 0
    assert device.encrypting.state is EncryptionState.off
    keystore.keys = key
    again = await Device(device.host.folder / "without-key-1", keystore).start()
    assert again.holds_everything()
    again.store.close()


async def test_backup_of_an_encrypted_store_opens_with_its_passphrase_alone(
    device, tmp_path, monkeypatch
):
    await device.encrypting.turn_on(ignore)
    backup = await backed_up(device, monkeypatch, PASSPHRASE)
    assert NOTE.encode() not in backup
    assert PHOTO[:40] not in backup

    other = await a_new_device(tmp_path / "other", Keyring())
    picks(other, backup)
    assert (await other.moving.pick_backup({})).is_encrypted
    with pytest.raises(PassphraseWrong):
        await other.moving.open_picked(ignore, "another one")
    found = await other.moving.open_picked(ignore, PASSPHRASE)
    assert (found.records, found.drafts, found.photos) == (1, 1, 1)
    await other.moving.restore()

    assert other.holds_everything()
    assert other.encrypting.state is EncryptionState.on
    await other.restart()
    assert other.holds_everything()
    assert not other.is_readable()
    other.store.close()


async def test_backup_never_replaces_a_key_that_the_device_has(
    device, keystore, tmp_path, monkeypatch
):
    """Else whoever hands over a backup could lock the device out of its own store."""
    await device.encrypting.turn_on(ignore)
    backup = await backed_up(device, monkeypatch, PASSPHRASE)
    (name,) = keystore.keys
    keystore.keys[name] = bytes(32)

    picks(device, backup)
    await device.moving.pick_backup({})
    with pytest.raises(BackupDamaged):
        await device.moving.open_picked(ignore, PASSPHRASE)

    assert keystore.keys == {name: bytes(32)}


async def test_kill_while_a_store_is_set_aside_leaves_no_empty_one(device, keystore):
    await device.encrypting.turn_on(ignore)
    keystore.keys = {}
    device.store.close()
    (device.host.folder / STORE_FILE).unlink()

    with pytest.raises(KeyMissing):
        await device.start()

    assert not (device.host.folder / STORE_FILE).exists()


async def test_encrypted_backup_needs_a_keystore(device, tmp_path, monkeypatch):
    await device.encrypting.turn_on(ignore)
    backup = await backed_up(device, monkeypatch, PASSPHRASE)

    other = await a_new_device(tmp_path / "other", None)
    picks(other, backup)
    await other.moving.pick_backup({})
    with pytest.raises(BackupEncrypted):
        await other.moving.open_picked(ignore, PASSPHRASE)

    assert list(other.host.folder.glob("picked*")) == []
    other.store.close()


async def test_plain_backup_in_the_place_of_an_encrypted_store_is_read(device, monkeypatch):
    backup = await backed_up(device, monkeypatch)
    await device.encrypting.turn_on(ignore)

    picks(device, backup)
    assert not (await device.moving.pick_backup({})).is_encrypted
    await device.moving.open_picked(ignore)
    await device.moving.restore()

    assert device.holds_everything()
    assert device.encrypting.state is EncryptionState.off


@pytest.mark.parametrize("moment", [1, 2, 3])
async def test_kill_while_an_encrypted_backup_takes_its_place(
    device, tmp_path, monkeypatch, moment
):
    await device.encrypting.turn_on(ignore)
    backup = await backed_up(device, monkeypatch, PASSPHRASE)
    keystore = Keyring()
    other = await a_new_device(tmp_path / "other", keystore)
    picks(other, backup)
    await other.moving.pick_backup({})
    await other.moving.open_picked(ignore, PASSPHRASE)
    confirm_restore(other.host.folder)
    other.store.close()
    left = [moment]

    def mortal(path, target, plain=Path.replace):
        plain(path, target)
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", mortal)
        with pytest.raises(KeyboardInterrupt):
            finish_restore(other.host.folder)

    finish_restore(other.host.folder)
    await other.start()
    assert other.holds_everything()
    assert KeyFile.read(other.host.folder).is_on
    other.store.close()


async def test_browser_offers_none(device, tmp_path):
    plain = await a_new_device(tmp_path / "plain", None)

    assert not plain.encrypting.is_offered
    assert device.encrypting.is_offered
    with pytest.raises(KeystoreRefused):
        await plain.encrypting.turn_on(ignore)
    plain.store.close()


async def a_new_device(folder, keystore):
    folder.mkdir()
    Store.open(folder).close()
    return await Device(folder, keystore).start()


async def backed_up(device, monkeypatch, passphrase=""):
    shared = []

    async def share(_name, content, _type):
        shared.append(content)

    device.host.share = share
    await device.moving.back_up(ignore, passphrase)
    return shared[0]


def picks(device, backup):
    async def pick_file(_texts, target):
        target.write_bytes(backup)
        return True

    device.host.pick_file = pick_file
