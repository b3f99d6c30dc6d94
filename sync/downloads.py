"""Fetching one blob: asked for by its digest, believed by its digest."""

import hashlib
import re
from dataclasses import dataclass, field

from sync.errors import (
    AnswerDamaged,
    BlobAbsent,
    BlobDiffers,
    BlobTooLarge,
    Offline,
    RequestRejected,
    TimedOut,
    WrongAnswer,
)
from sync.protocol import API, MAX_BLOB_BYTES, SHA256
from sync.transport import TIMEOUT_S, HttpAnswer, Transport, refusal

ABSENT = {404, 410}
USUAL_BYTES = 350_000
SLOW_BYTES_PER_S = 8_000
"""A photo of the usual size gets as long as a line of this speed needs."""
PIECE_BYTES = 64 * 1024
"""What a line that was cut is asked for at once: small enough to pass between two cuts."""
_PLACE = re.compile(r"bytes ([0-9]{1,9})-[0-9]{1,9}/([0-9]{1,9})")


@dataclass(slots=True)
class Partial:
    """What has come of a blob over a line that was cut; the next try goes on behind it."""

    content: bytearray = field(default_factory=bytearray)
    was_cut: bool = False


async def download(transport: Transport, sha256: str, partial: Partial | None = None) -> bytes:
    """Return the blob's bytes, which have this digest.

    At first it is asked for as a whole, after a cut piece by piece; `partial` is kept between
    tries. A device asks with its token, as for everything: no address expires.
    Raises `SyncError`: `BlobAbsent` when it is not there for this device, `BlobDiffers` or
    `BlobTooLarge` when what came must not be kept.
    """
    if not SHA256.fullmatch(sha256):
        # A record may say anything; it becomes no part of an address.
        raise BlobAbsent("not a digest", sha256=sha256)
    partial = partial or Partial()
    try:
        answer = await _answer(transport, sha256, partial)
    except (Offline, TimedOut):
        partial.was_cut = True
        raise
    content = bytes(partial.content) if answer.status == 206 else answer.body
    if hashlib.sha256(content).hexdigest() == sha256:
        return content
    partial.content.clear()
    if "html" in answer.headers.get("content-type", ""):
        raise WrongAnswer("a page instead of a photo", status=answer.status)
    raise BlobDiffers(sha256, sha256=sha256)


async def _answer(transport: Transport, sha256: str, partial: Partial) -> HttpAnswer:
    """Return the answer with the whole blob, or the one that completed `partial`."""
    if not partial.was_cut:
        return await _asked(transport, sha256)
    while True:
        at = len(partial.content)
        piece = {"range": f"bytes={at}-{at + PIECE_BYTES - 1}"}
        answer = await _asked(transport, sha256, piece)
        if answer.status != 206:
            return answer
        place = _PLACE.fullmatch(answer.headers.get("content-range", ""))
        if place is None or int(place[1]) != at or not answer.body:
            partial.content.clear()
            raise AnswerDamaged("another piece than was asked for", status=answer.status)
        partial.content += answer.body
        _refuse_too_large(sha256, max(len(partial.content), int(place[2])))
        if len(partial.content) >= int(place[2]):
            return answer


async def _asked(
    transport: Transport, sha256: str, piece: dict[str, str] | None = None
) -> HttpAnswer:
    answer = await transport.exchange(
        "GET",
        f"{API}/blobs/{sha256}",
        headers={"accept": "image/*, application/json;q=0.5"} | (piece or {}),
        timeout_s=TIMEOUT_S + USUAL_BYTES / SLOW_BYTES_PER_S,
    )
    if answer.status >= 400:
        error = refusal(answer)
        if isinstance(error, RequestRejected) and error.status in ABSENT:
            raise BlobAbsent(str(error), sha256=sha256) from error
        raise error
    _refuse_too_large(sha256, len(answer.body))
    return answer


def _refuse_too_large(sha256: str, size: int) -> None:
    if size > MAX_BLOB_BYTES:
        raise BlobTooLarge(sha256, sha256=sha256, size=size)
