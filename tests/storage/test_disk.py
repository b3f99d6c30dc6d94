"""What was renamed stays renamed, also after a power cut: the folder is flushed too."""

import errno
import os
import stat
from pathlib import Path

import pytest

from inspect_app.disk import write_whole
from inspect_app.errors import StoreFull, StoreUnwritable
from inspect_app.platform.aes import AesCipher
from inspect_app.storage.backup import write_backup
from inspect_app.storage.key_file import KEY_FILE, KeyFile
from inspect_app.storage.repair import COMPLETE, open_or_repair
from inspect_app.storage.restoring import READY, confirm_restore, finish_restore, prepare_restore
from inspect_app.storage.setting_aside import set_aside
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE, Store
from tests.storage.factories import a_draft

FLUSH, FOLDER = "flush", "folder"


@pytest.fixture
def order(monkeypatch):
    """What the system is asked for: each rename and deletion by its name, and each flush."""
    seen = []
    replace, unlink, fsync = Path.replace, Path.unlink, os.fsync

    def flushed(descriptor):
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        seen.append(FOLDER if is_folder else FLUSH)
        fsync(descriptor)

    def renamed(path, target):
        seen.append(Path(target).name)
        return replace(path, target)

    def deleted(path, missing_ok=False):
        seen.append(f"without {path.name}")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr(Path, "unlink", deleted)
    monkeypatch.setattr(os, "fsync", flushed)
    return seen


def test_whole_file_is_flushed_then_named_then_its_name_is_flushed(tmp_path, order):
    write_whole(tmp_path / "file", b"content")

    assert order == [FLUSH, "file", FOLDER]
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("cause", "error"),
    [(errno.ENOSPC, StoreFull), (errno.EDQUOT, StoreFull), (errno.EACCES, StoreUnwritable)],
)
def test_what_the_system_refuses_is_named(tmp_path, monkeypatch, cause, error):
    def refuse(_descriptor):
        raise OSError(cause, "refused")

    write_whole(tmp_path / "file", b"before")
    monkeypatch.setattr(os, "fsync", refuse)

    with pytest.raises(error):
        write_whole(tmp_path / "file", b"after")
    assert (tmp_path / "file").read_bytes() == b"before"


def test_name_of_a_key_is_on_the_disk_before_anything_is_encrypted_under_it(tmp_path, order):
    KeyFile.made_for("name", AesCipher(bytes(32))).write(tmp_path)
    KeyFile.remove(tmp_path)

    assert order == [FLUSH, KEY_FILE, FOLDER, f"without {KEY_FILE}", FOLDER]


def test_restored_store_is_in_its_place_before_the_word_for_it_is_gone(tmp_path, order):
    with Store.open(tmp_path / "old") as store:
        store.drafts.save(a_draft())
        write_backup(store, tmp_path / "b")
    assert order[-1 - order[::-1].index("b") :][:2] == ["b", FOLDER]
    prepare_restore(tmp_path / "b", tmp_path / "new", lambda *_: None)
    confirm_restore(tmp_path / "new")
    assert order[-3:] == [FLUSH, READY, FOLDER]
    order.clear()

    finish_restore(tmp_path / "new")

    gone = order.index(f"without {READY}")
    assert order.index(STORE_FILE) < order.index(PHOTOS_FILE) < gone
    assert order[gone - 1] == FOLDER


def test_repaired_store_is_in_its_place_before_its_sign_is_gone(tmp_path, order):
    with Store.open(tmp_path) as store:
        store.drafts.save(a_draft())
    with (tmp_path / STORE_FILE).open("r+b") as file:
        file.write(bytes(4096))
    order.clear()

    open_or_repair(tmp_path).close()

    sign, gone = order.index(COMPLETE), order.index(f"without {COMPLETE}")
    assert order[sign + 1] == FOLDER
    assert sign < order.index(STORE_FILE) < gone
    assert order[gone - 1] == FOLDER


def test_store_set_aside_is_there_before_its_key_follows(tmp_path, order):
    Store.open(tmp_path).close()
    KeyFile.made_for("name", AesCipher(bytes(32))).write(tmp_path)
    order.clear()

    set_aside(tmp_path)

    assert order.index(PHOTOS_FILE) < order.index(FOLDER) < order.index(KEY_FILE)
    assert order[-1] == FOLDER
