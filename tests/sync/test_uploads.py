"""A blob arrives whole, whatever the line does, and little of it goes twice."""

import asyncio
import hashlib
import random

import pytest

from sync.errors import (
    BlobDamaged,
    BlobUnreadable,
    Offline,
    ProtocolMismatch,
    Refused,
    SyncError,
    TimedOut,
    TooBusy,
    UploadRejected,
    WrongAnswer,
)
from sync.transport import Transport
from sync.uploads import SMALLEST_CHUNK_BYTES, UNKNOWN, BlobSource, Pace, upload
from tests.sync.hostile import PlainHttp, hostile_server
from tests.sync.tus import TusServer, Upload


def a_blob(size=300_000, seed=1):
    content = random.Random(seed).randbytes(size)
    return content, source(content)


def source(content, sha256=None):
    name = sha256 or hashlib.sha256(content).hexdigest()
    return BlobSource(name, len(content), lambda offset, length: content[offset : offset + length])


class Device:
    """Remembers the upload as the outbox does, and tries until it is through."""

    def __init__(self, address, **pace):
        self.transport = Transport(PlainHttp(), address, "t0ken")
        self.pace = Pace(**pace)
        self.remembered = None
        self.sent_bytes = 0
        self.progress = []
        self.moved = []
        self.cuts = 0

    async def send(self, blob):
        def remember(path):
            self.remembered = path

        return await upload(
            self.transport,
            blob,
            self.remembered,
            pace=self.pace,
            on_progress=self.progress.append,
            on_moved=self.moved.append,
            remember=remember,
        )

    async def send_until_done(self, blob, tries=50):
        for _ in range(tries):
            try:
                return await self.send(blob)
            except Offline:
                self.cuts += 1
        raise AssertionError("the upload never came through")


async def test_small_photo_goes_in_one_request():
    content, blob = a_blob(size=280_000)
    with hostile_server(tus := TusServer()) as server:
        outcome = await Device(server.address).send(blob)

    assert server.seen == ["POST /files"]
    assert tus.blobs[blob.sha256] == content
    assert (outcome.sent_bytes, outcome.was_there) == (280_000, False)


async def test_large_blob_goes_in_pieces_as_large_as_the_line_carries():
    content, blob = a_blob(size=3_000_000)
    with hostile_server(tus := TusServer()) as server:
        device = Device(server.address, chunk_bytes=100_000)
        await device.send(blob)

    assert tus.blobs[blob.sha256] == content
    assert 3 <= len(server.seen) < 30
    assert device.pace.chunk_bytes > 100_000
    assert device.progress == sorted(device.progress)
    assert device.progress[-1] == 3_000_000


async def test_blob_that_is_there_already_is_not_sent_after_a_cut():
    _, blob = a_blob()

    def hang_up(request):
        request.reset()
        return True

    with hostile_server(tus := TusServer(after_store=hang_up)) as server:
        device = Device(server.address)
        with pytest.raises(Offline):
            await device.send(blob)
        assert device.remembered == UNKNOWN
        outcome = await device.send(blob)

    assert outcome.was_there
    assert outcome.sent_bytes == 0
    assert tus.received_bytes == blob.size


async def test_upload_goes_on_after_a_reboot_where_it_was_cut():
    content, blob = a_blob(size=2_000_000)
    tus = TusServer(cut_after=1_500_000)
    with hostile_server(tus) as server:
        before = Device(server.address, chunk_bytes=100_000)
        with pytest.raises(Offline):
            await before.send(blob)
        after = Device(server.address)
        after.remembered = before.remembered
        arrived = len(tus.uploads[before.remembered].content)
        await after.send(blob)

    assert tus.blobs[blob.sha256] == content
    assert arrived > 500_000
    assert tus.received_bytes - 1_500_000 <= 2_000_000 - arrived + 8_192


async def test_line_that_keeps_dying_costs_less_than_a_tenth():
    """Twenty photos over a line that carries 700 KB from one cut to the next."""
    blobs = [a_blob(size=300_000 + 9_000 * seed, seed=seed) for seed in range(20)]
    tus = TusServer()

    def dying(_):
        if tus.cut_after is None:
            tus.cut_after = 700_000
        return False

    tus.before = dying
    with hostile_server(tus) as server:
        device = Device(server.address)
        for _, blob in blobs:
            device.remembered = None
            await device.send_until_done(blob)

    total = sum(blob.size for _, blob in blobs)
    resent = tus.received_bytes - total
    print({"cuts": device.cuts, "total": total, "resent": resent})
    assert device.cuts >= 8
    assert {blob.sha256: content for content, blob in blobs} == tus.blobs
    assert resent < total / 10


async def test_doubtful_line_keeps_what_a_cut_left_of_a_piece():
    content, blob = a_blob(size=900_000)
    tus = TusServer()
    with hostile_server(tus) as server:
        device = Device(server.address, chunk_bytes=300_000, is_doubtful=True)
        tus.cut_after = 450_000
        with pytest.raises(Offline):
            await device.send(blob)
        kept = len(tus.uploads[device.remembered].content)
        await device.send(blob)

    assert kept > 440_000
    assert tus.blobs[blob.sha256] == content


async def test_expired_upload_begins_anew():
    content, blob = a_blob()
    with hostile_server(tus := TusServer()) as server:
        device = Device(server.address)
        device.remembered = "/files/forgotten"
        await device.send(blob)

    assert server.seen[:2] == ["HEAD /files/forgotten", "POST /files"]
    assert tus.blobs[blob.sha256] == content


async def test_endpoint_that_lost_bytes_is_asked_where_it_stands():
    content, blob = a_blob(size=600_000)
    tus = TusServer()
    lost = []

    def lose_once(request):
        if request.method == "PATCH" and not lost:
            lost.append(True)
            del tus.uploads[request.path].content[50_000:]
        return False

    tus.before = lose_once
    with hostile_server(tus) as server:
        await Device(server.address, chunk_bytes=200_000).send(blob)

    assert tus.blobs[blob.sha256] == content
    assert "HEAD /files/0" in server.seen


async def test_piece_damaged_on_the_way_is_sent_once_more():
    content, blob = a_blob()
    damaged = []

    def damage_once(request):
        if not damaged:
            damaged.append(True)
            request.headers["upload-checksum"] = "sha256 AAAA"
        return False

    with hostile_server(tus := TusServer(before=damage_once)) as server:
        outcome = await Device(server.address).send(blob)

    assert tus.blobs[blob.sha256] == content
    assert outcome.sent_bytes == 2 * blob.size


async def test_digest_that_never_fits_becomes_trouble_after_the_second_try():
    _, blob = a_blob()

    def damage(request):
        request.headers["upload-checksum"] = "sha256 AAAA"
        return False

    with hostile_server(TusServer(before=damage)) as server:
        with pytest.raises(UploadRejected) as caught:
            await Device(server.address).send(blob)
        tries = sum(each.startswith(("POST", "PATCH")) for each in server.seen)

    assert caught.value.key == "sync.reason.upload_rejected"
    assert tries <= 3


async def test_photo_damaged_on_the_device_is_named_as_such():
    content, _ = a_blob()
    blob = source(content, sha256="0" * 64)
    with hostile_server(TusServer()) as server, pytest.raises(BlobDamaged):
        await Device(server.address).send(blob)


async def test_photo_missing_on_the_device_is_named_as_such():
    def read(*_):
        raise BlobUnreadable("gone", sha256="ab")

    with hostile_server(TusServer()) as server, pytest.raises(BlobUnreadable):
        await Device(server.address).send(BlobSource("ab", 10, read))


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (413, {}, UploadRejected),
        (400, {"tus_resumable": "1.0.0"}, UploadRejected),
        (423, {"tus_resumable": "1.0.0"}, TooBusy),
        (401, {"content_type": "application/json"}, Refused),
        (200, {"content_type": "text/html"}, WrongAnswer),
        (404, {"content_type": "text/html"}, WrongAnswer),
        (201, {"upload_offset": "999999999", "location": "/files/1"}, ProtocolMismatch),
        (201, {"upload_offset": "many", "location": "/files/1"}, WrongAnswer),
    ],
)
async def test_refused_upload_gets_its_own_name(status, headers, expected):
    def behave(request):
        request.body()
        request.answer(status, b"", **headers)

    _, blob = a_blob(size=10_000)
    with hostile_server(behave) as server, pytest.raises(SyncError) as caught:
        await Device(server.address).send(blob)

    assert type(caught.value) is expected


async def test_endpoint_that_never_agrees_does_not_keep_us_busy():
    def stubborn(request):
        request.body()
        if request.method == "POST":
            request.answer(201, location="/files/0", tus_resumable="1.0.0")
        elif request.method == "HEAD":
            request.answer(200, upload_offset="0", tus_resumable="1.0.0")
        else:
            request.answer(409, tus_resumable="1.0.0")

    _, blob = a_blob(size=10_000)
    with hostile_server(stubborn) as server, pytest.raises(ProtocolMismatch):
        await Device(server.address).send(blob)


async def test_token_never_travels_to_a_host_named_by_the_answer():
    _, blob = a_blob(size=900_000)
    with hostile_server(TusServer()) as server:
        device = Device(server.address)
        await device.send(blob)

    assert device.remembered == "/files/0"


def test_pace_grows_with_the_line_and_shrinks_after_a_cut():
    pace = Pace(chunk_bytes=100_000)

    pace.sent(100_000, took_s=0.1)
    assert pace.chunk_bytes == 200_000
    for _ in range(9):
        pace.sent(200_000, took_s=2)
    pace.cut()
    assert pace.chunk_bytes == 1_900_000 // 24
    pace.cut()
    assert pace.chunk_bytes == SMALLEST_CHUNK_BYTES


def test_pace_trusts_a_line_again_that_no_longer_dies():
    pace = Pace(chunk_bytes=1_000_000)
    pace.cut()

    for _ in range(200):
        pace.sent(pace.chunk_bytes, took_s=0.1)

    assert pace.chunk_bytes > 1_000_000


def test_pace_follows_a_line_that_became_slow():
    pace = Pace(chunk_bytes=1_000_000)

    pace.sent(1_000_000, took_s=20)

    assert pace.chunk_bytes == 100_000


def test_small_piece_says_nothing_about_a_fast_line():
    pace = Pace(chunk_bytes=1_000_000)

    pace.sent(20_000, took_s=0.3)

    assert pace.chunk_bytes == 1_000_000


async def test_endpoint_that_takes_every_piece_and_keeps_none_is_left_alone():
    """It says 204 and the same offset for ever."""

    def forgetful(request):
        request.body()
        if request.method == "POST":
            return request.answer(201, location="/files/0", tus_resumable="1.0.0")
        status = 200 if request.method == "HEAD" else 204
        return request.answer(status, upload_offset="0", tus_resumable="1.0.0")

    _, blob = a_blob(size=10_000)
    with hostile_server(forgetful) as server:
        device = Device(server.address)
        with pytest.raises(ProtocolMismatch):
            await asyncio.wait_for(device.send(blob), 20)

    assert len(server.seen) < 20
    assert device.remembered == UNKNOWN


async def test_upload_about_which_both_ends_disagree_begins_anew_at_the_next_run():
    content, blob = a_blob(size=600_000)

    def lose_parts(request):
        if request.method == "PATCH" and request.path == "/files/0":
            request.body()
            request.answer(409, tus_resumable="1.0.0")
            return True
        return False

    with hostile_server(tus := TusServer(before=lose_parts)) as server:
        device = Device(server.address, chunk_bytes=200_000)
        with pytest.raises(ProtocolMismatch):
            await device.send(blob)
        await device.send(blob)

    assert tus.blobs[blob.sha256] == content


@pytest.mark.parametrize("said", [{"length": 999_999}, {"length": 10}])
async def test_upload_of_another_length_begins_anew(said):
    content, blob = a_blob(size=300_000)
    tus = TusServer()
    tus.uploads["/files/other"] = Upload(sha256=blob.sha256, content=bytearray(10), **said)
    with hostile_server(tus) as server:
        device = Device(server.address)
        device.remembered = "/files/other"
        await device.send(blob)

    assert tus.blobs[blob.sha256] == content


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_page_of_a_network_does_not_make_an_upload_forgotten(status):
    def portal(request):
        request.body()
        request.answer(status, b"<html>sign in</html>", content_type="text/html")

    _, blob = a_blob()
    with hostile_server(portal) as server:
        device = Device(server.address)
        device.remembered = "/files/0"
        with pytest.raises(WrongAnswer):
            await device.send(blob)

    assert device.remembered == "/files/0"


async def test_photo_that_is_shorter_on_the_device_than_it_was_is_named_as_such():
    content, whole = a_blob()
    cut = BlobSource(whole.sha256, whole.size, lambda at, count: content[:200_000][at : at + count])
    with hostile_server(TusServer()) as server, pytest.raises(BlobDamaged):
        await Device(server.address, chunk_bytes=64_000).send(cut)


async def test_slow_line_is_no_reason_to_refuse_a_photo():
    def late(request):
        request.body()
        request.answer(408, tus_resumable="1.0.0")

    _, blob = a_blob()
    with hostile_server(late) as server, pytest.raises(TimedOut):
        await Device(server.address).send(blob)


async def test_only_what_the_endpoint_says_to_hold_counts_as_moved():
    _, blob = a_blob(size=600_000)
    tus, moved = TusServer(cut_after=350_000), []
    with hostile_server(tus) as server:
        device = Device(server.address, chunk_bytes=200_000)
        device.moved = moved
        with pytest.raises(Offline):
            await device.send(blob)
        before = sum(moved)
        await device.send(blob)
        after = sum(moved)
        device.remembered = "/files/forgotten"
        await device.send(blob)

    assert (before, after, sum(moved)) == (200_000, 600_000, 600_000)
