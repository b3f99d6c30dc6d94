"""Photos by Pillow: on the desk, at the endpoint and in native builds."""

import asyncio
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from inspect_app.config import MAX_PHOTO_BYTES, MAX_SOURCE_PIXELS
from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import NotAPicture, PictureTooLarge, PictureTruncated, StampFontMissing
from inspect_app.platform.interface import Capture
from inspect_app.platform.pictures import Picture, PictureFormat, examine
from inspect_app.platform.plan import Rung, capture, rungs
from inspect_app.platform.stamp import BAND_OPACITY, StampLayout
from inspect_app.platform.stamp_font import find_stamp_font

# `examine` has refused more than this already; Pillow would warn at 89 million.
Image.MAX_IMAGE_PIXELS = MAX_SOURCE_PIXELS

SHRINK_FILTER = Image.Resampling.HAMMING
"""As sharp as bicubic when shrinking, at 60 % of its time and half of Lanczos's."""
_WHITE, _INK = (255, 255, 255), (255, 255, 255)
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation to what undoes it (CIPA DC-008 §4.6.5, tag 0x0112)."""


class PillowCodec:
    """A `PhotoCodec`; works in a thread so that the screen does not wait."""

    def __init__(self, find_font: Callable[[], Path] = find_stamp_font) -> None:
        self._fonts = StampFonts(find_font)

    async def prepare(
        self, source: bytes, stamp: tuple[str, ...], taken_at: datetime, origin: PhotoSource
    ) -> Capture:
        return await asyncio.to_thread(self.prepare_now, source, stamp, taken_at, origin)

    def prepare_now(
        self, source: bytes, stamp: tuple[str, ...], taken_at: datetime, origin: PhotoSource
    ) -> Capture:
        """The same for callers without an event loop."""
        picture = examine(source)
        jpeg, size = b"", (0, 0)
        upright: Image.Image | None = None
        for rung in rungs(picture, stamp):
            size = rung.width_px, rung.height_px
            if upright is None:
                upright = _decode(source, picture, size)
            sheet = upright.copy() if upright.size == size else upright.resize(size, SHRINK_FILTER)
            self._draw_stamp(sheet, rung)
            for quality in rung.qualities:
                jpeg = _encode(sheet, quality)
                if len(jpeg) <= MAX_PHOTO_BYTES:
                    return capture(source, jpeg, size, stamp, taken_at, origin)
        return capture(source, jpeg, size, stamp, taken_at, origin)

    def _draw_stamp(self, sheet: Image.Image, rung: Rung) -> None:
        layout = rung.stamp
        if layout is None:
            return
        _darken(sheet, layout)
        pen = ImageDraw.Draw(sheet)
        font = self._fonts.of_size(layout.font_px)
        for line in layout.lines:
            pen.text((line.x_px, line.baseline_px), line.text, _INK, font, anchor="ls")


class StampFonts:
    """The bundled font, read once, in the sizes that were asked for."""

    SIZES_KEPT: ClassVar[int] = 8

    def __init__(self, find: Callable[[], Path]) -> None:
        self._find = find
        self._content: bytes | None = None
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}

    def of_size(self, size_px: int) -> ImageFont.FreeTypeFont:
        """Raise `StampFontMissing` instead of drawing empty boxes."""
        if size_px not in self._sizes:
            if len(self._sizes) >= self.SIZES_KEPT:
                self._sizes.clear()
            self._sizes[size_px] = self._open(size_px)
        return self._sizes[size_px]

    def _open(self, size_px: int) -> ImageFont.FreeTypeFont:
        if self._content is None:
            self._content = self._find().read_bytes()
        try:
            return ImageFont.truetype(io.BytesIO(self._content), size_px)
        except OSError as error:
            raise StampFontMissing(place=str(error)) from error


def _decode(source: bytes, picture: Picture, size: tuple[int, int]) -> Image.Image:
    """Decode at the coarsest scale that still covers `size`, shrink, and only then turn."""
    lying = size if picture.orientation < 5 else size[::-1]
    try:
        with Image.open(io.BytesIO(source), formats=(_PILLOW_NAMES[picture.format],)) as image:
            image.draft("RGB", lying)
            image.load()
            shrunk = _flatten(image).resize(lying, SHRINK_FILTER)
    except UnidentifiedImageError as error:
        raise NotAPicture() from error
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(
            size=picture.width_px * picture.height_px, limit=MAX_SOURCE_PIXELS
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise PictureTruncated() from error
    turn = _TRANSPOSE.get(picture.orientation)
    return shrunk if turn is None else shrunk.transpose(turn)


_PILLOW_NAMES = {
    PictureFormat.jpeg: "JPEG",
    PictureFormat.png: "PNG",
    PictureFormat.webp: "WEBP",
    PictureFormat.gif: "GIF",
}


def _flatten(image: Image.Image) -> Image.Image:
    """Onto white paper, as the browser's codec does."""
    if image.mode == "RGB":
        return image
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, (*_WHITE, 255))
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _darken(sheet: Image.Image, layout: StampLayout) -> None:
    box = (0, layout.band_top_px, *sheet.size)
    band = sheet.crop(box)
    sheet.paste(band.point(lambda value: value * (1 - BAND_OPACITY)), box)


def _encode(sheet: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=quality)
    return out.getvalue()
