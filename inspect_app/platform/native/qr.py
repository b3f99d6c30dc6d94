"""Reading QR codes in pictures by pyzbar, which has recipes for phones; zxing-cpp has none."""

import importlib.util
import io

from PIL import Image, ImageOps

from inspect_app.errors import NothingToRead, PictureTruncated
from inspect_app.platform.pictures import examine

EDGE_PX = 1600


def can_read() -> bool:
    """Whether this build has a reader; without one, codes are typed."""
    return importlib.util.find_spec("pyzbar") is not None


def read_codes(source: bytes) -> tuple[str, ...]:
    """Raise `PhotoError` when it is no picture, `NothingToRead` where nothing can read it."""
    examine(source)
    if not can_read():
        raise NothingToRead()
    from pyzbar import pyzbar

    try:
        with Image.open(io.BytesIO(source)) as image:
            image.draft("L", (EDGE_PX, EDGE_PX))
            grey = ImageOps.exif_transpose(image).convert("L")
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureTruncated() from error
    found = pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return tuple(code.data.decode("utf-8", "replace") for code in found)
