"""Others' photos lie in a file that may be lost: beside the store, encrypted like it, backed up
never."""

import random

import pytest

from inspect_app.errors import PhotoUnknown
from inspect_app.storage.backup import write_backup
from inspect_app.storage.converting import steps
from inspect_app.storage.fetched_photos import FETCHED_FILE
from inspect_app.storage.restoring import confirm_restore, finish_restore, prepare_restore
from inspect_app.storage.store import Store
from tests.storage.test_encryption import encryption

PHOTO = b"\xff\xd8\xff" + random.Random(3).randbytes(60_000)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "store"


def test_store_that_nobody_asks_for_others_photos_has_no_file_for_them(folder):
    with Store.open(folder):
        pass

    assert not (folder / FETCHED_FILE).exists()


def test_fetched_photo_is_there_after_a_restart_and_is_not_the_devices_own(folder):
    with Store.open(folder) as store:
        sha256 = store.fetched.put(PHOTO)

    with Store.open(folder) as store:
        assert store.fetched.get(sha256) == PHOTO
        assert store.fetched.sizes() == {sha256: len(PHOTO)}
        assert store.photos.shas() == ()


def test_damaged_file_is_thrown_away_and_the_store_opens(folder):
    with Store.open(folder) as store:
        sha256 = store.fetched.put(PHOTO)
        own = store.photos.put(b"own")
    content = bytearray((folder / FETCHED_FILE).read_bytes())
    content[:200] = bytes(200)
    (folder / FETCHED_FILE).write_bytes(content)

    with Store.open(folder) as store:
        with pytest.raises(PhotoUnknown):
            store.fetched.get(sha256)
        assert store.photos.get(own) == b"own"
        assert store.fetched.put(PHOTO) == sha256


def test_encryption_takes_them_along_both_ways(folder):
    with Store.open(folder) as store:
        sha256 = store.fetched.put(PHOTO)
        store.encrypt(encryption())
        list(steps(store))
        assert store.fetched.get(sha256) == PHOTO
        found = {path.name for path in folder.iterdir() if PHOTO[3000:3100] in path.read_bytes()}
        assert found == set()
    with Store.open(folder, encryption=encryption()) as store:
        assert store.fetched.get(sha256) == PHOTO
        store.encrypt(encryption(is_on=False))
        list(steps(store))

    with Store.open(folder) as store:
        assert store.fetched.get(sha256) == PHOTO


def test_backup_does_without_them_and_a_restore_forgets_them(folder, tmp_path):
    with Store.open(folder) as store:
        store.fetched.put(PHOTO)
        write_backup(store, tmp_path / "backup")
        prepare_restore(tmp_path / "backup", folder, lambda *_: None)
    confirm_restore(folder)
    finish_restore(folder)

    assert PHOTO[3000:3100] not in (tmp_path / "backup").read_bytes()
    assert not (folder / FETCHED_FILE).exists()
    with Store.open(folder) as store:
        assert store.fetched.shas() == ()
