"""What every codec must do, run on Pillow and on a real browser's codecs alike."""

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageChops, ImageStat

from inspect_app.config import MAX_EDGE_PX, MAX_PHOTO_BYTES, MAX_SOURCE_BYTES
from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import (
    NotAPicture,
    PictureTooLarge,
    PictureTooSmall,
    PictureTruncated,
    PictureUnsupported,
)
from inspect_app.platform.interface import Capture
from inspect_app.platform.stamp import lay_out_stamp
from tests.platform import media

STAMP = (
    "2026-11-23 09:41 +08:00",
    "示例小学 · 3号楼3层东侧走廊",
    "灭火器 FX-0042-K · 检查人 甲、乙",
)
TAKEN_AT = datetime(2026, 11, 23, 1, 41, tzinfo=UTC)

Prepare = Callable[[bytes, tuple[str, ...]], Capture]
"""What a subclass offers as its fixture `prepare`; errors are raised as ours."""


class CodecContract:
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_camera_picture_stands_upright(self, prepare, orientation):
        source = media.camera_jpeg(orientation, (2016, 1512))

        photo = _opened(prepare(source, ()))

        width, height = photo.size
        eighths = [(width // 8 * x, height // 8 * y) for y in (1, 7) for x in (1, 7)]
        assert (width > height) == (orientation < 5)
        for (x, y), colour in zip(eighths, media.CORNERS, strict=True):
            seen = ImageStat.Stat(photo.crop((x - 20, y - 20, x + 20, y + 20))).mean
            wanted = [value * 0.75 + 128 * 0.25 for value in colour]
            assert seen == pytest.approx(wanted, abs=30), f"at {x}, {y}"

    def test_camera_picture_is_bounded_and_described(self, prepare):
        source = media.camera_jpeg(6)

        capture = prepare(source, STAMP)

        photo = capture.photo
        assert (photo.width_px, photo.height_px) == (1200, MAX_EDGE_PX)
        assert _opened(capture).size == (1200, MAX_EDGE_PX)
        assert _opened(capture).format == "JPEG"
        assert len(capture.jpeg) == photo.size <= MAX_PHOTO_BYTES
        assert photo.sha256 == hashlib.sha256(capture.jpeg).hexdigest()
        assert photo.original_sha256 == hashlib.sha256(source).hexdigest()
        assert (photo.stamp, photo.taken_at, photo.source) == (STAMP, TAKEN_AT, PhotoSource.camera)

    def test_stamp_is_white_on_dark_within_its_band(self, prepare):
        plain, stamped = (
            _opened(prepare(media.camera_jpeg(1, (2016, 1512)), stamp)) for stamp in ((), STAMP)
        )

        layout = lay_out_stamp(*stamped.size, STAMP)
        top = layout.band_top_px
        band = stamped.crop((0, top, *stamped.size)).convert("L")
        above = (0, 0, stamped.width, top - 16)
        assert (
            ImageStat.Stat(band).mean[0]
            < ImageStat.Stat(plain.crop((0, top, *plain.size)).convert("L")).mean[0] * 0.7
        )
        assert band.getextrema()[1] > 220
        assert ImageStat.Stat(
            ImageChops.difference(plain.crop(above), stamped.crop(above))
        ).mean == pytest.approx([0, 0, 0], abs=2)

    def test_every_line_of_the_stamp_has_ink_where_it_is_laid_out(self, prepare):
        photo = _opened(prepare(media.camera_jpeg(1, (2016, 1512)), STAMP)).convert("L")

        layout = lay_out_stamp(*photo.size, STAMP)
        for line in layout.lines:
            em = layout.font_px
            box = (
                line.x_px,
                round(line.baseline_px - em * 0.8),
                line.x_px + em * 5,
                line.baseline_px,
            )
            ink = photo.crop(box).point(lambda value: 255 * (value > 190))
            assert 0.08 < ImageStat.Stat(ink).mean[0] / 255 < 0.5, line.text

    def test_different_characters_leave_different_ink(self, prepare):
        """Empty boxes in place of Chinese would all look alike."""
        source = media.encoded(Image.new("RGB", (800, 600), (90, 90, 90)), "JPEG")

        one, other = (_opened(prepare(source, (words,))) for words in ("消防栓", "配电箱"))

        difference = ImageStat.Stat(ImageChops.difference(one, other).convert("L"))
        assert difference.extrema[0][1] > 120

    def test_pure_noise_gives_way_until_it_fits(self, prepare):
        capture = prepare(media.noise_jpeg(), STAMP)

        assert len(capture.jpeg) <= MAX_PHOTO_BYTES
        assert _opened(capture).size == (capture.photo.width_px, capture.photo.height_px)

    def test_small_picture_is_not_enlarged(self, prepare):
        source = media.encoded(Image.new("RGB", (640, 480), (90, 120, 90)), "JPEG")

        assert _opened(prepare(source, STAMP)).size == (640, 480)

    def test_transparent_png_lies_on_white_paper(self, prepare):
        source = media.encoded(Image.new("RGBA", (400, 300), (255, 0, 0, 0)), "PNG")

        photo = _opened(prepare(source, ()))

        assert photo.getpixel((200, 100)) == pytest.approx((255, 255, 255), abs=3)

    @pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 80}])
    def test_webp_is_read(self, prepare, options):
        source = io.BytesIO()
        Image.new("RGB", (400, 300), (20, 120, 200)).save(source, "WEBP", **options)

        photo = _opened(prepare(source.getvalue(), ()))

        assert photo.getpixel((200, 100)) == pytest.approx((20, 120, 200), abs=6)

    def test_progressive_and_grey_jpegs_are_read(self, prepare):
        source = media.encoded(Image.new("L", (400, 300), 77), "JPEG", progressive=True)

        assert _opened(prepare(source, ())).getpixel((200, 100)) == pytest.approx((77,) * 3, abs=4)

    def test_bytes_after_the_end_of_a_jpeg_do_no_harm(self, prepare):
        """Phones append short films and depth maps."""
        source = media.encoded(Image.new("RGB", (400, 300)), "JPEG") + b"MotionPhoto" * 100

        assert _opened(prepare(source, ())).size == (400, 300)

    def test_picture_that_is_no_picture_is_refused(self, prepare):
        for source in (b"", b"\0" * 100, "检查记录".encode() * 50, b"%PDF-1.7\n" + bytes(500)):
            with pytest.raises(NotAPicture):
                prepare(source, STAMP)

    def test_heic_is_named(self, prepare):
        with pytest.raises(PictureUnsupported) as refused:
            prepare(media.HEIC_HEADER, STAMP)

        assert refused.value.params == {"format": "HEIC"}

    @pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 0.9999])
    def test_cut_off_jpeg_is_refused(self, prepare, share):
        whole = media.camera_jpeg(1, (2016, 1512))

        with pytest.raises(PictureTruncated):
            prepare(whole[: int(len(whole) * share)], STAMP)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
    def test_cut_off_picture_of_another_kind_is_refused(self, prepare, kind):
        whole = media.encoded(media.upright_picture(400, 300), kind)

        with pytest.raises(PictureTruncated):
            prepare(whole[: len(whole) // 2], STAMP)

    def test_fifty_megabytes_are_read(self, prepare):
        source = media.camera_jpeg(1, (2016, 1512)) + bytes(50_000_000)

        assert prepare(source, STAMP).photo.width_px == MAX_EDGE_PX

    def test_more_bytes_than_any_camera_writes_are_refused(self, prepare):
        with pytest.raises(PictureTooLarge) as refused:
            prepare(bytes(MAX_SOURCE_BYTES + 1), STAMP)

        assert refused.value.params == {"size": MAX_SOURCE_BYTES + 1, "limit": MAX_SOURCE_BYTES}

    def test_decompression_bomb_is_refused(self, prepare):
        with pytest.raises(PictureTooLarge) as refused:
            prepare(media.png_bomb(), STAMP)

        assert refused.value.params["size"] == 60_000 * 60_000

    def test_picture_too_small_for_its_stamp_is_refused(self, prepare):
        with pytest.raises(PictureTooSmall):
            prepare(media.encoded(Image.new("RGB", (1, 1)), "JPEG"), STAMP)


def _opened(capture: Capture) -> Image.Image:
    photo = Image.open(io.BytesIO(capture.jpeg))
    photo.load()
    return photo
