"""The codec of the browser, in Chromium."""

import base64
from datetime import datetime

import pytest

from inspect_app import errors
from inspect_app.domain.evidence import Photo
from inspect_app.platform.interface import Capture
from tests.platform import media
from tests.platform.codec_contract import STAMP, TAKEN_AT, CodecContract
from tests.platform.phone import Phone

pytestmark = pytest.mark.browser

PREPARE = """
import base64, time
from datetime import datetime
from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import PhotoError
from inspect_app.platform.browser.codec import BrowserCodec
source = {source}
try:
    started = time.perf_counter()
    capture = await BrowserCodec().prepare(
        source, {stamp!r}, datetime.fromisoformat({taken_at!r}), PhotoSource.camera)
    took_s = time.perf_counter() - started
except PhotoError as error:
    return {{"refused": type(error).__name__, "params": error.params}}
jpeg = base64.b64encode(capture.jpeg).decode()
return {{"jpeg": jpeg, "photo": capture.photo.to_dict(), "took_s": took_s}}
"""


def prepared(phone: Phone, source: bytes, stamp: tuple[str, ...]) -> dict:
    return phone.run(
        PREPARE.format(source=phone.fetching(source), stamp=stamp, taken_at=TAKEN_AT.isoformat())
    )


class TestBrowserCodec(CodecContract):
    @pytest.fixture
    def prepare(self, phone):
        def prepare(source: bytes, stamp: tuple[str, ...]) -> Capture:
            answer = prepared(phone, source, stamp)
            if "refused" in answer:
                raise getattr(errors, answer["refused"])(**answer["params"])
            return Capture(base64.b64decode(answer["jpeg"]), Photo.from_dict(answer["photo"]))

        return prepare


def test_time_of_the_day_is_kept_with_its_offset(phone):
    answer = prepared(phone, media.camera_jpeg(1, (2016, 1512)), STAMP)

    assert datetime.fromisoformat(answer["photo"]["taken_at"]) == TAKEN_AT


def test_camera_picture_takes_no_longer_than_a_breath(phone, record_property):
    """A guard against an accident, not a measure: the machine may be busy."""
    prepared(phone, media.camera_jpeg(), STAMP)

    took_s = sorted(prepared(phone, media.camera_jpeg(), STAMP)["took_s"] for _ in range(5))

    record_property("took_s", took_s)
    print("12 MP to photo, seconds:", [round(each, 2) for each in took_s])
    assert took_s[0] < 3


def test_missing_font_is_an_error_and_no_empty_boxes(open_phone):
    phone = open_phone()
    phone.page.workers[-1].evaluate(
        "() => { const plain = fetch; self.fetch = (address, ...rest) => "
        "String(address).includes('FontManifest') ? Promise.reject(new TypeError('offline')) "
        ": plain(address, ...rest); }"
    )

    answer = prepared(phone, media.camera_jpeg(1, (2016, 1512)), STAMP)

    assert answer["refused"] == "StampFontMissing"
