"""A power cut may take back the rename of an acknowledged photo; its bytes are found again."""

import hashlib
import os
import time

import pytest
from sqlalchemy import delete

from sync.server.blob_store import blob_name
from sync.server.landing import READY
from sync.server.recovering import UNUSED_S, recover_names
from sync.server.tables import blob_holders, blobs
from tests.sync.server.factories import a_photo, an_inspection
from tests.sync.server.tus import Tus

PHOTO = bytes(range(256)) * 300
NAME = blob_name(hashlib.sha256(PHOTO).hexdigest())


@pytest.fixture
def lost(running):
    """The name under which an acknowledged photo lies after a power cut."""
    device = running.device()
    device.answers(device.sealer.inspection(an_inspection(photos=[a_photo(PHOTO)])))
    assert Tus(device).create(PHOTO, PHOTO).status_code == 201
    folder = running.endpoint.blobs.folder
    return (folder / NAME).rename(folder / READY / "0123456789abcdef")


def test_acknowledged_photo_gets_its_name_again(running, lost):
    store = running.endpoint.blobs

    assert recover_names(running.endpoint.database, store) == 1
    assert store.get(NAME) == PHOTO
    assert not lost.exists()


def test_photo_that_was_never_acknowledged_goes_once_it_is_old(running, lost):
    with running.endpoint.database.writing() as connection:
        connection.execute(delete(blob_holders))
        connection.execute(delete(blobs))

    assert recover_names(running.endpoint.database, running.endpoint.blobs) == 0
    assert lost.exists(), "another process may be about to enter it"

    long_ago = time.time() - UNUSED_S - 1
    os.utime(lost, (long_ago, long_ago))
    recover_names(running.endpoint.database, running.endpoint.blobs)
    assert not lost.exists()


def test_cut_photo_is_not_taken_for_the_whole(running, lost):
    lost.write_bytes(PHOTO[:-1])

    assert recover_names(running.endpoint.database, running.endpoint.blobs) == 0
    assert running.endpoint.blobs.size(NAME) is None


def test_photo_that_has_its_name_is_left_alone(running, lost):
    running.endpoint.blobs.put(NAME, PHOTO)

    assert recover_names(running.endpoint.database, running.endpoint.blobs) == 0
    assert lost.exists()


def test_endpoint_recovers_when_it_is_opened(running, lost):
    opened = type(running.endpoint).open(running.endpoint.settings)
    try:
        assert opened.blobs.get(NAME) == PHOTO
    finally:
        opened.database.close()
