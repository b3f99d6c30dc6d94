"""One device sends a hazard with photos, another one sees them: whole, in scope, bounded."""

import asyncio
import hashlib
import io
import threading
from contextlib import asynccontextmanager

import pytest
from PIL import Image

from inspect_app.config import STORAGE_RESERVE_BYTES, STORAGE_WARNING_BYTES
from inspect_app.services import photo_share
from inspect_app.services.photo_fetching import OFFLINE, WAITS_FOR_WIFI, Presence
from inspect_app.services.photo_share import Share
from inspect_app.services.syncing import WIFI_ONLY
from sync.downloads import PIECE_BYTES
from sync.protocol import RecordKind
from tests.services.test_syncing import until
from tests.sync.conftest import endpoint, line
from tests.sync.phone import Phone
from tests.sync.proxy import cut_answer
from tests.sync.server.factories import a_hazard, a_photo

__all__ = ["endpoint", "line"]


def a_picture(seed=0, edges_px=(320, 240)):
    """A JPEG that no other test has."""
    noise = Image.effect_noise(edges_px, 40 + seed).convert("RGB")
    written = io.BytesIO()
    noise.save(written, "JPEG")
    return written.getvalue()


class Reporter(Phone):
    """The device that found something."""

    def report(self, *contents, unit="u-first"):
        """Report a hazard with these photos; returns their digests."""
        for content in contents:
            self.store.photos.put(content)
        photos = tuple(a_photo(content).sha256 for content in contents)
        hazard = a_hazard(unit, photos=photos, inspection="")
        self.writer.append(RecordKind.hazard_reported, unit, hazard.to_dict(), photos)
        return photos


@pytest.fixture
async def reporter(tmp_path, endpoint):
    phone = Reporter(tmp_path / "reporter")
    phone.adopt(endpoint)
    yield phone
    phone.close()


@pytest.fixture
async def reader(tmp_path, endpoint, line):
    """The school's safety officer, whose line is `line`."""
    phone = Phone(tmp_path / "reader")
    phone.adopt(endpoint, "p-officer", line.address)
    yield phone
    phone.close()


@asynccontextmanager
async def fetching(phone):
    task = asyncio.create_task(phone.photos.run())
    await asyncio.sleep(0)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def fetched(line):
    return [each for each in line.seen if each.startswith("GET /v1/blobs/")]


def seen(phone, sha256):
    return phone.photos.sighting(sha256)


def reason(phone, sha256):
    found = seen(phone, sha256).reason
    return found and found.key


async def test_photos_of_open_hazards_come_after_the_exchange_byte_for_byte(reporter, reader):
    contents = [a_picture(1), a_picture(2)]
    photos = reporter.report(*contents)
    await reporter.sync_until_complete()

    async with fetching(reader):
        await reader.sync_until_complete()
        await until(lambda: set(photos) <= set(reader.store.fetched.shas()))

    assert [reader.store.fetched.get(sha256) for sha256 in photos] == contents
    assert all(seen(reader, sha256).presence is Presence.here for sha256 in photos)
    assert reader.store.photos.shas() == ()


async def test_school_never_gets_anothers_photo(reporter, reader, line):
    (theirs,) = reporter.report(a_picture(3), unit="u-second")
    (ours,) = reporter.report(a_picture(4))
    await reporter.sync_until_complete()

    async with fetching(reader):
        await reader.sync_until_complete()
        await until(lambda: reader.store.fetched.has(ours))
        leave = reader.photos.show([theirs])
        await until(lambda: reason(reader, theirs) is not None)
        leave()

    assert reason(reader, theirs) == "photo.reason.blob_absent"
    assert not reader.store.fetched.has(theirs)
    assert fetched(line).count(f"GET /v1/blobs/{theirs}") == 1


async def test_photo_that_is_still_on_the_other_phone_comes_once_it_was_sent(reporter, reader):
    (sha256,) = reporter.report(a_picture(5))
    reporter.store.settings.put(WIFI_ONLY, True)
    await reporter.sync.sync_now(manual=False)

    async with fetching(reader):
        await reader.sync_until_complete()
        leave = reader.photos.show([sha256])
        await until(lambda: reason(reader, sha256) == "photo.reason.blob_absent")
        await reporter.sync_until_complete()
        reader.photos.wish([sha256])
        await until(lambda: seen(reader, sha256).presence is Presence.here)
        leave()


async def test_nothing_is_fetched_ahead_before_an_exchange_or_while_one_waits(
    reporter, reader, line
):
    (sha256,) = reporter.report(a_picture(6))
    await reporter.sync_until_complete()
    await reader.sync_until_complete()

    async with fetching(reader):
        await asyncio.sleep(0.2)

    assert fetched(line) == []
    assert not reader.store.fetched.has(sha256)


async def test_exchange_takes_the_line_from_what_is_fetched_ahead(reporter, reader, line, endpoint):
    (sha256,) = reporter.report(a_picture(7))
    await reporter.sync_until_complete()
    released = threading.Event()

    def hangs(exchange):
        released.wait(20)

    line.only, line.faults = lambda exchange: "/blobs/" in exchange.path, [hangs]
    try:
        async with fetching(reader):
            await reader.sync_until_complete()
            await until(lambda: seen(reader, sha256).presence is Presence.loading and fetched(line))
            record = reader.submit()
            async with asyncio.timeout(5):
                await reader.sync_until_complete()
            assert endpoint.record_ids(reader.device) == [record.id]
            await until(lambda: reader.store.fetched.has(sha256))
    finally:
        released.set()


async def test_cut_line_keeps_nothing_says_so_and_is_tried_again(reporter, reader, line):
    content = a_picture(8)
    (sha256,) = reporter.report(content)
    await reporter.sync_until_complete()
    line.only, line.faults = lambda exchange: "/blobs/" in exchange.path, [cut_answer(3_000)]

    async with fetching(reader):
        leave = reader.photos.show([sha256])
        await until(lambda: reason(reader, sha256) == "photo.reason.offline")
        assert reader.store.fetched.shas() == ()
        reader.host.turn(True)
        await until(lambda: seen(reader, sha256).presence is Presence.here)
        leave()

    assert reader.store.fetched.get(sha256) == content


async def test_photo_comes_over_a_line_that_never_lets_a_whole_one_through(reporter, reader, line):
    content = a_picture(22, (900, 700))
    (sha256,) = reporter.report(content)
    await reporter.sync_until_complete()

    def narrow(exchange):
        answer = exchange.asked(exchange.rest())[: PIECE_BYTES + 2_000]
        exchange.client.sendall(answer)
        exchange.reset()

    line.usual = narrow
    async with fetching(reader):
        reader.photos.show([sha256])
        await until(lambda: reason(reader, sha256) == "photo.reason.offline")
        reader.photos.wish([sha256])
        await until(lambda: seen(reader, sha256).presence is Presence.here)

    assert len(content) > 2 * PIECE_BYTES
    assert reader.store.fetched.get(sha256) == content


async def test_changed_bytes_are_neither_kept_nor_shown(reporter, reader, line):
    (sha256,) = reporter.report(a_picture(9))
    await reporter.sync_until_complete()

    def spoilt(exchange):
        answer = exchange.asked(exchange.rest())
        exchange.client.sendall(answer[:-1] + bytes([answer[-1] ^ 1]))

    line.usual = spoilt
    async with fetching(reader):
        reader.photos.show([sha256])
        await until(lambda: reason(reader, sha256) == "photo.reason.blob_differs")

    assert reader.store.fetched.shas() == ()


def a_large_picture():
    written = io.BytesIO()
    Image.new("L", (6000, 5000)).save(written, "JPEG")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"no picture at all" * 9, "not_a_picture"),
        (a_picture(10)[:-400], "not_a_picture"),
        (a_large_picture(), "blob_too_large"),
    ],
    ids=["text", "cut short", "pixels"],
)
async def test_what_no_screen_can_show_is_not_kept(reader, line, content, expected):
    """An endpoint of ours would not have taken the last."""

    def answers(exchange):
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n"
        exchange.client.sendall(head.encode() + content)

    sha256 = hashlib.sha256(content).hexdigest()
    line.usual = answers

    async with fetching(reader):
        reader.photos.show([sha256])
        await until(lambda: reason(reader, sha256) is not None)

    assert reason(reader, sha256) == f"photo.reason.{expected}"
    assert not reader.store.fetched.has(sha256)


async def test_on_a_metered_line_photos_wait_for_a_tap(reporter, reader, line):
    (sha256,) = reporter.report(a_picture(12))
    await reporter.sync_until_complete()
    reader.store.settings.put(WIFI_ONLY, True)
    reader.host.metered = True

    async with fetching(reader):
        await reader.sync_until_complete()
        leave = reader.photos.show([sha256])
        await asyncio.sleep(0.2)
        assert seen(reader, sha256).reason == WAITS_FOR_WIFI
        assert fetched(line) == []
        reader.photos.wish([sha256])
        await until(lambda: seen(reader, sha256).presence is Presence.here)
        leave()


async def test_wish_holds_until_it_is_granted(reporter, reader, line):
    (sha256,) = reporter.report(a_picture(23))
    await reporter.sync_until_complete()
    reader.store.settings.put(WIFI_ONLY, True)
    reader.host.metered = True
    line.only, line.faults = lambda exchange: "/blobs/" in exchange.path, [cut_answer(3_000)]

    async with fetching(reader):
        reader.photos.show([sha256])
        reader.photos.wish([sha256])
        await until(lambda: reason(reader, sha256) == "photo.reason.offline")
        reader.host.turn(True)
        await until(lambda: seen(reader, sha256).presence is Presence.here, 5)


async def test_wifi_brings_what_waited_for_it(reporter, reader):
    (sha256,) = reporter.report(a_picture(13))
    await reporter.sync_until_complete()
    reader.store.settings.put(WIFI_ONLY, True)

    async with fetching(reader):
        await reader.sync_until_complete()
        reader.changes.emit()
        reader.host.metered = False
        reader.changes.emit()
        await until(lambda: reader.store.fetched.has(sha256))


async def test_offline_is_said_and_the_line_brings_what_a_screen_shows(reporter, reader, line):
    (sha256,) = reporter.report(a_picture(14))
    await reporter.sync_until_complete()
    reader.host.is_up = False

    async with fetching(reader):
        reader.photos.show([sha256])
        await asyncio.sleep(0.1)
        assert seen(reader, sha256).reason == OFFLINE
        assert line.seen == []
        reader.host.turn(True)
        await until(lambda: seen(reader, sha256).presence is Presence.here)


async def test_short_room_fetches_nothing_ahead_and_on_a_tap_only_above_the_reserve(
    reporter, reader, line
):
    (sha256,) = reporter.report(a_picture(15))
    await reporter.sync_until_complete()
    reader.host.free_bytes = STORAGE_WARNING_BYTES - 1

    async with fetching(reader):
        await reader.sync_until_complete()
        await until(lambda: reason(reader, sha256) == "photo.reason.no_room")
        assert fetched(line) == []
        leave = reader.photos.show([sha256])
        reader.photos.wish([sha256])
        await until(lambda: seen(reader, sha256).presence is Presence.here)
        leave()
        reader.store.fetched.delete([sha256])
        reader.host.free_bytes = STORAGE_RESERVE_BYTES - 1
        reader.photos.show([sha256])
        await until(lambda: reason(reader, sha256) == "photo.reason.no_room")


async def test_share_is_never_exceeded_and_own_photos_never_go(reporter, reader, monkeypatch):
    small = Share(2, 10**9)
    monkeypatch.setattr(photo_share.dispensable, "__defaults__", (small,))
    own = reader.keep_photo()
    record = reader.submit([own])
    photos = [sha for seed in range(16, 20) for sha in reporter.report(a_picture(seed))]
    await reporter.sync_until_complete()

    async with fetching(reader):
        for sha256 in photos:
            leave = reader.photos.show([sha256])
            await until(lambda sha256=sha256: seen(reader, sha256).presence is Presence.here)
            leave()
            assert len(reader.store.fetched.shas()) <= 3

    assert reader.store.fetched.shas()[-1] == photos[-1]
    assert reader.store.photos.has(own.sha256)
    assert reader.store.outbox.waiting() == (record.id,)


async def test_signing_out_forgets_what_was_fetched(reporter, reader):
    (sha256,) = reporter.report(a_picture(21))
    await reporter.sync_until_complete()
    async with fetching(reader):
        reader.photos.show([sha256])
        await until(lambda: seen(reader, sha256).presence is Presence.here)

    reader.enrolment.sign_out()

    assert reader.store.fetched.shas() == ()
