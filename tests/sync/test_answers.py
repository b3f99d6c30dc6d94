"""What the endpoint says of each record, believed only as far as it fits what was asked."""

import gzip
import json
from base64 import b64decode

import pytest

from inspect_app.storage.outbox_entry import OutboxState
from sync.errors import ProtocolMismatch, ServerTrouble
from tests.sync.hostile import Answer, PlainHttp

JSON = {"content-type": "application/json"}


class Between(PlainHttp):
    """Changes what the endpoint says of pushed records."""

    def __init__(self, change):
        self.change, self.batches = change, []

    async def send(self, method, url, *, body=None, **rest):
        got = await super().send(method, url, body=body, **rest)
        if method == "POST" and url.endswith("/v1/records"):
            answers = json.loads(got.body)["answers"]
            self.batches.append([each["id"] for each in answers])
            return Answer(200, JSON, json.dumps({"answers": self.change(answers)}).encode())
        return got


def states(phone, records):
    return [phone.store.outbox.record(record.id).state for record in records]


SENT, WAITING = OutboxState.sent, OutboxState.waiting


@pytest.mark.parametrize(
    "change",
    [
        lambda answers: answers[:1] + answers[2:],
        lambda answers: [*answers[:1], answers[1] | {"id": "unknown"}, *answers[2:]],
        lambda answers: [*answers[:1], answers[1] | {"id": None}, *answers[2:]],
        lambda answers: [*answers[:1], answers[1] | {"status": "postponed"}, *answers[2:]],
        lambda answers: [*answers[:1], answers[1] | {"seq": "1"}, *answers[2:]],
        lambda answers: [*answers[:1], answers[1] | {"blobs_missing": "all"}, *answers[2:]],
        lambda answers: [*answers[:1], answers[1] | {"blobs_missing": [[]]}, *answers[2:]],
        lambda answers: [*answers[:1], "accepted", *answers[2:]],
        lambda answers: [*answers, answers[1] | {"status": "rejected", "code": "malformed"}],
        lambda answers: [answers[1] | {"status": "conflict"}, *answers],
    ],
    ids=[
        "too-few",
        "unknown-id",
        "no-id",
        "unknown-status",
        "seq-in-words",
        "missing-in-words",
        "missing-of-lists",
        "no-object",
        "contradicted-later",
        "contradicted-before",
    ],
)
async def test_one_answer_that_cannot_be_believed_leaves_one_record_waiting(
    phone, endpoint, change
):
    made = [phone.submit() for _ in range(3)]
    phone.host.http = Between(change)

    outcome = await phone.sync.sync_now()

    assert states(phone, made) == [SENT, WAITING, SENT]
    assert [type(error) for error in outcome.errors] == [ProtocolMismatch]
    assert phone.store.outbox.record(made[1].id).reason.key == "sync.reason.protocol_mismatch"
    phone.host.http.change = list
    await phone.sync_until_complete()
    assert states(phone, made) == [SENT] * 3
    assert endpoint.record_ids(phone.device) == [record.id for record in made]


@pytest.mark.parametrize(
    "change",
    [
        lambda answers: [*answers, answers[0] | {"id": "of nobody"}],
        lambda answers: [*answers, answers[0]],
        lambda answers: answers[::-1],
    ],
    ids=["too-many", "doubled", "reversed"],
)
async def test_answers_that_say_no_less_than_was_asked_are_enough(phone, change):
    made = [phone.submit() for _ in range(3)]
    phone.host.http = Between(change)

    outcome = await phone.sync.sync_now()

    assert outcome.is_complete
    assert outcome.records_stored == 3
    assert states(phone, made) == [SENT] * 3


async def test_endpoint_that_answers_nothing_is_not_shown_every_batch(phone):
    for _ in range(60):
        phone.submit()
    phone.host.http = Between(lambda answers: [])

    await phone.sync.sync_now()

    assert len(phone.host.http.batches) == 1


class Breaking(PlainHttp):
    """Breaks at every message that speaks of a poison, and counts them."""

    def __init__(self, records=(), photos=()):
        self.records, self.photos, self.asked = records, photos, []

    async def send(self, method, url, *, headers, body=None, **rest):
        said = _plain(body or b"") if "/files" not in url else b""
        named = _named(headers)
        if any(each.encode() in said for each in self.records) or named in self.photos:
            self.asked.append(url)
            return Answer(500, JSON, b'{"code": "unexpected"}')
        return await super().send(method, url, headers=headers, body=body, **rest)


def _plain(body):
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def _named(headers):
    """Return the digest of the photo that is to be uploaded."""
    pairs = headers.get("upload-metadata", "").split(",")
    found = {name: value for name, _, value in (pair.partition(" ") for pair in pairs)}
    return b64decode(found.get("sha256", "")).decode()


async def test_record_at_which_the_endpoint_breaks_does_not_hold_up_the_others(phone):
    made = [phone.submit() for _ in range(9)]
    phone.host.http = Breaking([made[2].id, made[6].id])

    outcome = await phone.sync.sync_now()

    is_poison = [state is WAITING for state in states(phone, made)]
    assert is_poison == [number in {2, 6} for number in range(9)]
    assert {type(error) for error in outcome.errors} == {ServerTrouble}
    assert phone.store.outbox.record(made[2].id).reason.key == "sync.reason.server_trouble"
    phone.host.http.records = []
    await phone.sync_until_complete()
    assert states(phone, made) == [SENT] * 9


async def test_endpoint_that_breaks_at_everything_is_left_alone_soon(phone):
    made = [phone.submit() for _ in range(120)]
    phone.host.http = Breaking([phone.device])

    await phone.sync.sync_now()

    assert len(phone.host.http.asked) <= 10
    assert states(phone, made) == [WAITING] * 120


async def test_photos_at_which_the_endpoint_breaks_do_not_hold_up_the_others(phone, endpoint):
    photos = [phone.keep_photo(seed=seed) for seed in range(10)]
    phone.submit(photos)
    poison = [photo.sha256 for photo in photos[:5]]
    phone.host.http = Breaking(photos=poison)

    for _ in range(3):
        outcome = await phone.sync.sync_now()

    assert [endpoint.has_blob(photo.sha256) for photo in photos] == [False] * 5 + [True] * 5
    assert {type(error) for error in outcome.errors} == {ServerTrouble}
    entry = phone.sync.entries()[0]
    reasons = {photo.reason.key for photo in entry.photos if photo.reason}
    assert reasons == {"sync.reason.server_trouble"}
    phone.host.http.photos = []
    await phone.sync_until_complete()
    assert all(endpoint.has_blob(sha256) for sha256 in poison)
    assert [photo.reason for photo in phone.sync.entries()[0].photos] == [None] * 10


async def test_endpoint_that_breaks_at_every_photo_is_shown_few(phone):
    photos = [phone.keep_photo(seed=seed) for seed in range(20)]
    phone.submit(photos)
    phone.host.http = Breaking(photos=[photo.sha256 for photo in photos])

    await phone.sync.sync_now()

    assert len(phone.host.http.asked) <= 4
