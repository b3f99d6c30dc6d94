"""A backup holds everything, is checked before it is trusted, and overwrites nothing."""

import hashlib
import io
import json
import os
import resource
import signal
import tarfile
from contextlib import contextmanager

import pytest

from inspect_app.errors import BackupDamaged, BackupTargetOccupied, StoreCorrupt, StoreFull
from inspect_app.storage.backup import (
    MANIFEST,
    backup_bytes,
    read_backup_key,
    restore_backup,
    write_backup,
)
from inspect_app.storage.repair import Repair, open_or_repair
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


def sizes(said):
    return {STORE_FILE: said, PHOTOS_FILE: said}


def with_key(said):
    file = {"key": "k", "check": "", "is_on": True, "is_done": True} | said
    backup = {"files": sizes({"size": 1, "sha256": ""}), "key": {"file": file, "wrapped": {}}}
    return manifest(format="inspect-app-backup-2", **backup)


def spoilt_within(backup, name):
    """Return a backup that has its digests, of a store with a damaged page."""
    with tarfile.open(backup) as tar:
        described = json.loads(tar.extractfile(MANIFEST).read())
        content = tar.extractfile(name).read()
    content = content[: len(content) // 2] + bytes(20_000) + content[len(content) // 2 + 20_000 :]
    digest = hashlib.sha256(content).hexdigest()
    described["files"][name] = {"size": len(content), "sha256": digest}
    return repacked(backup, {MANIFEST: json.dumps(described).encode(), name: content})


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
        lambda backup: repacked(backup, {MANIFEST: b"[" * 9_000}),
        lambda backup: repacked(backup, {MANIFEST: manifest(files=sizes({}))}),
        lambda backup: repacked(backup, {MANIFEST: manifest(files=sizes({"size": "5"}))}),
        lambda backup: spoilt_within(backup, STORE_FILE),
        lambda backup: spoilt_within(backup, PHOTOS_FILE),
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


def test_expanded_hole_is_no_file_of_a_backup(backup, tmp_path):
    """A few bytes that unfold to gigabytes of zeros."""
    content = bytearray(backup.read_bytes())
    with tarfile.open(backup) as tar:
        at = tar.getmember(PHOTOS_FILE).offset_data - 512
    header = content[at : at + 512]
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[483:495] = tarfile.itn(1 << 40, 12, tarfile.GNU_FORMAT)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    content[at : at + 512] = header
    (tmp_path / "sparse").write_bytes(content)

    with pytest.raises(BackupDamaged, match="not a file"):
        restore_backup(tmp_path / "sparse", tmp_path / "restored")


@pytest.mark.parametrize("name", [STORE_FILE, PHOTOS_FILE])
def test_backup_of_a_damaged_store_is_refused_and_the_next_start_repairs_it(
    photo, store, tmp_path, journal, name
):
    """Else it would be found out where there is nothing else left."""
    store.close()
    path = tmp_path / "store" / name
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(bytes(20_000))

    with Store.open(tmp_path / "store", journal) as damaged, pytest.raises(StoreCorrupt):
        write_backup(damaged, tmp_path / "b")

    assert not (tmp_path / "b").exists()
    with open_or_repair(tmp_path / "store", journal) as repaired:
        assert Repair.untold(repaired.settings) is not None
        write_backup(repaired, tmp_path / "b")
    restore_backup(tmp_path / "b", tmp_path / "restored")


@pytest.mark.parametrize("said", [{"key": 5}, {"check": None}, {"is_on": "yes"}])
def test_key_of_a_backup_that_is_none_is_refused_before_anyone_is_asked(backup, tmp_path, said):
    source = tmp_path / "damaged"
    source.write_bytes(repacked(backup, {MANIFEST: with_key(said)}))

    with pytest.raises(BackupDamaged):
        read_backup_key(source)


def test_backup_that_finds_no_room_says_so_and_leaves_nothing(store, photo, tmp_path):
    with small_disk(500_000), pytest.raises(StoreFull):
        write_backup(store, tmp_path / "b")

    assert {path.name for path in tmp_path.iterdir()} == {"store"}
    write_backup(store, tmp_path / "b")


def test_restore_that_finds_no_room_says_so_and_leaves_nothing(backup, tmp_path):
    with small_disk(100_000), pytest.raises(StoreFull):
        restore_backup(backup, tmp_path / "restored")

    assert list((tmp_path / "restored").iterdir()) == []
    restore_backup(backup, tmp_path / "restored")


@contextmanager
def small_disk(most_bytes):
    """Let the system refuse to make any file longer, as it does on a disk without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
