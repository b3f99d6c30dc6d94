"""Orphans go after their time of grace; what a record speaks of stays, whenever it comes."""

import hashlib
import os
import random
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from sync.server import orphans
from sync.server.blob_store import blob_name
from sync.server.gathering import Gathering
from sync.server.orphans import Collected, collect, collect_if_due, collect_now_and_then
from sync.server.tables import blobs
from tests.sync.server.factories import a_photo, an_inspection
from tests.sync.server.tus import Tus

PHOTO = bytes(range(256)) * 300
NAME = blob_name(hashlib.sha256(PHOTO).hexdigest())


@pytest.fixture
def device(running):
    return running.device()


def _record(device, content=PHOTO):
    return device.sealer.inspection(an_inspection(photos=[a_photo(content)]))


def _age(running, days=60):
    """Let everything stored so far be `days` old, its files too."""
    endpoint = running.endpoint
    past = time.time() - timedelta(days=days).total_seconds()
    for path in endpoint.settings.blob_folder.rglob("*"):
        if path.is_file():
            os.utime(path, (past, past))
    with endpoint.database.writing() as connection:
        connection.execute(blobs.update().values(stored_at="2020-01-01T00:00:00.000+00:00"))


@pytest.fixture
def hurried(running):
    """The same endpoint, to which whatever it has is old: wherever it is kept."""
    impatient = running.endpoint.settings.but(orphan_lifetime=timedelta(days=-36_500))
    return replace(running.endpoint, settings=impatient)


def _is_kept(running, name=NAME):
    return running.endpoint.blobs.size(name) is not None


def test_orphan_goes_after_its_time_with_its_row(running, device):
    Tus(device).create(PHOTO, PHOTO)
    _age(running)

    assert collect(running.endpoint) == Collected(uploads=0, blobs=1, files=1)

    assert not _is_kept(running)
    assert device.answers(_record(device))[0]["blobs_missing"] == [NAME[-64:]]


def test_young_orphan_stays(running, device):
    Tus(device).create(PHOTO, PHOTO)

    assert collect(running.endpoint) == Collected()
    assert _is_kept(running)


def test_photo_of_a_record_stays_however_old(running, device):
    device.answers(_record(device))
    Tus(device).create(PHOTO, PHOTO)
    _age(running, days=4_000)

    assert collect(running.endpoint) == Collected()
    assert device.get(f"/v1/blobs/{NAME[-64:]}").content == PHOTO


def test_bytes_without_a_row_and_parts_without_an_upload_go(running, device):
    store = running.endpoint.blobs
    location = Tus(device).begun(PHOTO)
    Tus(device).patch(location, 0, PHOTO[:1000])
    store.put(NAME, PHOTO)
    store.put("parts/lost-000000000-x", b"x")
    _age(running)

    assert collect(running.endpoint) == Collected(files=2)

    assert not _is_kept(running)
    assert len(list(store.names("parts"))) == 1
    assert Tus(device).patch(location, 1000, PHOTO[1000:]).status_code == 204


def test_expired_upload_goes_with_its_parts(running, device, clock):
    location = Tus(device).begun(PHOTO)
    Tus(device).patch(location, 0, PHOTO[:1000])
    clock.now += timedelta(days=8)

    assert collect(running.endpoint).uploads == 1
    assert list(running.endpoint.blobs.names("parts")) == []


@pytest.mark.both_backends
def test_record_that_comes_between_the_look_and_the_deletion_keeps_its_photo(
    device, hurried, monkeypatch
):
    Tus(device).create(PHOTO, PHOTO)
    forget = orphans._forget

    def push_first(*arguments):
        assert device.answers(_record(device))[0]["blobs_missing"] == []
        return forget(*arguments)

    monkeypatch.setattr(orphans, "_forget", push_first)

    assert collect(hurried) == Collected()
    assert device.get(f"/v1/blobs/{NAME[-64:]}").content == PHOTO


@pytest.mark.both_backends
def test_upload_between_the_row_and_the_bytes_keeps_its_bytes(device, hurried, monkeypatch):
    Tus(device).create(PHOTO, PHOTO)
    delete = orphans._delete_strays

    def upload_first(*arguments):
        assert device.answers(_record(device))[0]["blobs_missing"] == [NAME[-64:]]
        assert Tus(device).create(PHOTO, PHOTO).status_code == 201
        return delete(*arguments)

    monkeypatch.setattr(orphans, "_delete_strays", upload_first)

    assert collect(hurried) == Collected(blobs=1)
    assert device.get(f"/v1/blobs/{NAME[-64:]}").content == PHOTO


@pytest.mark.both_backends
@pytest.mark.parametrize("is_whole", [True, False])
def test_bytes_deleted_before_their_upload_is_entered_are_put_again(
    running, device, hurried, monkeypatch, is_whole
):
    store, tus = running.endpoint.blobs, Tus(device)
    device.answers(_record(device))
    location = None if is_whole else tus.begun(PHOTO)
    put = type(store).put

    def collect_then(self, name, content):
        put(self, name, content)
        if name == NAME:
            monkeypatch.setattr(type(store), "put", put)
            assert collect(hurried) == Collected(files=1)

    def before_the_turn(self, make, begin):
        return made_and_done(self, make, lambda: None)

    made_and_done = Gathering.made_and_done
    monkeypatch.setattr(Gathering, "made_and_done", before_the_turn)
    monkeypatch.setattr(type(store), "put", collect_then)

    answer = tus.create(PHOTO, PHOTO) if is_whole else tus.patch(location, 0, PHOTO)

    assert answer.status_code in {201, 204}
    assert device.get(f"/v1/blobs/{NAME[-64:]}").content == PHOTO


@pytest.mark.both_backends
def test_no_photo_is_lost_while_records_and_collections_race(device, hurried):
    """Each round: an old orphan, and at once its collection, its record and its upload."""
    tus, chance = Tus(device), random.Random(11)
    for number in range(12):
        content = PHOTO + bytes([number])
        tus.create(content, content)
        record = _record(device, content)
        collecting = threading.Thread(target=collect, args=(hurried,))
        collecting.start()
        time.sleep(chance.random() * 0.02)
        if device.answers(record)[0]["blobs_missing"]:
            assert tus.create(content, content).status_code == 201
        collecting.join()

        kept = device.get(f"/v1/blobs/{hashlib.sha256(content).hexdigest()}")
        assert (kept.status_code, kept.content == content) == (200, True), number


def test_of_several_processes_one_collects(running, clock):
    assert collect_if_due(running.endpoint) is not None
    assert collect_if_due(running.endpoint) is None

    clock.now += timedelta(hours=7)
    assert collect_if_due(running.endpoint) is not None


async def test_failure_does_not_end_the_timer(running, monkeypatch, caplog):
    calls = []

    def fail(_):
        calls.append(1)
        if len(calls) < 3:
            raise ZeroDivisionError
        raise KeyboardInterrupt

    monkeypatch.setattr(orphans, "collect_if_due", fail)

    with pytest.raises(KeyboardInterrupt):
        await collect_now_and_then(running.endpoint, look_every_s=0.01)

    assert caplog.text.count("collecting failed") == 2


def test_row_is_never_left_without_its_bytes(running, device, monkeypatch):
    """A collection that is killed between the two leaves bytes, and the next one finds them."""
    Tus(device).create(PHOTO, PHOTO)
    _age(running)
    monkeypatch.setattr(orphans, "_delete_strays", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        collect(running.endpoint)

    with running.endpoint.database.reading() as connection:
        assert connection.execute(select(blobs)).first() is None
    assert _is_kept(running)
    monkeypatch.undo()
    assert collect(running.endpoint) == Collected(files=1)
