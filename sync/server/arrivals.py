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
class Arrival:
    """Bytes that are what they are said to be; who brought them is judged later."""

    token_hash: str
    named: Named
    media_type: str
    content: bytes
    at: datetime
    landing: Future[Landed] | None = None
    """Bytes on their way to the disk, to be named before anything is committed."""


def land_aside(endpoint: Endpoint, content: bytes, aside: Executor) -> Future[Landed] | None:
    """Send the bytes to the disk, while they are verified and entered; only in a local folder.

    A store over the network may take seconds, for which every process would wait for the turn.
    """
    landing = endpoint.blobs.landing
    return aside.submit(landing.land, content) if landing else None


def arrive(
    endpoint: Endpoint,
    token_hash: str,
    named: Named,
    content: bytes,
    checksum: Checksum | None,
    landing: Future[Landed] | None = None,
) -> Arrival:
    """Verify and keep the bytes; they count once they are entered. Raises `ApiError`.

    `landing` is what `land_aside` began; otherwise they are on disk on return.
    """
    try:
        media_type = _verified(named, content, checksum)
    except BaseException:
        _drop(landing)
        raise
    if landing is None:
        endpoint.blobs.put(blob_name(named.sha256), content)
    return Arrival(token_hash, named, media_type, content, endpoint.now(), landing)


def _drop(landing: Future[Landed] | None) -> None:
    if landing is not None and landing.exception() is None:
        landing.result().drop()


def _verified(named: Named, content: bytes, checksum: Checksum | None) -> str:
    """Return the media type. Raises `ApiError`."""
    digest = hashlib.sha256(content).digest()
    if digest.hex() != named.sha256 or not _is_intact(content, checksum, digest):
        raise ApiError(STATUS_CHECKSUM, "checksum_wrong")
    return media_type_of(content)


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
                _drop(each.landing)
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
    """Wait for what is on its way to the disk. Raises what that raised."""
    for each in arrivals:
        if each.landing is not None and endpoint.blobs.landing is not None:
            endpoint.blobs.landing.name(each.landing.result(), blob_name(each.named.sha256))


def _entered(
    endpoint: Endpoint, caller: Caller | None, each: Arrival
) -> tuple[Upload, Entry] | None:
    if caller is None:
        return None
    upload = new_upload(endpoint, caller.device, each.named, each.named.size)
    upload = replace(upload, media_type=each.media_type)
    return upload, upload.entry_of(caller.person.id, each.at)
