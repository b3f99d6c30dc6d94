"""A blob's way to the endpoint: tus 1.0, resumable, in pieces as large as the line carries."""

import hashlib
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from sync.errors import (
    BlobDamaged,
    Offline,
    ProtocolMismatch,
    TimedOut,
    TooBusy,
    UploadRejected,
    WrongAnswer,
)
from sync.protocol import FILES
from sync.transport import HttpAnswer, Transport, refusal

TUS = "1.0.0"
CHECKSUM_MISMATCH = 460
"""Of the tus checksum extension: the piece arrived damaged."""
GONE = {403, 404, 410}
"""The upload has expired or was never ours (tus 1.0, HEAD): begin anew."""
LOCKED = 423
CONFLICT = 409
MAX_DISAGREEMENTS = 5
"""How often both ends may disagree about the offset before we call it a mismatch."""
RETRY_LOCKED_S = 2.0
SMALLEST_CHUNK_BYTES = 32 * 1024
LARGEST_CHUNK_BYTES = 4 * 1024 * 1024
AIM_S = 2.0
SHARE_AT_RISK = 24
"""With two pieces under way, a cut costs a twelfth of what the line carried, at worst."""
TRUSTED_BYTES = 20_000_000
"""A line that carried so much without a cut is no longer in doubt."""


@dataclass(frozen=True, slots=True)
class BlobSource:
    sha256: str
    size: int
    read: Callable[[int, int], bytes]
    """(offset, length) → bytes; raises `BlobUnreadable`."""


@dataclass(frozen=True, slots=True)
class UploadOutcome:
    sha256: str
    sent_bytes: int
    """Body bytes that this run sent; more than `size` when pieces went twice."""
    was_there: bool
    """The endpoint held the blob already; nothing was sent."""


@dataclass(slots=True)
class Pace:
    """How many bytes leave at once: what the line carries in `AIM_S`.

    After a cut, no more than a small share of what it carried from one cut to the next: a piece
    that was under way when the line died goes twice.
    """

    chunk_bytes: int = 512 * 1024
    limit_bytes: int = LARGEST_CHUNK_BYTES
    monotonic_s: Callable[[], float] = time.monotonic
    is_doubtful: bool = False
    """The line was cut not long ago."""
    _carried_bytes: int = 0
    """Since the last cut."""
    _confirmed: dict[str, int] = field(default_factory=dict)
    """By blob: the most that the endpoint ever said to hold of it."""

    def sent(self, count: int, took_s: float) -> None:
        """Learn from a piece that arrived; grow at most twofold at a time."""
        self._carried_bytes += count
        self.limit_bytes = max(self.limit_bytes, self._carried_bytes // SHARE_AT_RISK)
        self.is_doubtful = self.is_doubtful and self._carried_bytes < TRUSTED_BYTES
        if count >= self.chunk_bytes or took_s > AIM_S:
            carried = int(count / max(took_s, 0.001) * AIM_S)
            self._set(min(carried, self.chunk_bytes * 2))

    def cut(self) -> None:
        self.is_doubtful = True
        self.limit_bytes = max(self._carried_bytes // SHARE_AT_RISK, SMALLEST_CHUNK_BYTES)
        self._carried_bytes = 0
        self._set(self.chunk_bytes)

    def confirm(self, sha256: str, count: int) -> int:
        """Return by how many bytes this is more than the endpoint ever said to hold."""
        known = self._confirmed.get(sha256, 0)
        self._confirmed[sha256] = max(known, count)
        return max(count - known, 0)

    def _set(self, count: int) -> None:
        most = min(self.limit_bytes, LARGEST_CHUNK_BYTES)
        self.chunk_bytes = min(max(count, SMALLEST_CHUNK_BYTES), most)


UNKNOWN = ""
"""Instead of an upload's path: it was begun, but the answer never came."""


async def upload(
    transport: Transport,
    blob: BlobSource,
    resume: str | None,
    *,
    pace: Pace,
    on_progress: Callable[[int], None] = lambda _: None,
    on_moved: Callable[[int], None] = lambda _: None,
    remember: Callable[[str], None] = lambda _: None,
) -> UploadOutcome:
    """Bring `blob` to the endpoint, going on where an earlier run was cut.

    `resume` is what `remember` last got for this blob: the upload's path, `UNKNOWN`, or None when
    it was never tried. `on_progress` hears how many bytes of the blob are there or on the line,
    `on_moved` how many more the endpoint says to hold than before.
    Raises `UploadRejected` when trying again is of no use, any other `SyncError` when it is.
    """
    run = _Upload(transport, blob, pace, on_progress, on_moved, remember)
    try:
        return await run.finish(resume)
    except (Offline, TimedOut):
        pace.cut()
        raise
    except ProtocolMismatch:
        # Both ends will not agree about this upload any more; a new one may.
        remember(UNKNOWN)
        raise


@dataclass(slots=True)
class _Upload:
    transport: Transport
    blob: BlobSource
    pace: Pace
    on_progress: Callable[[int], None]
    on_moved: Callable[[int], None]
    remember: Callable[[str], None]
    path: str = ""
    sent_bytes: int = 0
    disagreements: int = 0
    was_damaged: bool = False

    async def finish(self, resume: str | None) -> UploadOutcome:
        offset = await self._resumed(resume) if resume else None
        if offset is None:
            offset = await self._created(was_tried=resume is not None)
        was_there = offset == self.blob.size and not self.sent_bytes
        self._confirm(offset)
        while offset < self.blob.size:
            offset = await self._patched(offset)
            self._confirm(offset)
        return UploadOutcome(self.blob.sha256, self.sent_bytes, was_there)

    def _confirm(self, offset: int) -> None:
        self.on_moved(self.pace.confirm(self.blob.sha256, offset))
        self.on_progress(offset)

    async def _resumed(self, path: str) -> int | None:
        """Return the offset of a remembered upload; None when it has expired or is another's."""
        self.path = path
        answer = await self.transport.exchange("HEAD", path, headers={"tus-resumable": TUS})
        if answer.status in GONE and _is_of_tus(answer):
            return None
        offset = self._offset_of(answer)
        size = str(self.blob.size)
        return offset if answer.headers.get("upload-length", size) == size else None

    async def _created(self, was_tried: bool) -> int:
        """Announce the blob together with its first piece, which for a photo is mostly all of it.

        When it was tried before, only announce: the answer tells whether all of it had arrived.
        """
        self.remember(UNKNOWN)
        count = 0 if was_tried else min(self.blob.size, self.pace.chunk_bytes)
        piece = self._piece(0, count) if count else b""
        headers = {
            "upload-length": str(self.blob.size),
            "upload-metadata": _metadata(self.blob.sha256),
        }
        if piece:
            headers |= self._piece_headers(piece)
        answer = await self._sent("POST", FILES, headers, piece, 0)
        if answer.status == CHECKSUM_MISMATCH:
            return await self._after_damage()
        offset = self._offset_of(answer) if "upload-offset" in answer.headers else 0
        self._accept(answer, {200, 201, 204})
        if offset < self.blob.size:
            self.path = self._path_in(answer)
            self.remember(self.path)
        return offset

    async def _patched(self, offset: int) -> int:
        piece = self._piece(offset, min(self.pace.chunk_bytes, self.blob.size - offset))
        headers = {"upload-offset": str(offset)} | self._piece_headers(piece)
        answer = await self._sent("PATCH", self.path, headers, piece, offset)
        if answer.status == CHECKSUM_MISMATCH:
            return await self._after_damage()
        if answer.status == CONFLICT or answer.status in GONE:
            return await self._agreed_anew()
        self._accept(answer, {200, 204})
        arrived = self._offset_of(answer)
        return arrived if arrived > offset else await self._agreed_anew()

    async def _agreed_anew(self) -> int:
        """Ask where the endpoint stands; begin again when it has forgotten the upload."""
        self.disagreements += 1
        if self.disagreements > MAX_DISAGREEMENTS:
            raise ProtocolMismatch("both ends disagree about the offset")
        offset = await self._resumed(self.path)
        return await self._created(was_tried=True) if offset is None else offset

    async def _after_damage(self) -> int:
        """Try once more after a wrong digest, unless it is our copy that is damaged."""
        if _digest(self.blob) != self.blob.sha256:
            raise BlobDamaged(self.blob.sha256, sha256=self.blob.sha256)
        if self.was_damaged:
            raise self._rejected(CHECKSUM_MISMATCH)
        self.was_damaged = True
        if self.path:
            return await self._agreed_anew()
        return await self._created(was_tried=True)

    async def _sent(
        self, method: str, path: str, headers: dict[str, str], piece: bytes, offset: int
    ) -> HttpAnswer:
        began_s = self.pace.monotonic_s()
        answer = await self.transport.exchange(
            method,
            path,
            headers={"tus-resumable": TUS} | headers,
            body=piece,
            on_sent=lambda count: self.on_progress(offset + min(count, len(piece))),
        )
        self.sent_bytes += len(piece)
        if piece and answer.status < 400:
            self.pace.sent(len(piece), self.pace.monotonic_s() - began_s)
        return answer

    def _piece(self, offset: int, count: int) -> bytes:
        piece = self.blob.read(offset, count)
        if len(piece) != count:
            raise BlobDamaged(f"{len(piece)} of {count} bytes", sha256=self.blob.sha256)
        return piece

    def _piece_headers(self, piece: bytes) -> dict[str, str]:
        """Name the piece's digest, but not on a doubtful line.

        An endpoint keeps what a cut left of a piece only when no digest binds it to the whole
        piece; the digest of the whole blob is verified in any case.
        """
        headers = {"content-type": "application/offset+octet-stream"}
        if not self.pace.is_doubtful:
            checksum = b64encode(hashlib.sha256(piece).digest()).decode()
            headers["upload-checksum"] = f"sha256 {checksum}"
        return headers

    def _accept(self, answer: HttpAnswer, statuses: set[int]) -> None:
        if answer.status in statuses:
            return
        if answer.status == LOCKED:
            raise TooBusy("the upload is locked", retry_after_s=RETRY_LOCKED_S)
        if 400 <= answer.status < 500 and _is_of_tus(answer):
            is_of_blob = answer.status not in {401, 403, 408}
            raise self._rejected(answer.status) if is_of_blob else refusal(answer)
        reason = refusal(answer)
        raise self._rejected(413) if answer.status == 413 else reason

    def _rejected(self, status: int) -> UploadRejected:
        return UploadRejected(f"{status}", sha256=self.blob.sha256, status=status)

    def _offset_of(self, answer: HttpAnswer) -> int:
        self._accept(answer, {200, 201, 204})
        try:
            offset = int(answer.headers["upload-offset"])
        except (KeyError, ValueError) as error:
            raise WrongAnswer("no Upload-Offset", status=answer.status) from error
        if not 0 <= offset <= self.blob.size:
            raise ProtocolMismatch(f"offset {offset} of {self.blob.size}")
        return offset

    def _path_in(self, answer: HttpAnswer) -> str:
        """Return the upload's path; where else the endpoint thinks it lives does not count.

        A proxy may make it name another host, and the token must not travel there.
        """
        location = answer.headers.get("location", "")
        if not location:
            raise WrongAnswer("no Location", status=answer.status)
        parts = urlsplit(urljoin(self.transport.address + FILES, location))
        return parts.path + (f"?{parts.query}" if parts.query else "")


def _is_of_tus(answer: HttpAnswer) -> bool:
    """Tell the endpoint's word from a page of something in between (tus 1.0, Tus-Resumable)."""
    return "tus-resumable" in answer.headers


def _metadata(sha256: str) -> str:
    pairs = {"sha256": sha256, "filename": f"{sha256}.jpg", "filetype": "image/jpeg"}
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in pairs.items())


def _digest(blob: BlobSource) -> str:
    digest = hashlib.sha256()
    for offset in range(0, blob.size, 1 << 20):
        digest.update(blob.read(offset, min(1 << 20, blob.size - offset)))
    return digest.hexdigest()
