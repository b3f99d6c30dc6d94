"""Bytes get their name when they are on disk, and leave nothing behind otherwise."""

import os

import pytest

from sync.server.blob_store import PARTS, BlobStore, blob_name
from sync.server.settings import Settings

NAME = blob_name("ab" + "0" * 62)


@pytest.fixture
def store(tmp_path):
    return BlobStore.open(Settings(folder=tmp_path))


def test_name_comes_after_the_bytes(store, monkeypatch):
    forced = []

    def look(handle):
        forced.append((os.fstat(handle).st_size, store.size(NAME)))

    monkeypatch.setattr(os, "fsync", look)

    store.put(NAME, b"photo")

    assert forced[0] == (5, None)
    assert forced[1][1] == 5
    assert store.get(NAME) == b"photo"


def test_full_disk_leaves_nothing(store, monkeypatch):
    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="No space"):
        store.put(NAME, b"photo")

    assert [*store.names("blobs"), *store.names(PARTS)] == []


def test_same_bytes_again_change_nothing(store):
    for _ in range(2):
        store.put(NAME, b"photo")

    assert list(store.names("blobs")) == [NAME]
    assert list(store.names(PARTS)) == []
