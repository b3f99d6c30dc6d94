"""Photos that came whole in one request: hashed, kept, and entered together with their like."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert

from sync.server.auth import Caller
from sync.server.blob_rights import enter_blob
from sync.server.blob_store import blob_name
from sync.server.checksums import Checksum
from sync.server.collecting import is_collecting, keep_from_collection
from sync.server.db import take_turn
from sync.server.endpoint import Endpoint
from sync.server.errors import ApiError
from sync.server.gathering import Gathering
from sync.server.ingest import COUNTER
from sync.server.photo_gate import media_type_of
from sync.server.tables import uploads
from sync.server.upload_store import STATUS_CHECKSUM, Announced, Upload, new_upload

MAX_GROUP_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that are what they are announced to be, and on disk."""

    caller: Caller
    upload: Upload
    content: bytes
    at: datetime


def arrive(
    endpoint: Endpoint, announced: Announced, content: bytes, checksum: Checksum | None
) -> Arrival:
    """Verify and keep the bytes; they count once they are entered. Raises `ApiError`."""
    digest = hashlib.sha256(content)
    if digest.hexdigest() != announced.sha256 or not _is_intact(content, checksum, digest.digest()):
        raise ApiError(STATUS_CHECKSUM, "checksum_wrong")
    media_type = media_type_of(content)
    endpoint.blobs.put(blob_name(announced.sha256), content)
    upload = replace(new_upload(endpoint, announced, announced.size), media_type=media_type)
    return Arrival(announced.caller, upload, content, endpoint.now())


def _is_intact(content: bytes, checksum: Checksum | None, sha256: bytes) -> bool:
    """Spare the second hashing where the checksum is of the kind that is known already."""
    if checksum is None:
        return True
    return (
        checksum.fits_digest(sha256) if checksum.algorithm == "sha256" else checksum.fits(content)
    )


def gathered_arrivals(endpoint: Endpoint) -> Gathering[Arrival, Upload]:
    """Return what enters the photos of concurrent uploads in one transaction."""

    def enter(arrivals: Sequence[Arrival]) -> list[Upload]:
        with endpoint.database.writing() as connection:
            take_turn(connection, COUNTER)
            if is_collecting(connection, endpoint.now()):
                for each in arrivals:
                    keep_from_collection(endpoint, blob_name(each.upload.sha256), each.content)
            for each in arrivals:
                enter_blob(connection, each.upload.blob_row, each.caller.person.id, each.at)
            connection.execute(insert(uploads), [each.upload.row for each in arrivals])
        return [each.upload for each in arrivals]

    return Gathering(enter, lambda each: len(each.content), MAX_GROUP_BYTES)
