"""The codec of the desk and of native builds."""

import asyncio
from pathlib import Path

import pytest

from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import NotAPicture, PictureTruncated, StampFontMissing
from inspect_app.platform.pillow_codec import PillowCodec
from inspect_app.platform.stamp_font import FONT_VARIABLE, find_stamp_font
from tests.platform import media
from tests.platform.codec_contract import STAMP, TAKEN_AT, CodecContract


class TestPillowCodec(CodecContract):
    @pytest.fixture
    def prepare(self, bundled_font):
        codec = PillowCodec()
        return lambda source, stamp: codec.prepare_now(source, stamp, TAKEN_AT, PhotoSource.camera)


async def test_screen_does_not_wait_for_a_photo(bundled_font):
    work = PillowCodec().prepare(media.camera_jpeg(), STAMP, TAKEN_AT, PhotoSource.picker)

    task, turns = asyncio.create_task(work), 0
    while not task.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert turns > 5
    assert task.result().photo.source is PhotoSource.picker


def test_missing_font_is_an_error_and_no_empty_boxes(monkeypatch, tmp_path):
    monkeypatch.setenv(FONT_VARIABLE, str(tmp_path / "nothing.ttf"))

    with pytest.raises(StampFontMissing):
        PillowCodec().prepare_now(media.camera_jpeg(), STAMP, TAKEN_AT, PhotoSource.camera)


def test_damaged_font_is_an_error(tmp_path):
    damaged = tmp_path / "font.ttf"
    damaged.write_bytes(b"no font at all")

    with pytest.raises(StampFontMissing):
        PillowCodec(lambda: damaged).prepare_now(
            media.camera_jpeg(), STAMP, TAKEN_AT, PhotoSource.camera
        )


def test_font_of_the_setting_is_found(bundled_font: Path):
    assert find_stamp_font() == bundled_font


def test_jpeg_with_damaged_body_is_refused(bundled_font):
    """The frame is whole and what lies between is not."""
    whole = media.camera_jpeg(1, (2016, 1512))
    damaged = whole[:400] + b"\xff\xd9"

    with pytest.raises((PictureTruncated, NotAPicture)):
        PillowCodec().prepare_now(damaged, (), TAKEN_AT, PhotoSource.camera)
