"""Unfinished uploads: their rows, their parts in the object store, and how they become blobs.

Nothing is kept in the process: the parts lie beside the blobs and the offset in the database, so
any process can take the next part, and the compare-and-set on the offset decides between two.
"""

import base64
import hashlib
import json
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from inspect_app.domain.ids import new_id
from sync.server.auth import Caller
from sync.server.blob_rights import enter_blob, is_proven
from sync.server.blob_store import blob_name
from sync.server.db import take_turn
from sync.server.endpoint import Endpoint
from sync.server.errors import ApiError
from sync.server.ingest import COUNTER
from sync.server.moments import as_text
from sync.server.tables import devices, upload_parts, uploads

MAX_OPEN_UPLOADS = 500
"""Per device; an inspection day has about two hundred photos."""
STATUS_CHECKSUM = 460
"""tus 1.0, checksum extension: Checksum Mismatch."""


def create_upload(
    endpoint: Endpoint, caller: Caller, sha256: str, size: int, metadata: dict[str, str]
) -> Row[Any]:
    """Enter a new upload; what this person has sent before begins complete."""
    now = endpoint.now()
    expire_uploads(endpoint)
    with endpoint.database.writing() as connection:
        opened = select(func.count()).where(
            uploads.c.device == caller.device, uploads.c.offset < uploads.c.size
        )
        if connection.execute(opened).scalar_one() >= MAX_OPEN_UPLOADS:
            raise ApiError(429, "too_many_uploads")
        row = {
            "id": new_id(),
            "device": caller.device,
            "sha256": sha256,
            "size": size,
            "offset": size if is_proven(connection, caller.person.id, sha256) else 0,
            "media_type": metadata.get("filetype", "application/octet-stream")[:100],
            "metadata": json.dumps(metadata),
            "created_at": as_text(now),
            "expires_at": as_text(now + endpoint.settings.upload_lifetime),
        }
        return connection.execute(insert(uploads).values(row).returning(uploads)).one()


def find_upload(endpoint: Endpoint, device: str, upload_id: str) -> Row[Any]:
    """Raises `ApiError` unless it is this device's and not expired."""
    query = select(uploads).where(uploads.c.id == upload_id, uploads.c.device == device)
    with endpoint.database.reading() as connection:
        found = connection.execute(query).first()
    if found is None or found.expires_at <= as_text(endpoint.now()):
        raise ApiError(404, "upload_unknown")
    return found


def append(endpoint: Endpoint, upload: Row[Any], content: bytes) -> int:
    """Add a part at the upload's offset and return the new offset.

    The last part makes it a blob if its SHA-256 is the declared one; otherwise the upload is
    discarded. Raises `ApiError`.
    """
    offset = upload.offset + len(content)
    if offset == upload.size:
        _complete(endpoint, upload, content)
        return offset
    name = f"parts/{upload.id}/{upload.offset:09d}-{new_id()}"
    endpoint.blobs.put(name, content)
    with endpoint.database.writing() as connection:
        moved = connection.execute(
            update(uploads)
            .where(uploads.c.id == upload.id, uploads.c.offset == upload.offset)
            .values(offset=offset)
        ).rowcount
        if moved:
            row = {"upload": upload.id, "offset": upload.offset, "size": len(content), "name": name}
            connection.execute(insert(upload_parts).values(row))
    if not moved:
        endpoint.blobs.delete([name])
        raise ApiError(409, "upload_offset")
    return offset


def _complete(endpoint: Endpoint, upload: Row[Any], last: bytes) -> None:
    query = select(upload_parts.c.name).where(upload_parts.c.upload == upload.id)
    with endpoint.database.reading() as connection:
        names = list(connection.execute(query.order_by(upload_parts.c.offset)).scalars())
    try:
        whole = b"".join([*(endpoint.blobs.get(name) for name in names), last])
    except FileNotFoundError:
        raise ApiError(409, "upload_offset") from None
    if hashlib.sha256(whole).hexdigest() != upload.sha256:
        discard(endpoint, upload.id)
        raise ApiError(STATUS_CHECKSUM, "checksum_wrong")
    endpoint.blobs.put(blob_name(upload.sha256), whole)
    with endpoint.database.writing() as connection:
        take_turn(connection, COUNTER)
        sender = select(devices.c.person).where(devices.c.id == upload.device)
        person = connection.execute(sender).scalar_one()
        row = {"sha256": upload.sha256, "size": upload.size, "media_type": upload.media_type}
        enter_blob(connection, row, person, endpoint.now())
        connection.execute(delete(upload_parts).where(upload_parts.c.upload == upload.id))
        change = update(uploads).where(uploads.c.id == upload.id)
        connection.execute(change.values(offset=upload.size))
    endpoint.blobs.delete(names)


def discard(endpoint: Endpoint, upload_id: str) -> None:
    """Forget the upload and its parts; a blob that came of it stays."""
    with endpoint.database.writing() as connection:
        query = select(upload_parts.c.name).where(upload_parts.c.upload == upload_id)
        names = list(connection.execute(query).scalars())
        connection.execute(delete(upload_parts).where(upload_parts.c.upload == upload_id))
        connection.execute(delete(uploads).where(uploads.c.id == upload_id))
    endpoint.blobs.delete(names)


def expire_uploads(endpoint: Endpoint) -> int:
    """Discard what was not finished in time, and the rows of what was."""
    query = select(uploads.c.id).where(uploads.c.expires_at <= as_text(endpoint.now()))
    with endpoint.database.reading() as connection:
        expired = list(connection.execute(query).scalars())
    for upload_id in expired:
        discard(endpoint, upload_id)
    return len(expired)


def fits_checksum(content: bytes, header: str) -> bool:
    """Judge `Upload-Checksum: sha256 <base64>`. Raises `ApiError` for another algorithm."""
    algorithm, _, expected = header.strip().partition(" ")
    if algorithm != "sha256":
        raise ApiError(400, "checksum_algorithm")
    return base64.b64encode(hashlib.sha256(content).digest()).decode() == expected.strip()
