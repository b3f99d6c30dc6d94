"""Fetching one blob: asked for by its digest, believed by its digest."""

import hashlib
import re

from sync.errors import BlobAbsent, BlobDiffers, BlobTooLarge, RequestRejected, WrongAnswer
from sync.protocol import API, MAX_BLOB_BYTES
from sync.transport import TIMEOUT_S, Transport, refusal

SHA256 = re.compile(r"[0-9a-f]{64}")
ABSENT = {404, 410}
USUAL_BYTES = 350_000
SLOW_BYTES_PER_S = 8_000
"""A photo of the usual size gets as long as a line of this speed needs."""


async def download(transport: Transport, sha256: str) -> bytes:
    """Return the blob's bytes, which have this digest.

    A device asks with its token, as for everything: no address has to be had, and none expires.
    Raises `SyncError`: `BlobAbsent` when it is not there for this device, `BlobDiffers` or
    `BlobTooLarge` when what came must not be kept.
    """
    if not SHA256.fullmatch(sha256):
        # A record may say anything; it becomes no part of an address.
        raise BlobAbsent("not a digest", sha256=sha256)
    timeout_s = TIMEOUT_S + USUAL_BYTES / SLOW_BYTES_PER_S
    headers = {"accept": "image/*, application/json;q=0.5"}
    answer = await transport.exchange(
        "GET", f"{API}/blobs/{sha256}", headers=headers, timeout_s=timeout_s
    )
    if answer.status >= 400:
        error = refusal(answer)
        if isinstance(error, RequestRejected) and error.status in ABSENT:
            raise BlobAbsent(str(error), sha256=sha256) from error
        raise error
    if len(answer.body) > MAX_BLOB_BYTES:
        raise BlobTooLarge(sha256, sha256=sha256, size=len(answer.body))
    if hashlib.sha256(answer.body).hexdigest() == sha256:
        return answer.body
    if "html" in answer.headers.get("content-type", ""):
        raise WrongAnswer("a page instead of a photo", status=answer.status)
    raise BlobDiffers(sha256, sha256=sha256)
