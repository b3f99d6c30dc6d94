"""Photos of 300 KB and the requests that bring them: tus, creation with upload."""

import hashlib
import random
from base64 import b64encode
from collections.abc import Iterator
from functools import cache

from benchmarks._load import Message, request
from benchmarks._sealed import Sealing
from sync.protocol import FILES

PHOTO_BYTES = 300_000
_HEAD_BYTES = 64


def photos(seed: str, count: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield photos that differ in their first bytes only, so that they share memory."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.randbytes(_HEAD_BYTES), _tail()


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
def _tail() -> bytes:
    return random.Random(7).randbytes(PHOTO_BYTES - _HEAD_BYTES)
