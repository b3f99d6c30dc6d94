"""Photos by the SHA-256 of their bytes: which are here, and who may read them."""

import re
from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, func, insert, select, update

from sync.protocol import API
from sync.server.auth import Caller
from sync.server.blob_store import blob_name
from sync.server.endpoint import Served, signed_in
from sync.server.errors import ApiError
from sync.server.moments import as_text
from sync.server.tables import blobs, record_blobs, records

router = APIRouter(prefix=API, tags=["blobs"])

SHA256 = re.compile(r"[0-9a-f]{64}")
_SAFE_TO_SHOW = {"image/jpeg", "image/png", "image/webp"}


@router.get(
    "/blobs/{sha256}",
    dependencies=[signed_in],
    responses={200: {"content": {"image/jpeg": {}}, "description": "The bytes as they came."}},
    response_class=Response,
)
def read_blob(sha256: str, request: Request, endpoint: Served) -> Response:
    """One photo, by digest, where a record within the caller's scope speaks of it."""
    with endpoint.asking(request) as (caller, connection):
        media_type = _readable_type(connection, caller, sha256)
    etag = f'"{sha256}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=31536000, immutable"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = endpoint.blobs.get(blob_name(sha256))
    shown = media_type if media_type in _SAFE_TO_SHOW else "application/octet-stream"
    return Response(content, headers=headers, media_type=shown)


def _readable_type(connection: Connection, caller: Caller, sha256: str) -> str:
    mentioned = select(record_blobs.c.record).where(record_blobs.c.sha256 == sha256)
    is_readable = connection.execute(caller.within(mentioned, record_blobs.c.unit).limit(1)).first()
    query = select(blobs.c.media_type).where(blobs.c.sha256 == sha256)
    media_type = connection.execute(query).scalar()
    if is_readable is None or media_type is None:
        raise ApiError(404, "not_found")
    return media_type


def has_blob(connection: Connection, sha256: str) -> bool:
    return (
        connection.execute(select(blobs.c.size).where(blobs.c.sha256 == sha256)).first() is not None
    )


def enter_blob(
    connection: Connection, sha256: str, size: int, media_type: str, now: datetime
) -> None:
    """Note that the bytes are here, and count them for the records that wait for them."""
    if has_blob(connection, sha256):
        return
    row = {"sha256": sha256, "size": size, "media_type": media_type, "stored_at": as_text(now)}
    connection.execute(insert(blobs).values(row))
    waiting = select(record_blobs.c.record).where(record_blobs.c.sha256 == sha256)
    present = (
        select(func.count(func.distinct(record_blobs.c.sha256)))
        .join(blobs, blobs.c.sha256 == record_blobs.c.sha256)
        .where(record_blobs.c.record == records.c.id)
        .scalar_subquery()
    )
    change = update(records).where(records.c.id.in_(waiting))
    connection.execute(change.values(attachments_present=present))
