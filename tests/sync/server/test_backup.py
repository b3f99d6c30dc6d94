"""The whole endpoint in one file and back, and what damage to that file does."""

import hashlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import select

from sync.server.app import create_app
from sync.server.backup import DATABASE, BackupError, back_up, restore
from sync.server.blob_store import blob_name
from sync.server.endpoint import Endpoint
from sync.server.snapshot import is_filled
from sync.server.tables import blobs, records
from tests.backends.endpoint import REPOSITORY, named_in_environment
from tests.sync.server.factories import NOW, a_photo, an_inspection
from tests.sync.server.tus import Tus
from tests.torture._bombs import BACKUPS

PHOTO = bytes(range(256)) * 50


@pytest.fixture
def device(running):
    device = running.device()
    device.answers(device.sealer.inspection(an_inspection(photos=[a_photo(PHOTO)])))
    Tus(device).create(PHOTO, PHOTO)
    return device


@pytest.fixture
def backup(running, device, tmp_path):
    target = tmp_path / "backups" / "endpoint.tar"
    back_up(running.endpoint.settings, target, NOW)
    return target


def _restored(running, tmp_path):
    return running.endpoint.settings.but(folder=tmp_path / "restored")


def test_restored_endpoint_holds_the_same(running, device, backup, tmp_path):
    settings = _restored(running, tmp_path)

    manifest = restore(backup, settings)

    assert (manifest.records, manifest.blobs) == (1, 1)
    endpoint = create_app(settings, lambda: NOW).state.endpoint
    stored = [path.read_bytes() for path in settings.blob_folder.rglob("*") if path.is_file()]
    assert [content for content in stored if content] == [PHOTO]
    assert _rows(settings) == _rows(running.endpoint.settings)
    endpoint.database.close()


def test_cursors_of_before_the_restore_are_disowned(running, backup, tmp_path):
    settings = _restored(running, tmp_path)
    restore(backup, settings)

    assert _epoch(settings) != _epoch(running.endpoint.settings)


def test_backup_while_writing_is_whole(running, device, tmp_path):
    done = threading.Event()

    def write():
        while not done.is_set():
            device.answers(*(device.sealer.inspection() for _ in range(5)))

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        counts = []
        for number in range(4):
            target = tmp_path / f"{number}.tar"
            back_up(running.endpoint.settings, target, NOW)
            settings = running.endpoint.settings.but(folder=tmp_path / f"restored-{number}")
            counts.append(restore(target, settings).records)
        done.set()
        writing.result()

    assert counts == sorted(counts)
    assert counts[-1] > 1
    assert all(count % 5 == 1 for count in counts)


def test_occupied_folder_is_left_alone(running, backup):
    with pytest.raises(BackupError) as caught:
        restore(backup, running.endpoint.settings)

    assert caught.value.code == "target_occupied"


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.6, 0.95, 0.999])
def test_cut_backup_is_refused(running, backup, tmp_path, share):
    content = backup.read_bytes()
    end = max(i for i in range(len(content)) if content[i]) + 1
    backup.write_bytes(content[: int(end * share)])

    with pytest.raises(BackupError) as caught:
        restore(backup, _restored(running, tmp_path))

    assert caught.value.code == "backup_damaged"
    assert not (tmp_path / "restored" / "endpoint.sqlite").exists()


def test_any_changed_byte_of_content_is_noticed(running, backup, tmp_path):
    with tarfile.open(backup) as archive:
        places = [member.offset_data + member.size // 2 for member in archive.getmembers()[1:]]
    content = backup.read_bytes()

    for number, place in enumerate(places):
        damaged = bytearray(content)
        damaged[place] ^= 0x40
        backup.write_bytes(damaged)
        settings = running.endpoint.settings.but(folder=tmp_path / f"damaged-{number}")
        with pytest.raises(BackupError):
            restore(backup, settings)
        assert not (settings.folder / "endpoint.sqlite").exists()


def test_something_else_is_no_backup(running, tmp_path):
    other = tmp_path / "other.tar"
    with tarfile.open(other, "w") as archive:
        archive.add(__file__, "../../evil.py")

    with pytest.raises(BackupError) as caught:
        restore(other, _restored(running, tmp_path))

    assert caught.value.code == "backup_damaged"


def test_missing_photo_stops_the_backup(running, device, tmp_path):
    for path in running.endpoint.settings.blob_folder.rglob("*"):
        if path.is_file():
            path.unlink()

    with pytest.raises(BackupError) as caught:
        back_up(running.endpoint.settings, tmp_path / "b.tar", NOW)

    assert caught.value.code == "blob_missing"
    assert not (tmp_path / "b.tar").exists()


def test_empty_folder_is_nothing_to_back_up(running, tmp_path):
    settings = running.endpoint.settings.but(folder=tmp_path / "none")

    with pytest.raises(BackupError) as caught:
        back_up(settings, tmp_path / "b.tar", NOW)

    assert caught.value.code == "nothing_to_back_up"


def _rows(settings):
    with closing(sqlite3.connect(settings.folder / "endpoint.sqlite")) as connection:
        query = "SELECT * FROM records"
        return connection.execute(query).fetchall()


def _epoch(settings):
    with closing(sqlite3.connect(settings.folder / "endpoint.sqlite")) as connection:
        return connection.execute("SELECT value FROM counters WHERE name='epoch'").fetchone()


@pytest.mark.parametrize("name", BACKUPS)
def test_backup_that_unfolds_or_climbs_is_refused(running, tmp_path, name):
    bomb = tmp_path / "backup.tar"
    bomb.write_bytes(BACKUPS[name]())
    settings = _restored(running, tmp_path)

    with pytest.raises(BackupError):
        restore(bomb, settings)

    assert not (settings.folder / "endpoint.sqlite").exists()
    assert not (tmp_path.parent / "escaped").exists()


def _forged(tmp_path, database, photos=(), **said):
    """A backup by somebody who knows how one is made."""
    known = {"format": 1, "version": "0", "made_at": "", "records": 0, "blobs": len(photos)}
    known |= {"database_sha256": hashlib.sha256(database).hexdigest()} | said
    members = {"manifest.json": json.dumps(known).encode(), "endpoint.sqlite": database}
    names = [blob_name(hashlib.sha256(photo).hexdigest()) for photo in photos]
    target = tmp_path / "forged.tar"
    with tarfile.open(target, "w") as archive:
        for name, content in [*members.items(), *zip(names, photos, strict=True)]:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target


def _database(backup):
    with tarfile.open(backup) as archive:
        return archive.extractfile("endpoint.sqlite").read()


@pytest.mark.parametrize(
    "said",
    [
        {"records": "1"},
        {"records": True},
        {"blobs": None},
        {"version": ["x"]},
        {"database_sha256": 0},
        {"records": 2},
        {"blobs": 2},
    ],
    ids=str,
)
def test_manifest_of_odd_words_is_refused(running, backup, tmp_path, said):
    forged = _forged(tmp_path, _database(backup), [PHOTO], **{"records": 1} | said)

    with pytest.raises(BackupError) as caught:
        restore(forged, _restored(running, tmp_path))

    assert caught.value.code == "backup_damaged"


@pytest.mark.parametrize("photos", [[], [b"another"], [PHOTO, b"another"]])
def test_backup_without_the_photos_of_its_database_is_refused(running, backup, tmp_path, photos):
    forged = _forged(tmp_path, _database(backup), photos, records=1)

    with pytest.raises(BackupError) as caught:
        restore(forged, _restored(running, tmp_path))

    assert caught.value.code == "backup_damaged"
    assert not (tmp_path / "restored" / "endpoint.sqlite").exists()


@pytest.mark.parametrize("database", [b"", b"no database" * 999, b"SQLite format 3\0" * 999])
def test_database_that_is_none_is_refused(running, tmp_path, database):
    with pytest.raises(BackupError) as caught:
        restore(_forged(tmp_path, database), _restored(running, tmp_path))

    assert caught.value.code == "backup_damaged"


def _with_log(path, content):
    """Open the database at `path` as a process would that is then killed: its log stays."""
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE records SET author='somebody else'")
        connection.commit()
        return path.with_name(f"{path.name}-wal").read_bytes()


@pytest.mark.parametrize("name", [".endpoint.sqlite.restoring", "endpoint.sqlite"])
def test_log_of_an_earlier_try_does_not_get_into_the_restored(running, backup, tmp_path, name):
    settings = _restored(running, tmp_path)
    settings.folder.mkdir()
    log = _with_log(tmp_path / "earlier.sqlite", _database(backup))
    (settings.folder / f"{name}-wal").write_bytes(log)

    if name == "endpoint.sqlite":
        with pytest.raises(BackupError) as caught:
            restore(backup, settings)
        assert caught.value.code == "target_occupied"
        return
    restore(backup, settings)

    assert _rows(settings) == _rows(running.endpoint.settings)


@pytest.mark.both_backends
@pytest.mark.parametrize("step", [1, 4], ids=["first photo", "last photo"])
def test_restore_that_is_killed_is_begun_again(device, settings, tmp_path, request, step):
    source, target = _backup_of_four(device, settings, tmp_path), _empty(settings, request)

    killed = _restore_and_die(source, target, step)

    assert killed == -signal.SIGKILL
    _expect_four(source, target)


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
@pytest.mark.parametrize("step", [5, 9], ids=["first rows", "later rows"])
def test_restore_that_is_killed_among_its_rows_leaves_none(
    device, settings, tmp_path, request, step
):
    source, target = _backup_of_four(device, settings, tmp_path), _empty(settings, request)

    killed = _restore_and_die(source, target, step)

    assert killed == -signal.SIGKILL
    assert not is_filled(target.database)
    _expect_four(source, target)


def _backup_of_four(device, settings, tmp_path):
    for number in range(3):
        photo = PHOTO + bytes([number])
        device.answers(device.sealer.inspection(an_inspection(photos=[a_photo(photo)])))
        Tus(device).create(photo, photo)
    back_up(settings, tmp_path / "endpoint.tar", NOW)
    return tmp_path / "endpoint.tar"


def _empty(settings, request):
    known = settings.but(folder=settings.folder.with_name("restored"))
    if not settings.database:
        return known
    server = request.getfixturevalue("postgres_server")
    bucket = request.getfixturevalue("s3_server")
    return known.but(database=server.url(server.create()), blobs=bucket.address())


DYING = """
import os, signal, sys
from pathlib import Path
from sync.server.backup import restore
from sync.server.settings import Settings

steps = iter(range(1, int(sys.argv[2])))
restore(
    Path(sys.argv[1]),
    Settings.from_environment(),
    lambda *_: next(steps, 0) or os.kill(os.getpid(), signal.SIGKILL),
)
"""


def _restore_and_die(source, settings, step):
    command = [sys.executable, "-c", DYING, str(source), str(step)]
    named = named_in_environment(settings)
    return subprocess.run(command, env=os.environ | named, cwd=REPOSITORY).returncode


def _expect_four(source, settings):
    """Restore what was not restored whole, and find all of it."""
    made = restore(source, settings)

    assert (made.records, made.blobs) == (4, 4)
    restored = Endpoint.open(settings)
    with restored.database.reading() as connection:
        kept = connection.execute(select(records.c.id)).scalars().all()
        named = connection.execute(select(blobs.c.sha256)).scalars().all()
    contents = [restored.blobs.get(blob_name(each)) for each in named]
    restored.database.close()
    assert len(set(kept)) == 4
    assert sorted(contents) == sorted([PHOTO, *(PHOTO + bytes([number]) for number in range(3))])


def test_what_is_said_to_be_done_is_on_disk(running, device, tmp_path, monkeypatch):
    """Its name too: a power cut takes back a rename that was not forced to disk."""
    target, settings = tmp_path / "kept" / "endpoint.tar", _restored(running, tmp_path)
    forced = []
    fsync = os.fsync

    def look(handle):
        fsync(handle)
        there = [path for path in (target, settings.folder / DATABASE) if path.exists()]
        forced.append((os.fstat(handle).st_ino, there))

    monkeypatch.setattr(os, "fsync", look)
    back_up(running.endpoint.settings, target, NOW)
    assert forced[-1] == (target.parent.stat().st_ino, [target])
    restore(target, settings)

    assert forced[-1] == (settings.folder.stat().st_ino, [target, settings.folder / DATABASE])
