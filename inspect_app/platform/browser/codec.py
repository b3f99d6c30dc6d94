"""Photos by the browser's decoder and encoder; Pillow has no build for the browser."""

import logging
from dataclasses import astuple
from datetime import datetime

from inspect_app.config import MAX_PHOTO_BYTES
from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import NotAPicture, StampFontMissing
from inspect_app.platform.browser.script import SITE, load_module, plain
from inspect_app.platform.interface import Capture
from inspect_app.platform.pictures import examine
from inspect_app.platform.plan import Rung, capture, rungs
from inspect_app.platform.stamp import BAND_OPACITY

logger = logging.getLogger(__name__)


class BrowserCodec:
    async def prepare(
        self, source: bytes, stamp: tuple[str, ...], taken_at: datetime, origin: PhotoSource
    ) -> Capture:
        picture = examine(source)
        drawer = await load_module("photo.js")
        plans = plain([_as_dict(rung) for rung in rungs(picture, stamp)])
        answer = await drawer.prepare(
            plain(source), picture.format.media_type, plans, BAND_OPACITY, MAX_PHOTO_BYTES
        )
        if hasattr(answer, "error"):
            logger.warning("no photo (%s): %s", answer.error, answer.detail)
            raise StampFontMissing(place=SITE) if answer.error == "font" else NotAPicture()
        size = answer.width, answer.height
        return capture(source, answer.jpeg.to_bytes(), size, stamp, taken_at, origin)


def _as_dict(rung: Rung) -> dict[str, object]:
    layout = rung.stamp
    return {
        "width": rung.width_px,
        "height": rung.height_px,
        "qualities": rung.qualities,
        "stamp": layout
        and {
            "font": layout.font_px,
            "top": layout.band_top_px,
            "lines": [astuple(line) for line in layout.lines],
        },
    }
