"""What waits for the endpoint, where it is, and why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inspect_app.errors import DocumentUnknown, PhotoUnknown
from inspect_app.storage.outbox import OutboxTotals
from inspect_app.storage.outbox_entry import OutboxState, Reason
from inspect_app.storage.store import Store
from tests.storage.factories import NOW, a_submission

OFFLINE = Reason("sync.reason.offline", {"address": "x"})


def states(store, record_id="r1"):
    return {photo.sha256: photo.state for photo in store.outbox.photos_of(record_id)}


def test_record_and_entry_are_one_transaction(store):
    sha256 = store.photos.put(b"jpeg")

    store.append(a_submission("r1", blobs=[sha256]))

    entry = store.outbox.record("r1")
    assert (entry.state, entry.photos) == (OutboxState.waiting, (sha256,))
    assert store.outbox.photo(sha256).size == 4
    assert store.records.fetch("r1") is not None


def test_record_without_its_photo_is_not_appended(store):
    with pytest.raises(PhotoUnknown):
        store.append(a_submission("r1", blobs=["0" * 64]))

    assert store.records.count() == 0
    assert store.outbox.records() == ()


def test_records_wait_in_the_order_in_which_they_were_queued(store):
    for record_id in ("r2", "r10", "r1"):
        store.outbox.queue(record_id, {})

    assert store.outbox.waiting() == ("r2", "r10", "r1")
    store.outbox.mark_sending(["r2"])
    assert store.outbox.waiting() == ("r10", "r1")
    assert [entry.id for entry in store.outbox.records()] == ["r2", "r10", "r1"]


def test_record_given_back_waits_with_its_reason_until_its_time(store):
    store.outbox.queue("r1", {})
    store.outbox.mark_sending(["r1"])

    store.outbox.mark_waiting(["r1"], OFFLINE, NOW + timedelta(minutes=1))

    entry = store.outbox.record("r1")
    assert (entry.attempts, entry.reason) == (1, OFFLINE)
    assert store.outbox.waiting(NOW) == ()
    assert store.outbox.waiting(NOW + timedelta(minutes=1)) == ("r1",)
    assert store.outbox.waiting() == ("r1",)


def test_photos_are_sent_once_the_endpoint_asks_for_them(store):
    store.outbox.queue("r1", {"lacking": 10, "there": 20})
    assert store.outbox.waiting_photos() == ()

    store.outbox.mark_sent("r1", photos_missing=["lacking"])

    assert [photo.sha256 for photo in store.outbox.waiting_photos()] == ["lacking"]
    assert states(store) == {"lacking": OutboxState.waiting, "there": OutboxState.sent}
    assert store.outbox.record("r1").state is OutboxState.sent


def test_upload_is_resumed_where_it_was_left(store):
    store.outbox.queue("r1", {"sha": 10})
    store.outbox.mark_sent("r1", ["sha"])

    store.outbox.remember_upload("sha", "/files/1")
    assert store.outbox.waiting_photos()[0].resume == "/files/1"
    store.outbox.mark_photo_sent("sha")

    assert store.outbox.waiting_photos() == ()
    assert store.outbox.photo("sha").resume is None


def test_photo_that_the_endpoint_lost_is_sent_again(store):
    store.outbox.queue("r1", {"sha": 10})
    store.outbox.mark_sent("r1", [])

    store.outbox.mark_sent("r1", ["sha"])

    assert [photo.sha256 for photo in store.outbox.waiting_photos()] == ["sha"]


def test_photo_of_two_records_is_queued_once(store):
    store.outbox.queue("inspection", {"sha": 10})
    store.outbox.queue("hazard", {"sha": 10})

    store.outbox.mark_sent("inspection", ["sha"])
    store.outbox.mark_photo_sent("sha")
    store.outbox.mark_sent("hazard", [])

    assert store.outbox.totals() == OutboxTotals(0, 0, 0, 0)


def test_trouble_stays_until_the_person_says_again(store):
    store.outbox.queue("r1", {"sha": 10})
    store.outbox.mark_sent("r1", ["sha"])
    store.outbox.queue("r2", {})
    store.outbox.mark_trouble("r2", Reason("sync.reason.conflict", {"cause": "hazard_closed"}))
    store.outbox.mark_photo_trouble("sha", OFFLINE)
    assert store.outbox.totals() == OutboxTotals(0, 0, 0, 2)
    assert store.outbox.record("r2").reason.params == {"cause": "hazard_closed"}

    store.outbox.retry_troubled()

    assert store.outbox.waiting() == ("r2",)
    assert store.outbox.totals() == OutboxTotals(1, 1, 10, 0)


def test_what_was_in_flight_at_a_kill_waits_again(tmp_path, journal):
    with Store.open(tmp_path, journal) as store:
        store.outbox.queue("r1", {})
        store.outbox.queue("r2", {})
        store.outbox.mark_sending(["r1"])

    with Store.open(tmp_path, journal) as store:
        assert store.outbox.waiting() == ("r1", "r2")


def test_totals_count_photos_of_waiting_records_too(store):
    store.outbox.queue("r1", {"a": 10, "b": 5})
    store.outbox.queue("r2", {})
    store.outbox.mark_sending(["r2"])

    assert store.outbox.totals() == OutboxTotals(2, 2, 15, 0)


def test_entry_that_is_not_there_is_named(store):
    with pytest.raises(DocumentUnknown, match="r9"):
        store.outbox.mark_trouble("r9", OFFLINE)


def test_queueing_again_changes_nothing(store):
    store.outbox.queue("r1", {})
    store.outbox.mark_sent("r1", [])
    entry = store.outbox.record("r1")

    store.outbox.queue("r1", {})

    assert store.outbox.record("r1") == replace(entry, state=OutboxState.sent)
