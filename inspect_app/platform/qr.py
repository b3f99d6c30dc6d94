"""Reading QR codes in pictures by zxing-cpp, where there is a build of it."""

import io

from PIL import Image, ImageOps

from inspect_app.errors import PictureTruncated
from inspect_app.platform.pictures import examine

EDGES_PX = (1280, 2560)
"""Small first: most codes fill a good part of the picture, and a small one is read faster."""


def read_codes(source: bytes) -> tuple[str, ...]:
    """Return the texts of the QR codes in a picture; raise `PhotoError` when it is none."""
    examine(source)
    try:
        with Image.open(io.BytesIO(source)) as image:
            image.draft("L", (EDGES_PX[-1], EDGES_PX[-1]))
            grey = ImageOps.exif_transpose(image).convert("L")
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureTruncated() from error
    for edge_px in EDGES_PX:
        is_whole = edge_px >= max(grey.size)
        found = _read(grey if is_whole else ImageOps.contain(grey, (edge_px, edge_px)))
        if found or is_whole:
            return found
    return ()


def _read(grey: Image.Image) -> tuple[str, ...]:
    import zxingcpp

    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)
    return tuple(code.text for code in found if code.valid)
