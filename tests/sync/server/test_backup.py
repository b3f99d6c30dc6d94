"""The whole endpoint in one file and back, and what damage to that file does."""

import sqlite3
import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from sync.server.app import create_app
from sync.server.backup import BackupError, back_up, restore
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
