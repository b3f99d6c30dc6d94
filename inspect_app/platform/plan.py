"""What both codecs do with a picture: the sizes and qualities to try, and the value they return."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from inspect_app.config import JPEG_QUALITY, MAX_EDGE_PX
from inspect_app.domain.evidence import Photo, PhotoSource
from inspect_app.platform.interface import Capture
from inspect_app.platform.pictures import Picture
from inspect_app.platform.stamp import StampLayout, lay_out_stamp

_LADDER = (
    (MAX_EDGE_PX, (JPEG_QUALITY, 70, 60, 50)),
    (1280, (62, 48)),
    (1024, (60, 45)),
    (640, (60, 40)),
)
"""Edge and the qualities to try with it until the photo is small enough. Quality gives way before
size, and text on a nameplate survives both; the last rung holds even for pure noise."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One size to try, with the qualities to try it at."""

    width_px: int
    height_px: int
    stamp: StampLayout | None
    qualities: tuple[int, ...]


def rungs(picture: Picture, stamp: tuple[str, ...]) -> Iterator[Rung]:
    last = (0, 0)
    for edge_px, qualities in _LADDER:
        size = picture.bounded_px(edge_px)
        if size != last:
            yield Rung(*size, lay_out_stamp(*size, stamp), qualities)
        last = size


def capture(
    source: bytes,
    jpeg: bytes,
    size_px: tuple[int, int],
    stamp: tuple[str, ...],
    taken_at: datetime,
    origin: PhotoSource,
) -> Capture:
    return Capture(
        jpeg,
        Photo(
            sha256=sha256(jpeg).hexdigest(),
            size=len(jpeg),
            width_px=size_px[0],
            height_px=size_px[1],
            taken_at=taken_at,
            source=origin,
            original_sha256=sha256(source).hexdigest(),
            stamp=stamp,
        ),
    )
