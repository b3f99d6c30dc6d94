"""Photos that came whole in one request: hashed, kept, and entered together with their like."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from datetime import datetime

from sync.server.auth import Caller, device_callers, token_unknown
from sync.server.blob_rights import Entry, enter_blobs
from sync.server.blob_store import blob_name
from sync.server.bulk import insert_rows
from sync.server.checksums import Checksum
from sync.server.collecting import is_collecting, keep_from_collection
from sync.server.db import take_turn
from sync.server.endpoint import Endpoint
from sync.server.errors import ApiError
from sync.server.familiar import Familiar
from sync.server.gathering import Gathering
from sync.server.ingest import COUNTER
from sync.server.landing import Landed
from sync.server.photo_gate import media_type_of
from sync.server.tables import uploads
from sync.server.upload_store import STATUS_CHECKSUM, Named, Upload, new_upload

MAX_GROUP_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Begun:
    """What goes on beside: the bytes on their way to the disk, and their SHA-256."""

    landing: Future[Landed]
    digest: Future[bytes]

    def drop(self) -> None:
        if self.landing.exception() is None:
            self.landing.result().drop()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that came whole; who brought them is judged later."""

    token_hash: str
    named: Named
    media_type: str
    content: bytes
    checksum: Checksum | None
    at: datetime
    begun: Begun | None
    """To be verified and named before anything is committed; None where they have been."""


def begin(endpoint: Endpoint, content: bytes, aside: Executor) -> Begun | None:
    """Send the bytes to the disk and hash them, while they are entered; only in a local folder.

    A store over the network may take seconds, for which every process would wait for the turn.
    """
    landing = endpoint.blobs.landing
    if landing is None:
        return None
    return Begun(aside.submit(landing.land, content), aside.submit(_sha256, content))


def arrive(
    endpoint: Endpoint,
    token_hash: str,
    named: Named,
    content: bytes,
    checksum: Checksum | None,
    begun: Begun | None,
) -> Arrival:
    """Keep the bytes; they count once they are entered. Raises `ApiError`.

    Without `begun` they are verified and on disk on return.
    """
    if begun is None:
        _verify(named, checksum, content, _sha256(content))
    try:
        media_type = media_type_of(content)
    except BaseException:
        if begun is not None:
            begun.drop()
            # What a line has spoilt is sent again; what is no photo is not.
            _verify(named, checksum, content, begun.digest.result())
        raise
    if begun is None:
        endpoint.blobs.put(blob_name(named.sha256), content)
    return Arrival(token_hash, named, media_type, content, checksum, endpoint.now(), begun)


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _verify(named: Named, checksum: Checksum | None, content: bytes, digest: bytes) -> None:
    """Raises `ApiError`."""
    if digest.hex() != named.sha256 or not _is_intact(content, checksum, digest):
        raise ApiError(STATUS_CHECKSUM, "checksum_wrong")


def _is_intact(content: bytes, checksum: Checksum | None, sha256: bytes) -> bool:
    """Spare the second hashing where the checksum is of the kind that is known already."""
    if checksum is None:
        return True
    return (
        checksum.fits_digest(sha256) if checksum.algorithm == "sha256" else checksum.fits(content)
    )


def gathered_arrivals(
    endpoint: Endpoint, familiar: Familiar
) -> Gathering[Arrival, Upload | ApiError]:
    """Return what enters the photos of concurrent uploads in one transaction."""

    def enter(arrivals: Sequence[Arrival]) -> list[Upload | ApiError]:
        try:
            return _enter(endpoint, familiar, arrivals)
        except BaseException:
            for each in arrivals:
                if each.begun is not None:
                    each.begun.drop()
            raise

    return Gathering(enter, lambda each: len(each.content), MAX_GROUP_BYTES)


def _enter(
    endpoint: Endpoint, familiar: Familiar, arrivals: Sequence[Arrival]
) -> list[Upload | ApiError]:
    with endpoint.database.writing() as connection:
        take_turn(connection, COUNTER)
        callers = device_callers(connection, {each.token_hash for each in arrivals})
        entered = [_entered(endpoint, callers.get(each.token_hash), each) for each in arrivals]
        kept = [each for each in entered if each]
        if kept:
            enter_blobs(connection, [entry for _, entry in kept])
            insert_rows(connection, uploads, [upload.cells for upload, _ in kept])
        is_deleting = is_collecting(connection, endpoint.now())
        _name(endpoint, arrivals)
        if is_deleting:
            for each in arrivals:
                keep_from_collection(endpoint, blob_name(each.named.sha256), each.content)
    for each in arrivals:
        if each.token_hash not in callers:
            familiar.forget(each.token_hash)
    return [each[0] if each else token_unknown() for each in entered]


def _name(endpoint: Endpoint, arrivals: Sequence[Arrival]) -> None:
    """Wait for what goes on beside, and verify it. Raises `ApiError`, or what that raised."""
    for each in arrivals:
        if each.begun is not None and endpoint.blobs.landing is not None:
            _verify(each.named, each.checksum, each.content, each.begun.digest.result())
            landed = each.begun.landing.result()
            endpoint.blobs.landing.name(landed, blob_name(each.named.sha256))


def _entered(
    endpoint: Endpoint, caller: Caller | None, each: Arrival
) -> tuple[Upload, Entry] | None:
    if caller is None:
        return None
    upload = new_upload(endpoint, caller.device, each.named, each.named.size)
    upload = replace(upload, media_type=each.media_type)
    return upload, upload.entry_of(caller.person.id, each.at)
