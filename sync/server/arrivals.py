"""Photos that came whole in one request: hashed, kept, and entered together with their like."""

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

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
    stored: Future[None] | None = None
    """Done when the bytes are on disk, before which nothing is committed; None when they are."""


def arrive(
    endpoint: Endpoint,
    token_hash: str,
    named: Named,
    content: bytes,
    digest: bytes,
    checksum: Checksum | None,
    aside: Executor | None = None,
) -> Arrival:
    """Verify and keep the bytes; they count once they are entered. Raises `ApiError`.

    `digest` is what was computed of the bytes as they came in. With `aside` they go to the disk
    there, while this thread enters them.
    """
    if digest.hex() != named.sha256 or not _is_intact(content, checksum, digest):
        raise ApiError(STATUS_CHECKSUM, "checksum_wrong")
    media_type = media_type_of(content)
    put, stored = partial(endpoint.blobs.put, blob_name(named.sha256), content), None
    if aside is None:
        put()
    else:
        stored = aside.submit(put)
    return Arrival(token_hash, named, media_type, content, endpoint.now(), stored)


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
        with endpoint.database.writing() as connection:
            take_turn(connection, COUNTER)
            if is_collecting(connection, endpoint.now()):
                _wait_for_bytes(arrivals)
                for each in arrivals:
                    keep_from_collection(endpoint, blob_name(each.named.sha256), each.content)
            callers = device_callers(connection, {each.token_hash for each in arrivals})
            entered = [_entered(endpoint, callers.get(each.token_hash), each) for each in arrivals]
            kept = [each for each in entered if each]
            if kept:
                enter_blobs(connection, [entry for _, entry in kept])
                insert_rows(connection, uploads, [upload.cells for upload, _ in kept])
            _wait_for_bytes(arrivals)
        for each in arrivals:
            if each.token_hash not in callers:
                familiar.forget(each.token_hash)
        return [each[0] if each else token_unknown() for each in entered]

    return Gathering(enter, lambda each: len(each.content), MAX_GROUP_BYTES)


def _wait_for_bytes(arrivals: Sequence[Arrival]) -> None:
    """Raises what storing them raised."""
    for each in arrivals:
        if each.stored is not None:
            each.stored.result()


def _entered(
    endpoint: Endpoint, caller: Caller | None, each: Arrival
) -> tuple[Upload, Entry] | None:
    if caller is None:
        return None
    upload = new_upload(endpoint, caller.device, each.named, each.named.size)
    upload = replace(upload, media_type=each.media_type)
    return upload, upload.entry_of(caller.person.id, each.at)
