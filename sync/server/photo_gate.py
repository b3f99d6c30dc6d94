"""What may become a blob: pictures that a browser can show, and what nobody opens by itself.

Nothing is decoded here: the size is in a picture's first bytes.
"""

from inspect_app.config import MAX_SHOWN_PIXELS
from inspect_app.errors import PhotoError, PictureTooLarge, PictureTooSmall
from inspect_app.platform.pictures import READABLE, examine, is_packed, sniff
from sync.server.errors import ApiError

INERT = "application/octet-stream"
"""Is answered as a download, never shown."""


def media_type_of(content: bytes) -> str:
    """Return the type by the bytes, whatever was declared. Raises `ApiError` for what is a bomb."""
    if is_packed(content):
        raise ApiError(422, "not_a_photo")
    kind = sniff(content)
    if kind not in READABLE:
        return INERT
    try:
        picture = examine(content)
    except PictureTooLarge:
        raise ApiError(422, "photo_too_large") from None
    except PictureTooSmall:
        return kind.media_type
    except PhotoError:
        return INERT
    if picture.width_px * picture.height_px > MAX_SHOWN_PIXELS:
        raise ApiError(422, "photo_too_large")
    return kind.media_type
