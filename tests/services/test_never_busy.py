"""Whatever keeps failing is tried ever more rarely, and by what it costs: counted at the line."""

import asyncio
import itertools
import json
import threading

import pytest

from inspect_app.services.syncing import WIFI_ONLY
from inspect_app.storage.outbox_entry import OutboxState
from sync.errors import ProtocolMismatch
from sync.protocol import RecordKind
from tests.services.test_syncing import Background, is_idle, until
from tests.sync.conftest import endpoint, line, phone
from tests.sync.hostile import Answer, PlainHttp
from tests.sync.phone import Phone
from tests.sync.proxy import page
from tests.sync.server.factories import a_hazard

__all__ = ["endpoint", "line", "phone"]

JSON = {"content-type": "application/json"}
TUS = {"tus-resumable": "1.0.0"}
EMPTY_PAGE = {"items": [], "cursor": "", "more": False, "removed": []}


class Scripted(PlainHttp):
    """An endpoint that always answers the same, and counts how often it is asked."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []

    async def send(self, method, url, *, body=None, on_sent=None, **rest):
        self.asked.append((method, url))
        if on_sent and body:
            on_sent(len(body))
        await asyncio.sleep(0)
        for what, answer in self.answers.items():
            if method == "POST" and what in url:
                return answer(json.loads(body)) if callable(answer) else answer
        return Answer(200, JSON, json.dumps(EMPTY_PAGE).encode())


def said(message, status=200):
    return Answer(status, JSON, json.dumps(message).encode())


def accepted(message):
    answers = [
        {"id": each["id"], "status": "accepted", "seq": 1, "blobs_missing": each["blobs"]}
        for each in message["records"]
    ]
    return said({"answers": answers})


async def pauses_of(phone, runs):
    """Return after each of so many runs by itself how long it would have paused, at most."""
    phone.sync._pausing.succeed()
    phone.sync._pausing.chance = lambda: 1.0
    pauses = []
    for _ in range(runs):
        await phone.sync._take_turn()
        pauses.append(round(phone.sync._pause_s))
    return pauses


BACKING_OFF = [2, 4, 8, 16, 32, 64]


@pytest.mark.parametrize(
    "answer",
    [
        said({"answers": []}),
        said({"code": "unexpected"}, 500),
        Answer(200, JSON, b"[" * 200_000),
    ],
    ids=["nothing", "500", "nested"],
)
async def test_push_that_is_never_answered_backs_off(phone, answer):
    record = phone.submit()
    phone.host.http = Scripted({"/v1/records": answer})

    assert await pauses_of(phone, 6) == BACKING_OFF
    assert phone.store.outbox.waiting() == (record.id,)


async def test_push_that_fails_backs_off_though_others_records_come_in(phone):
    phone.submit()
    numbers = itertools.count()

    class Busy(Scripted):
        async def send(self, method, url, **rest):
            if method == "GET" and "/v1/records" in url:
                item = others_record(f"h-{next(numbers)}")
                return said(EMPTY_PAGE | {"items": [item], "cursor": item["id"]})
            return await super().send(method, url, **rest)

    phone.host.http = Busy({"/v1/records": said({"code": "unexpected"}, 500)})

    assert await pauses_of(phone, 6) == BACKING_OFF


def others_record(name):
    hazard = a_hazard(id=name)
    return {
        "id": f"r-{name}",
        "kind": str(RecordKind.hazard_reported),
        "unit": hazard.unit,
        "author": "p-officer",
        "device": "another",
        "recorded_at": "2026-11-23T10:00:00+08:00",
        "elapsed_ms": 0,
        "previous": "0" * 64,
        "blobs": [],
        "body": hazard.to_dict(),
        "digest": "0" * 64,
        "seal": "0" * 64,
        "seq": 1,
        "received_at": "2026-11-23T02:00:00+00:00",
    }


class Sieve(Scripted):
    """Takes every photo's pieces, and keeps none of what it took after the first."""

    def __init__(self, becomes):
        super().__init__({"/v1/records": accepted})
        self.becomes = becomes

    async def send(self, method, url, **rest):
        answer = await super().send(method, url, **rest)
        if "/files" not in url:
            return answer
        if method == "PATCH":
            return self.becomes()
        held = str(FIRST_BYTES)
        return Answer(201, TUS | {"location": "/files/0", "upload-offset": held}, b"")


FIRST_BYTES = 10_000


def cut():
    raise ConnectionError("reset in its midst")


@pytest.mark.parametrize(
    "becomes", [lambda: said({"code": "unexpected"}, 500), cut], ids=["500", "cut"]
)
async def test_photo_that_is_taken_and_never_kept_backs_off(phone, becomes):
    """Its bytes leave each time: nothing costs more than trying again."""
    phone.submit([phone.keep_photo()])
    phone.host.http = Sieve(becomes)
    await phone.sync.sync_now()

    assert await pauses_of(phone, 6) == BACKING_OFF


class OfRecords(Scripted):
    """Gives pages of records in a way of its own."""

    async def send(self, method, url, **rest):
        if method != "GET" or "/v1/records" not in url:
            return await super().send(method, url, **rest)
        self.asked.append((method, url))
        return self.page(url)


class Disowning(OfRecords):
    """Gives a cursor with every page, and knows none of them when it is asked with one."""

    def page(self, url):
        if not url.endswith("after="):
            return said({"code": "cursor_invalid"}, 400)
        return said(EMPTY_PAGE | {"items": [others_record("h-1")], "cursor": "new", "more": True})


async def test_endpoint_that_disowns_every_cursor_is_left_alone(phone):
    phone.host.http = disowning = Disowning({})

    await asyncio.wait_for(phone.sync.sync_now(), 5)

    assert len([url for method, url in disowning.asked if "/v1/records" in url]) <= 4
    assert await pauses_of(phone, 6) == BACKING_OFF


class Hollow(OfRecords):
    """Promises more with every page, each with a new cursor and nothing on it."""

    def page(self, url):
        return said(EMPTY_PAGE | {"cursor": f"c{len(self.asked)}", "more": True})


async def test_endpoint_that_promises_more_and_brings_nothing_is_left_alone(phone):
    phone.host.http = Hollow({})

    outcome = await asyncio.wait_for(phone.sync.sync_now(), 5)

    assert [type(error) for error in outcome.errors] == [ProtocolMismatch]
    assert await pauses_of(phone, 6) == BACKING_OFF


@pytest.mark.parametrize("wrong", [{"cursor": 7}, {"items": ["no object"]}])
async def test_page_of_another_shape_backs_off(phone, wrong):
    class Wrong(Scripted):
        async def send(self, method, url, **rest):
            answer = await super().send(method, url, **rest)
            return said(EMPTY_PAGE | {"cursor": "c"} | wrong) if method == "GET" else answer

    phone.host.http = Wrong({})

    assert await pauses_of(phone, 3) == BACKING_OFF[:3]
    assert phone.sync.state.last_error.key == "sync.reason.protocol_mismatch"


async def test_device_without_room_backs_off(tmp_path, endpoint):
    """The endpoint accepts, and what it said cannot be kept."""
    phone = Phone(tmp_path / "full")
    phone.adopt(endpoint)
    phone.host.http = counting = Counting()
    await phone.sync.sync_now()
    record = phone.submit()
    fill(phone.store)
    counting.asked = 0

    assert await pauses_of(phone, 5) == BACKING_OFF[:5]
    assert phone.sync.state.last_error.key == "error.store_unwritable"
    assert phone.store.outbox.record(record.id).state is not OutboxState.sent
    assert counting.asked <= 5
    phone.close()


async def test_device_without_room_and_with_nothing_to_send_backs_off(tmp_path, endpoint):
    phone = Phone(tmp_path / "full")
    phone.adopt(endpoint)
    await phone.sync.sync_now()
    fill(phone.store)

    assert await pauses_of(phone, 5) == BACKING_OFF[:5]
    phone.close()


class Counting(PlainHttp):
    asked = 0

    async def send(self, *args, **rest):
        self.asked += 1
        return await super().send(*args, **rest)


def fill(store):
    """Nothing more is written, as on a full disk."""
    store.db.storage.file.run("PRAGMA query_only=1")


async def test_wish_is_tried_at_once_while_the_endpoint_is_backed_off_from(phone, line, endpoint):
    line.faults = [page("503 Busy")] * 2
    record = phone.submit()
    await phone.sync._take_turn()
    assert phone.sync.state.next_try_at is not None

    assert not (await phone.sync.sync_now()).is_complete
    assert (await phone.sync.sync_now()).is_complete

    assert endpoint.record_ids(phone.device) == [record.id]
    assert phone.sync.state.next_try_at is None


async def test_wish_that_fails_is_followed_up_by_itself(phone, line, endpoint):
    """Everything had been sent, so that the next look was ten minutes away."""
    phone.store.settings.put(WIFI_ONLY, True)
    phone.submit([phone.keep_photo()])
    async with Background(phone):
        await until(lambda: is_idle(phone))
        line.only, line.faults = lambda each: each.path.startswith("/files"), [page("500 No")] * 2
        assert not (await phone.sync.sync_now()).is_complete

        await until(lambda: phone.sync.state.last_error is None, 10)
    assert phone.sync.entries()[0].reason.key == "sync.reason.waits_for_wifi"


async def test_photos_stop_when_wifi_gives_way_to_a_line_that_costs(phone, line, endpoint):
    phone.store.settings.put(WIFI_ONLY, True)
    phone.host.metered = False
    photos = [phone.keep_photo(seed=seed) for seed in range(4)]
    phone.submit(photos)
    may_end = threading.Event()

    def hang(exchange):
        exchange.body()
        may_end.wait(20)

    line.only, line.faults = lambda each: each.path.startswith("/files"), [hang] * 2
    sending = asyncio.create_task(phone.sync.sync_now(manual=False))
    await until(lambda: line.seen.count("POST /files") == 2)
    phone.host.metered = True
    phone.sync._on_host("online", True)
    outcome = await sending
    may_end.set()

    assert outcome.is_complete
    assert line.seen.count("POST /files") == 2
    assert not any(endpoint.has_blob(photo.sha256) for photo in photos)
