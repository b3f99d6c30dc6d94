"""Photos that another device took, on the screens of a hazard and of a record."""

import asyncio
import hashlib
import io
from contextlib import asynccontextmanager

import pytest
from PIL import Image

from inspect_app.domain.hazard import HazardState
from inspect_app.platform.interface import HttpAnswer
from inspect_app.services import fetch_failures
from inspect_app.services.photo_fetching import OFFLINE, WAITS_FOR_WIFI
from inspect_app.strings import LANGUAGES, catalog
from inspect_app.ui.widgets import photo_tile
from sync.protocol import RecordKind
from tests.storage.factories import (
    NOW,
    a_hazard,
    a_hazard_record,
    a_photo,
    a_record,
    a_submission,
    an_answer,
)
from tests.ui.harness import TABLET
from tests.ui.walks import UNIT


def a_picture(grey):
    written = io.BytesIO()
    Image.new("L", (200, 200), grey).save(written, "JPEG")
    return written.getvalue()


BEFORE, AFTER = a_picture(40), a_picture(200)
SHA_BEFORE, SHA_AFTER = (hashlib.sha256(each).hexdigest() for each in (BEFORE, AFTER))


class Bureau:
    """What answers on the line: the photos that have arrived, or what stands in their place."""

    def __init__(self):
        self.photos = {}
        self.instead = None
        self.asked = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, method, url, *, headers, body=None, timeout_s, on_sent=None):
        self.asked.append(url)
        await self.gate.wait()
        if isinstance(self.instead, Exception):
            raise self.instead
        content = self.instead or self.photos.get(url.rsplit("/", 1)[1])
        if content is None:
            return HttpAnswer(404, {"content-type": "application/json"}, b'{"code": "not_found"}')
        return HttpAnswer(200, {"content-type": "image/jpeg"}, content)


@pytest.fixture
def bureau(device):
    """The device is on a line, and both photos have arrived at the other end."""
    bureau = device.phone.http = Bureau()
    bureau.photos = {SHA_BEFORE: BEFORE, SHA_AFTER: AFTER}
    device.phone.online = True
    device.phone.is_online = lambda: device.phone.online
    return bureau


@pytest.fixture
def hazard(device):
    """Found with a photo, handed in with another one; both taken elsewhere."""
    found = a_hazard("h-1", unit=UNIT.id, photos=(SHA_BEFORE,))
    device.store.records.add(
        a_record(RecordKind.hazard_reported, found.to_dict(), "r-1", NOW, seq=1)
    )
    for seq, event in enumerate(("confirmed", "planned"), 2):
        device.store.records.add(a_hazard_record(event, f"r-{seq}", hazard="h-1", seq=seq))
    handed_in = a_hazard_record("submitted", "r-9", hazard="h-1", seq=9, photos=[SHA_AFTER])
    device.store.records.add(handed_in)
    assert device.store.hazards.fetch("h-1").state is HazardState.submitted
    return "/hazards/h-1"


@asynccontextmanager
async def fetching(device):
    task = asyncio.create_task(device.services.photos.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def picture_in(screen, sha256):
    (image,) = [c for c in screen.controls(screen.by_key(f"photo-{sha256}")) if c._c == "Image"]
    return image.src


def has_picture(screen, sha256):
    return any(c._c == "Image" for c in screen.controls(screen.by_key(f"photo-{sha256}")))


async def test_photos_of_others_are_fetched_when_the_hazard_is_opened(
    device, bureau, hazard, opened_app
):
    async with opened_app(hazard) as screen, fetching(device):
        await screen.until(lambda: has_picture(screen, SHA_AFTER))
        await screen.until(lambda: has_picture(screen, SHA_BEFORE))

        assert picture_in(screen, SHA_BEFORE) == BEFORE
        assert picture_in(screen, SHA_AFTER) == AFTER
        assert not screen.has("photos-missing")


async def test_it_says_how_many_are_on_their_way(device, bureau, hazard, opened_app):
    bureau.gate.clear()

    async with opened_app(hazard) as screen, fetching(device):
        await screen.until(lambda: len(bureau.asked) == 2)

        assert screen.reads("正在取照片 0/2", under="hazard-photos")
        assert screen.reads("正在取", under=f"photo-{SHA_BEFORE}")
        bureau.gate.set()
        await screen.until(lambda: not screen.reads("正在取照片"))


async def test_photo_opens_large(device, bureau, hazard, opened_app):
    async with opened_app(hazard) as screen, fetching(device):
        await screen.until(lambda: has_picture(screen, SHA_AFTER))
        await screen.tap(f"photo-{SHA_AFTER}")

        assert screen.has("photo-viewer")
        await screen.tap("close-photo")
        assert not screen.has("photo-viewer")


async def test_photo_that_has_not_arrived_is_said_and_asked_for_again(
    device, bureau, hazard, opened_app
):
    del bureau.photos[SHA_AFTER]

    async with opened_app(hazard) as screen, fetching(device):
        await screen.until(lambda: screen.has("photos-missing"))
        assert screen.reads("1 张照片还没有传到中心端", under="photos-missing")
        assert screen.reads("还没传到", under=f"photo-{SHA_AFTER}")

        bureau.photos[SHA_AFTER] = AFTER
        await screen.tap("fetch-photos")
        await screen.until(lambda: has_picture(screen, SHA_AFTER))


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        (ConnectionError("cut"), "网络断了"),
        (TimeoutError("slow"), "网络太慢"),
        (AFTER[:-2] + b"??", "2 张照片与登记的摘要不符"),
        (b"<html>", "与登记的摘要不符"),
    ],
    ids=["cut", "slow", "other bytes", "page"],
)
async def test_failure_says_why_and_a_tap_tries_again(
    device, bureau, hazard, opened_app, instead, words
):
    bureau.instead = instead

    async with opened_app(hazard) as screen, fetching(device):
        await screen.until(lambda: screen.has("photos-missing"))
        assert screen.reads(words, under="photos-missing")

        bureau.instead = None
        await screen.tap(f"photo-{SHA_BEFORE}")
        await screen.until(lambda: has_picture(screen, SHA_BEFORE))


async def test_without_a_network_they_come_later_and_nothing_is_offered(
    device, bureau, hazard, opened_app
):
    device.phone.online = False

    async with opened_app(hazard) as screen, fetching(device):
        assert screen.reads("联网后自动取来", under="photos-missing")
        assert screen.reads("联网再取", under=f"photo-{SHA_BEFORE}")
        assert not screen.has("fetch-photos")
    assert bureau.asked == []


async def test_on_a_line_that_costs_they_wait_for_a_tap(device, bureau, hazard, opened_app):
    device.services.preferences.set_photos_on_wifi_only(True)

    async with opened_app(hazard) as screen, fetching(device):
        assert screen.reads("照片等 Wi-Fi 再取", under="photos-missing")
        assert bureau.asked == []
        await screen.tap("fetch-photos")
        await screen.until(lambda: has_picture(screen, SHA_BEFORE))
        await screen.until(lambda: has_picture(screen, SHA_AFTER))


async def test_one_tap_on_a_tile_fetches_that_one(device, bureau, hazard, opened_app):
    device.services.preferences.set_photos_on_wifi_only(True)

    async with opened_app(hazard) as screen, fetching(device):
        await screen.tap(f"photo-{SHA_AFTER}")
        await screen.until(lambda: has_picture(screen, SHA_AFTER))

        assert screen.reads("点按取图", under=f"photo-{SHA_BEFORE}")


async def test_screen_that_was_left_wants_nothing_any_more(device, bureau, hazard, opened_app):
    bureau.instead = ConnectionError("cut")

    async with opened_app(hazard) as screen, fetching(device):
        await screen.until(lambda: screen.has("photos-missing"))
        await screen.go("/hazards")
        before, bureau.instead = len(bureau.asked), None
        device.services.photos._on_host("online", True)
        await asyncio.sleep(0.1)

    assert len(bureau.asked) == before


async def test_on_a_tablet_they_stand_beside_the_list(device, bureau, hazard, opened_app):
    async with opened_app("/hazards", size=TABLET) as screen, fetching(device):
        await screen.until(lambda: has_picture(screen, SHA_BEFORE))


async def test_recheck_that_sent_it_back_shows_what_it_saw(device, bureau, hazard, opened_app):
    seen = a_picture(120)
    sha256 = hashlib.sha256(seen).hexdigest()
    bureau.photos[sha256] = seen
    sent_back = a_hazard_record(
        "rechecked", "r-10", hazard="h-1", seq=10, passed=False, photos=[sha256]
    )
    device.store.records.add(sent_back)

    async with opened_app(hazard) as screen, fetching(device):
        await screen.until(lambda: has_picture(screen, sha256))

        assert picture_in(screen, sha256) == seen


async def test_record_of_another_device_shows_its_photos(device, bureau, opened_app):
    answer = an_answer(photos=(SHA_BEFORE,))
    photos = (a_photo(BEFORE, SHA_BEFORE),)
    said = {"unit": UNIT.id, "answers": (answer,), "photos": photos}
    device.store.records.add(a_submission("r-1", blobs=(SHA_BEFORE,), seq=1, **said))

    async with opened_app("/records/inspection-of-r-1") as screen, fetching(device):
        await screen.until(lambda: has_picture(screen, SHA_BEFORE))

        assert picture_in(screen, SHA_BEFORE) == BEFORE
        await screen.tap(f"photo-{SHA_BEFORE}")
        assert screen.has("photo-viewer")


async def test_what_was_fetched_is_counted_where_the_room_is_shown(device, bureau, opened_app):
    device.store.fetched.put(BEFORE + bytes(2_000_000))

    async with opened_app("/me") as screen:
        await screen.until(lambda: screen.has("fetched"))

        assert screen.reads("其中别处拍的照片 2.0 MB")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_every_tile_has_its_words(language):
    reasons = {*fetch_failures._TOLD, "server_trouble", "no_room", "not_a_picture", "failed"}
    keys = {f"photo.reason.{each}" for each in reasons}
    keys |= {f"photo.tile.{each}" for each in photo_tile._ICONS}
    keys |= {OFFLINE.key, WAITS_FOR_WIFI.key}

    assert keys <= catalog(language).keys(), keys - catalog(language).keys()
