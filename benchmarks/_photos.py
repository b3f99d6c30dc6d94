"""Photos of 300 KB and the requests that bring them: tus, creation with upload."""

import hashlib
import io
import random
from base64 import b64encode
from collections.abc import Iterator
from functools import cache

from PIL import Image

from benchmarks._load import Message, request
from benchmarks._sealed import Sealing
from sync.protocol import FILES

PHOTO_BYTES = 300_000
_EDGES_PX = (1600, 1200)
_SAID_BYTES = 64
_COMMENT = b"\xff\xfe" + (_SAID_BYTES + 2).to_bytes(2, "big")


def photos(seed: str, count: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield JPEGs that differ in a comment near their start, so that they share memory."""
    chance = random.Random(seed)
    start, rest = _jpeg()
    for _ in range(count):
        yield start + _COMMENT + chance.randbytes(_SAID_BYTES), rest


def digest_of(photo: tuple[bytes, ...]) -> str:
    whole = hashlib.sha256()
    for piece in photo:
        whole.update(piece)
    return whole.hexdigest()


def upload_request(sealing: Sealing, photo: tuple[bytes, ...], sha256: str) -> Message:
    """Return what `sync.uploads` sends for a photo that fits into one piece."""
    pairs = {"sha256": sha256, "filename": f"{sha256}.jpg", "filetype": "image/jpeg"}
    metadata = (f"{name} {b64encode(value.encode()).decode()}" for name, value in pairs.items())
    headers = {
        "Authorization": f"Bearer {sealing.token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(sum(map(len, photo))),
        "Upload-Metadata": ",".join(metadata),
        "Upload-Checksum": f"sha256 {b64encode(bytes.fromhex(sha256)).decode()}",
        "Content-Type": "application/offset+octet-stream",
    }
    return request("POST", FILES, headers, *photo)


@cache
def _jpeg() -> tuple[bytes, bytes]:
    """Return the mark that begins a JPEG, and all the rest of one; its end is filled up."""
    drawn = io.BytesIO()
    Image.new("RGB", _EDGES_PX, (120, 130, 90)).save(drawn, "JPEG", quality=80)
    whole = drawn.getvalue()
    filled = PHOTO_BYTES - len(whole) - len(_COMMENT) - _SAID_BYTES
    return whole[:2], whole[2:] + random.Random(7).randbytes(filled)
