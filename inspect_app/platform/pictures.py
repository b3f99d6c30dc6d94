"""What a picture is, told from its first bytes: format, size, orientation, and whether it is whole.

Every host asks here before a codec sees the bytes, so that bad input fails the same way everywhere.
"""

import re
import struct
from dataclasses import dataclass
from enum import StrEnum

from inspect_app.config import MAX_SOURCE_BYTES, MAX_SOURCE_PIXELS
from inspect_app.errors import (
    NotAPicture,
    PictureTooLarge,
    PictureTooSmall,
    PictureTruncated,
    PictureUnsupported,
)

MIN_EDGE_PX = 160
"""Below this the stamp could not be read, so the picture proves nothing."""


class PictureFormat(StrEnum):
    jpeg = "JPEG"
    png = "PNG"
    webp = "WebP"
    gif = "GIF"
    heic = "HEIC"
    avif = "AVIF"
    tiff = "TIFF"
    bmp = "BMP"
    jpeg_xl = "JPEG XL"

    @property
    def media_type(self) -> str:
        return f"image/{self.value.lower()}"


READABLE = {PictureFormat.jpeg, PictureFormat.png, PictureFormat.webp, PictureFormat.gif}
"""What both codecs read."""


_PACKED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
)


def is_packed(content: bytes) -> bool:
    """Whether it is an archive, which the endpoint does not take."""
    return content.startswith(_PACKED) or content[257:262] == b"ustar"


@dataclass(frozen=True, slots=True)
class Picture:
    format: PictureFormat
    width_px: int
    """As it is stored, before orienting."""
    height_px: int
    orientation: int = 1
    """EXIF tag 0x0112, 1 to 8; taken from JPEG only, where both codecs honour it."""

    @property
    def upright_px(self) -> tuple[int, int]:
        """Width and height after orienting."""
        if self.orientation >= 5:
            return self.height_px, self.width_px
        return self.width_px, self.height_px

    def bounded_px(self, max_edge_px: int) -> tuple[int, int]:
        """Width and height after orienting and shrinking to `max_edge_px`; never enlarged."""
        width, height = self.upright_px
        scale = min(1.0, max_edge_px / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))


def examine(source: bytes) -> Picture:
    """Tell what `source` is without decoding it, or raise the `PhotoError` that names its fault."""
    if len(source) > MAX_SOURCE_BYTES:
        raise PictureTooLarge(size=len(source), limit=MAX_SOURCE_BYTES)
    kind = sniff(source)
    if kind is None:
        raise NotAPicture()
    if kind not in READABLE:
        raise PictureUnsupported(format=kind.value)
    try:
        picture = _EXAMINERS[kind](source)
    except (struct.error, IndexError) as error:
        raise PictureTruncated() from error
    _check_size(picture)
    return picture


def sniff(source: bytes) -> PictureFormat | None:
    """The format by its magic bytes; the name and the declared type are not asked."""
    for magic, kind in _MAGIC:
        if source.startswith(magic):
            return kind
    if source[:4] == b"RIFF" and source[8:12] == b"WEBP":
        return PictureFormat.webp
    if source[4:8] == b"ftyp":
        return _sniff_brands(source[8 : min(int.from_bytes(source[:4], "big"), 64)])
    return None


_MAGIC = (
    (b"\xff\xd8\xff", PictureFormat.jpeg),
    (b"\x89PNG\r\n\x1a\n", PictureFormat.png),
    (b"GIF87a", PictureFormat.gif),
    (b"GIF89a", PictureFormat.gif),
    (b"II*\x00", PictureFormat.tiff),
    (b"MM\x00*", PictureFormat.tiff),
    (b"BM", PictureFormat.bmp),
    (b"\xff\x0a", PictureFormat.jpeg_xl),
    (b"\x00\x00\x00\x0cJXL ", PictureFormat.jpeg_xl),
)
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def _sniff_brands(brands: bytes) -> PictureFormat | None:
    """ISO 14496-12 §4.3: the brands of an ftyp box; the second word is a version."""
    words = {brands[at : at + 4] for at in range(0, len(brands), 4)}
    if words & {b"avif", b"avis"}:
        return PictureFormat.avif
    return PictureFormat.heic if words & _HEIF_BRANDS else None


def _check_size(picture: Picture) -> None:
    width, height = picture.width_px, picture.height_px
    if width == 0 or height == 0:
        raise NotAPicture()
    if width * height > MAX_SOURCE_PIXELS:
        raise PictureTooLarge(size=width * height, limit=MAX_SOURCE_PIXELS)
    if min(width, height) < MIN_EDGE_PX:
        raise PictureTooSmall(size=min(width, height), limit=MIN_EDGE_PX)


_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""A marker within entropy-coded data: neither stuffing, restart nor fill (ITU-T T.81 §B.1.1)."""
_JPEG_SOF = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_SOS, _EOI, _APP1 = 0xDA, 0xD9, 0xE1
_MAX_PARTS = 50_000
"""Markers or chunks; a large picture has some thousands, a file may be made of nothing else."""


def _examine_jpeg(source: bytes) -> Picture:
    at, size, orientation = 2, (0, 0), 1
    for _ in range(_MAX_PARTS):
        found = _JPEG_MARKER.search(source, at)
        if found is None:
            raise PictureTruncated()
        marker, at = source[found.end() - 1], found.end()
        if marker == _EOI:
            break
        (length,) = struct.unpack_from(">H", source, at)
        if marker in _JPEG_SOF:
            height, width = struct.unpack_from(">HH", source, at + 3)
            size = width, height
        elif marker == _APP1 and orientation == 1:
            orientation = _exif_orientation(source[at + 2 : at + length])
        elif marker == _SOS and size == (0, 0):
            raise NotAPicture()
        at += length
    else:
        raise NotAPicture()
    return Picture(PictureFormat.jpeg, *size, orientation)


def _exif_orientation(segment: bytes) -> int:
    """Tag 0x0112 of the first directory; 1 when it is missing or damaged."""
    if not segment.startswith(b"Exif\0\0"):
        return 1
    tiff = segment[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, entry)
            if tag == 0x0112:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _examine_png(source: bytes) -> Picture:
    width, height = struct.unpack_from(">II", source, 16)
    at = 8
    for _ in range(_MAX_PARTS):
        length, name = struct.unpack_from(">I4s", source, at)
        at += 12 + length
        if at > len(source):
            raise PictureTruncated()
        if name == b"IEND":
            return Picture(PictureFormat.png, width, height)
    raise NotAPicture()


def _examine_webp(source: bytes) -> Picture:
    (length,) = struct.unpack_from("<I", source, 4)
    if len(source) < length + 8:
        raise PictureTruncated()
    chunk = source[12:16]
    if chunk == b"VP8X":
        width = 1 + int.from_bytes(source[24:27], "little")
        height = 1 + int.from_bytes(source[27:30], "little")
    elif chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", source, 21)
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif chunk == b"VP8 ":
        width, height = (edge & 0x3FFF for edge in struct.unpack_from("<HH", source, 26))
    else:
        raise NotAPicture()
    return Picture(PictureFormat.webp, width, height)


def _examine_gif(source: bytes) -> Picture:
    width, height = struct.unpack_from("<HH", source, 6)
    if not source.rstrip(b"\0").endswith(b";"):
        raise PictureTruncated()
    return Picture(PictureFormat.gif, width, height)


_EXAMINERS = {
    PictureFormat.jpeg: _examine_jpeg,
    PictureFormat.png: _examine_png,
    PictureFormat.webp: _examine_webp,
    PictureFormat.gif: _examine_gif,
}
