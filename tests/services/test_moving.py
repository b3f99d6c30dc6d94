"""A device in one file, and back: nothing is doubled, nothing of the chain is torn."""

import hashlib
import io
import json
import sqlite3
import tarfile
from collections import Counter
from contextlib import closing

import pytest

from inspect_app.errors import BackupDamaged, StoreFull
from inspect_app.platform.desk.host import DeskHost
from inspect_app.services.moving import Moving
from inspect_app.storage.backup import (
    MANIFEST,
    UNFINISHED,
    backup_bytes,
    restore_backup,
    write_backup,
)
from inspect_app.storage.repair import open_or_repair
from inspect_app.storage.restoring import (
    PICKED,
    RESTORING,
    confirm_restore,
    discard_restore,
    prepare_restore,
)
from inspect_app.storage.store import STORE_FILE, Store
from tests.storage.factories import a_draft, an_answer
from tests.sync.conftest import endpoint, line, phone
from tests.sync.phone import Phone
from tests.sync.server.factories import an_inspection

__all__ = ["endpoint", "line", "phone"]


def ignore(_done, _total): ...


def restored(source, folder):
    """Restore into a fresh phone, as the app does: verify, confirm, open."""
    folder.mkdir()
    prepare_restore(source, folder, ignore)
    confirm_restore(folder)
    open_or_repair(folder).close()
    return Phone(folder)


async def test_restored_device_sends_what_waited_and_only_once(phone, endpoint, tmp_path):
    photo = phone.keep_photo()
    made = [phone.submit([photo]).id, phone.submit().id]
    write_backup(phone.store, tmp_path / "b")
    await phone.sync_until_complete()

    again = restored(tmp_path / "b", tmp_path / "new")
    assert again.sync.state.waiting_records == 2
    await again.sync_until_complete()

    assert endpoint.record_ids(again.device) == made
    assert again.sync.state.waiting_records == again.sync.state.waiting_photos == 0
    assert endpoint.broken_chains(again.device) == [False, False]
    again.close()


async def test_restored_device_learns_what_it_did_after_the_backup(phone, endpoint, tmp_path):
    said = an_inspection()
    phone.store.drafts.save(a_draft(said.id, unit="u-first"))
    phone.store.drafts.save_answer(said.id, an_answer())
    made = [phone.submit().id]
    await phone.sync_until_complete()
    write_backup(phone.store, tmp_path / "b")
    made += [phone.submit(id=said.id).id, phone.submit().id]
    phone.store.drafts.remove(said.id)
    await phone.sync_until_complete()

    again = restored(tmp_path / "b", tmp_path / "new")
    assert [draft.id for draft in again.store.drafts.all()] == [said.id]
    await again.sync_until_complete()
    assert again.store.drafts.all() == ()
    made.append(again.submit().id)
    await again.sync_until_complete()

    assert Counter(endpoint.record_ids(again.device)) == Counter(made)
    assert endpoint.broken_chains(again.device) == [False] * 4
    again.close()


async def test_restore_that_was_not_confirmed_changes_nothing(phone, tmp_path):
    record = phone.submit()
    write_backup(phone.store, tmp_path / "b")
    later = phone.submit()
    phone.close()

    told = prepare_restore(tmp_path / "b", tmp_path / "phone", ignore)
    assert (told.person, told.records, told.waiting) == ("演示检查员甲", 1, 1)
    with open_or_repair(tmp_path / "phone") as store:
        assert store.outbox.waiting() == (record.id, later.id)
    assert not (tmp_path / "phone" / RESTORING).exists()
    phone.store = Store.open(tmp_path / "phone")


async def test_confirmed_restore_survives_a_kill_in_its_middle(phone, tmp_path, monkeypatch):
    phone.submit([phone.keep_photo()])
    write_backup(phone.store, tmp_path / "b")
    phone.submit()
    phone.close()
    folder = tmp_path / "phone"
    prepare_restore(tmp_path / "b", folder, ignore)
    confirm_restore(folder)
    (folder / RESTORING / "main.sqlite").replace(folder / "main.sqlite")

    with open_or_repair(folder) as store:
        assert store.records.count() == 1
        assert len(store.photos.shas()) == 1
    assert not (folder / RESTORING).exists()
    phone.store = Store.open(folder)


@pytest.mark.parametrize("size", [0, 100, 100_000])
async def test_damaged_backup_leaves_the_device_as_it_is(phone, tmp_path, size):
    phone.submit()
    write_backup(phone.store, tmp_path / "b")
    (tmp_path / "b").write_bytes((tmp_path / "b").read_bytes()[:size])

    with pytest.raises(BackupDamaged):
        prepare_restore(tmp_path / "b", tmp_path / "phone", ignore)

    assert not (tmp_path / "phone" / RESTORING).exists()
    assert phone.sync.state.waiting_records == 1


async def test_person_hears_what_a_restore_would_replace(phone):
    moving = Moving(phone.store, phone.host, phone.clock, None, None)
    assert moving.would_replace() == 0

    phone.submit([phone.keep_photo()])
    phone.store.drafts.save(a_draft())

    assert moving.would_replace() == 3


def test_discarding_takes_the_restore_alone_and_may_come_twice(tmp_path):
    (tmp_path / "main.sqlite").write_text("the device's own")
    (tmp_path / RESTORING).mkdir()

    for _ in range(2):
        discard_restore(tmp_path)

        assert [each.name for each in tmp_path.iterdir()] == ["main.sqlite"]


async def test_backup_with_a_damaged_document_is_refused_before_it_replaces_anything(
    phone, tmp_path
):
    phone.submit()
    write_backup(phone.store, tmp_path / "b")
    restore_backup(tmp_path / "b", tmp_path / "other")
    with closing(sqlite3.connect(tmp_path / "other" / STORE_FILE)) as db, db:
        db.execute("UPDATE outbox SET doc='{}'")
    repack(tmp_path / "b", STORE_FILE, (tmp_path / "other" / STORE_FILE).read_bytes())

    with pytest.raises(BackupDamaged):
        prepare_restore(tmp_path / "b", tmp_path / "phone", ignore)

    assert not (tmp_path / "phone" / RESTORING).exists()


def repack(backup, name, content):
    """Put another content into a backup, with its digest."""
    with tarfile.open(backup) as tar:
        members = {each.name: tar.extractfile(each).read() for each in tar.getmembers()}
    described = json.loads(members[MANIFEST])
    digest = hashlib.sha256(content).hexdigest()
    described["files"][name] = {"size": len(content), "sha256": digest}
    with tarfile.open(backup, "w") as tar:
        for each, held in (
            members | {MANIFEST: json.dumps(described).encode(), name: content}
        ).items():
            member = tarfile.TarInfo(each)
            member.size = len(held)
            tar.addfile(member, io.BytesIO(held))


async def test_what_a_kill_left_of_a_backup_or_a_choice_goes_with_the_next_start(phone, tmp_path):
    folder = tmp_path / "phone"
    seen = set()
    backup_bytes(phone.store, lambda *_: seen.update(folder.glob(f"{UNFINISHED}*")))
    phone.close()
    assert seen
    for left in seen:
        left.mkdir()
        (left / STORE_FILE).write_bytes(b"half a copy")
    (folder / PICKED).write_bytes(b"half a backup")

    open_or_repair(folder).close()

    assert not any(folder.glob(f"{UNFINISHED}*"))
    assert not (folder / PICKED).exists()
    phone.store = Store.open(folder)


async def test_choice_that_is_cut_off_leaves_nothing(phone, tmp_path):
    async def pick_file(_texts, target):
        target.write_bytes(b"half a backup")
        raise StoreFull()

    host = DeskHost(None, tmp_path, None)
    host.pick_file = pick_file
    moving = Moving(phone.store, host, phone.clock, None, None)

    with pytest.raises(StoreFull):
        await moving.pick_backup({})

    assert not (tmp_path / PICKED).exists()
