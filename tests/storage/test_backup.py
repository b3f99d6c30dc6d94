"""A backup holds everything, is checked before it is trusted, and overwrites nothing."""

import io
import json
import os
import tarfile

import pytest

from inspect_app.errors import BackupDamaged, BackupTargetOccupied
from inspect_app.storage.backup import MANIFEST, backup_bytes, restore_backup, write_backup
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE, Store
from tests.storage.factories import a_draft, a_submission


@pytest.fixture
def photo(store):
    sha256 = store.photos.put(os.urandom(300_000))
    store.append(a_submission("r1", blobs=[sha256]))
    store.drafts.save(a_draft())
    return sha256


@pytest.fixture
def backup(store, photo, tmp_path):
    target = tmp_path / "store.backup"
    write_backup(store, target)
    return target


def test_restored_store_holds_everything(store, photo, backup, tmp_path, journal):
    restore_backup(backup, tmp_path / "restored")

    with Store.open(tmp_path / "restored", journal) as restored:
        assert restored.records.fetch("r1") == store.records.fetch("r1")
        assert restored.outbox.waiting() == ("r1",)
        assert restored.drafts.all() == (a_draft(),)
        assert restored.photos.get(photo) == store.photos.get(photo)


def test_backup_leaves_nothing_beside_it(store, backup, tmp_path):
    assert {path.name for path in tmp_path.iterdir()} == {"store", "store.backup"}


def test_store_is_in_use_meanwhile(store, backup, tmp_path):
    store.drafts.save(a_draft("draft-2"))
    write_backup(store, backup)

    restore_backup(backup, tmp_path / "restored")

    with Store.open(tmp_path / "restored") as restored:
        assert len(restored.drafts.all()) == 2


def test_backup_without_a_folder_is_the_same(store, photo, tmp_path):
    source = tmp_path / "from-bytes"
    source.write_bytes(backup_bytes(store))

    restore_backup(source, tmp_path / "restored")

    with Store.open(tmp_path / "restored") as restored:
        assert restored.photos.get(photo) == store.photos.get(photo)


def test_progress_grows_to_its_end(store, photo, tmp_path):
    written, restored = [], []

    write_backup(store, tmp_path / "b", lambda *step: written.append(step))
    restore_backup(tmp_path / "b", tmp_path / "restored", lambda *step: restored.append(step))

    for steps in (written, restored):
        assert [done for done, _ in steps] == sorted(done for done, _ in steps)
        assert steps[-1][0] == steps[-1][1] > 300_000


def test_nothing_is_overwritten(store, backup, tmp_path):
    with pytest.raises(BackupTargetOccupied):
        restore_backup(backup, tmp_path / "store")


def repacked(backup, changes):
    """Return a backup whose members are changed or, by None, left out."""
    with tarfile.open(backup) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar.getmembers()}
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, content in (members | changes).items():
            if content is not None:
                header = tarfile.TarInfo(name)
                header.size = len(content)
                tar.addfile(header, io.BytesIO(content))
    return stream.getvalue()


def flipped(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def manifest(**changes):
    return json.dumps({"format": "inspect-app-backup-1", "files": {}} | changes).encode()


@pytest.mark.parametrize(
    "damaged",
    [
        lambda backup: b"",
        lambda backup: b"garbage" * 10_000,
        lambda backup: backup.read_bytes()[:200_000],
        lambda backup: flipped(backup.read_bytes(), 200_000),
        lambda backup: repacked(backup, {MANIFEST: None}),
        lambda backup: repacked(backup, {MANIFEST: b"{"}),
        lambda backup: repacked(backup, {MANIFEST: b"\xff\xfe"}),
        lambda backup: repacked(backup, {MANIFEST: b"[]"}),
        lambda backup: repacked(backup, {MANIFEST: b" " * 20_000}),
        lambda backup: repacked(backup, {MANIFEST: manifest()}),
        lambda backup: repacked(backup, {MANIFEST: manifest(format="inspect-app-backup-9")}),
        lambda backup: repacked(backup, {MANIFEST: manifest(files={STORE_FILE: 1})}),
        lambda backup: repacked(backup, {PHOTOS_FILE: None}),
        lambda backup: repacked(backup, {STORE_FILE: b"shorter"}),
    ],
)
def test_damaged_backup_is_refused_and_leaves_nothing(backup, tmp_path, damaged):
    source = tmp_path / "damaged"
    source.write_bytes(damaged(backup))

    with pytest.raises(BackupDamaged):
        restore_backup(source, tmp_path / "restored")

    assert list((tmp_path / "restored").iterdir()) == []
