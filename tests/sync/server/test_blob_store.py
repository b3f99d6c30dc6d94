"""Bytes get their name when they are on disk, and leave nothing behind otherwise."""

import os
import time

import pytest

from sync.server.blob_store import PARTS, BlobStore, blob_name
from sync.server.landing import ENOUGH, READY
from sync.server.settings import Settings

MADE_S = 60
NAME = blob_name("ab" + "0" * 62)


@pytest.fixture
def store(tmp_path):
    return BlobStore.open(Settings(folder=tmp_path))


@pytest.fixture
def unprepared(store, monkeypatch):
    """No empty file is ready, and none is being made."""
    monkeypatch.setattr(store.landing, "_taken", lambda: None)
    return store


@pytest.fixture
def prepared(store):
    """Empty files are ready, and no more are being made."""
    store.put(blob_name("cd" + "0" * 62), b"first")
    deadline = time.monotonic() + MADE_S
    while store.landing.is_making:
        assert time.monotonic() < deadline, "empty files are still being made"
        time.sleep(0.01)
    # The first photo may have come soon enough to miss them, or have had one of them already.
    assert len(list((store.folder / READY).iterdir())) in {ENOUGH - 1, ENOUGH}
    store.delete([blob_name("cd" + "0" * 62)])
    return store


def full(_):
    raise OSError(28, "No space left on device")


def test_name_comes_after_the_bytes(unprepared, monkeypatch):
    forced = []

    def look(handle):
        forced.append((os.fstat(handle).st_size, unprepared.size(NAME)))

    monkeypatch.setattr(os, "fsync", look)

    unprepared.put(NAME, b"photo")

    assert forced[0] == (5, None)
    assert forced[1][1] == 5
    assert unprepared.get(NAME) == b"photo"


def test_only_the_bytes_are_forced_to_disk_where_a_name_is_there(prepared, monkeypatch):
    forced = []
    monkeypatch.setattr(os, "fsync", lambda handle: forced.append(os.fstat(handle).st_size))

    prepared.put(NAME, b"photo")

    assert forced == [5]
    assert prepared.get(NAME) == b"photo"


def test_file_that_was_taken_for_a_dead_process_s_is_missed_by_nobody(prepared):
    for path in (prepared.folder / READY).iterdir():
        path.unlink()

    prepared.put(NAME, b"photo")

    assert prepared.get(NAME) == b"photo"


def test_full_disk_leaves_nothing_where_a_name_is_there(prepared, monkeypatch):
    before = sorted((prepared.folder / READY).iterdir())
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        prepared.put(NAME, b"photo")

    assert list(prepared.names("blobs")) == []
    left = sorted((prepared.folder / READY).iterdir())
    assert len(left) == len(before) - 1
    assert all(path.stat().st_size == 0 for path in left)


def test_full_disk_leaves_nothing(unprepared, monkeypatch):
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        unprepared.put(NAME, b"photo")

    assert [*unprepared.names("blobs"), *unprepared.names(PARTS)] == []


def test_disk_that_takes_a_part_at_a_time_gets_all_of_it(store, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: write(handle, content[:2]))

    store.put(NAME, b"photo")

    assert store.get(NAME) == b"photo"


def test_same_bytes_again_change_nothing(store):
    for _ in range(2):
        store.put(NAME, b"photo")

    assert list(store.names("blobs")) == [NAME]
    assert list(store.names(PARTS)) == []


def test_bytes_whose_file_another_process_has_named_are_put_once_more(prepared):
    landed = prepared.landing.land(b"photo")
    landed.path.unlink()

    prepared.landing.name(landed, NAME)

    assert prepared.get(NAME) == b"photo"
