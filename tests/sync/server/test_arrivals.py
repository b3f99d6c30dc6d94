"""Photos that come whole: on their way to the disk while they are verified and entered."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from obstore.store import MemoryStore
from sqlalchemy import func, select

from sync.server import arrivals
from sync.server.blob_store import PARTS, BlobStore, blob_name
from sync.server.landing import READY, Landing
from sync.server.tables import uploads
from sync.server.upload_store import Named
from tests.sync.server.tus import Tus, is_there, naming

PHOTO = bytes(range(256)) * 300


@pytest.fixture
def device(running):
    return naming(running.device(), PHOTO)


@pytest.fixture
def tus(device):
    return Tus(device)


def _landed(running):
    """Files with bytes and without a name of their own."""
    folder = running.endpoint.blobs.folder
    paths = [*(folder / READY).iterdir(), *(folder / PARTS).iterdir()]
    return [path for path in paths if path.stat().st_size]


def test_nothing_counts_before_its_bytes_are_on_disk(running, device, tus, monkeypatch):
    """They go there while their rows are entered."""
    counted = select(func.count()).select_from(uploads)
    seen = []

    def late(landing, content):
        time.sleep(0.3)
        with running.endpoint.database.reading() as connection:
            seen.append(connection.execute(counted).scalar_one())
        return land(landing, content)

    land = Landing.land
    monkeypatch.setattr(Landing, "land", late)

    assert tus.create(PHOTO, PHOTO).status_code == 201
    assert seen == [0]
    assert is_there(device, PHOTO)


def test_bytes_that_find_no_room_are_not_entered(running, device, tus, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Landing, "land", full)

    assert tus.create(PHOTO, PHOTO).status_code >= 500

    monkeypatch.undo()
    assert not is_there(device, PHOTO)
    assert tus.create(PHOTO, PHOTO).status_code == 201
    assert is_there(device, PHOTO)


def test_bytes_that_are_not_what_they_are_said_to_be_leave_the_disk(running, tus):
    assert tus.create(PHOTO, bytes(len(PHOTO))).status_code == 460
    assert _landed(running) == []


def test_what_a_line_has_spoilt_is_to_be_sent_again_whatever_it_looks_like(running, tus):
    archive = b"PK\x03\x04" + PHOTO[4:]

    assert tus.create(archive, archive).status_code == 422
    assert tus.create(PHOTO, archive).status_code == 460
    assert _landed(running) == []


def test_bytes_that_could_not_be_entered_leave_the_disk(running, device, tus, monkeypatch):
    def broken(*_):
        raise ValueError

    monkeypatch.setattr(arrivals, "enter_blobs", broken)

    assert tus.create(PHOTO, PHOTO).status_code == 500
    assert not is_there(device, PHOTO)
    assert _landed(running) == []


def test_store_over_the_network_has_the_bytes_before_a_turn_is_taken(running):
    """It may take seconds, for which every process would wait."""
    remote = replace(running.endpoint, blobs=BlobStore(MemoryStore()))
    named = Named(hashlib.sha256(PHOTO).hexdigest(), len(PHOTO))

    with ThreadPoolExecutor(1) as aside:
        begun = arrivals.begin(remote, PHOTO, aside)
    arrivals.arrive(remote, "", named, PHOTO, None, begun)

    assert begun is None
    assert remote.blobs.get(blob_name(named.sha256)) == PHOTO
