"""Photos by the SHA-256 of their bytes, with a token or by a signed address."""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from sync.protocol import API
from sync.server.auth import authenticate, bearer
from sync.server.blob_addresses import caller_by_address
from sync.server.blob_rights import readable_blobs
from sync.server.blob_store import blob_name
from sync.server.endpoint import Served, signed_in
from sync.server.errors import ApiError
from sync.server.photo_gate import INERT

router = APIRouter(prefix=API, tags=["blobs"])

_SAFE_TO_SHOW = {"image/jpeg", "image/png", "image/webp"}
_KEPT_S = 31_536_000
_PIECE = re.compile(r"bytes=([0-9]{1,9})-([0-9]{0,9})")
_SHOWN = {kind: {} for kind in (*sorted(_SAFE_TO_SHOW), INERT)}


@router.get(
    "/blobs/{sha256}",
    dependencies=[signed_in],
    responses={
        200: {"content": _SHOWN, "description": "The bytes as they came."},
        206: {"content": _SHOWN, "description": "The piece that `range` asks for."},
    },
    response_class=Response,
)
def read_blob(
    sha256: str,
    request: Request,
    endpoint: Served,
    signed: Annotated[
        str, Query(max_length=200, description="Of an `address` in a view, instead of a token")
    ] = "",
    wanted: Annotated[
        str, Header(alias="range", max_length=200, description="One piece, `bytes=65536-131071`")
    ] = "",
) -> Response:
    """One photo, by digest, where a record within the caller's scope speaks of it."""
    now, lasts_s = endpoint.now(), _KEPT_S
    with endpoint.database.reading() as connection:
        if signed:
            caller, lasts_s = caller_by_address(connection, sha256, signed, now)
        else:
            caller = authenticate(connection, bearer(request), now)
        found = readable_blobs(connection, caller, [sha256]).get(sha256)
    if found is None:
        raise ApiError(404, "not_found")
    etag = f'"{sha256}"'
    headers = {"ETag": etag, "Cache-Control": f"private, max-age={lasts_s}, immutable"}
    headers["Accept-Ranges"] = "bytes"
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    piece = _piece(wanted, found.size)
    name = blob_name(sha256)
    if piece is None:
        content = endpoint.blobs.get(name)
    else:
        content = endpoint.blobs.get_piece(name, piece.start, len(piece))
        headers["Content-Range"] = f"bytes {piece.start}-{piece.stop - 1}/{found.size}"
    is_safe = found.media_type in _SAFE_TO_SHOW
    if not is_safe:
        headers["Content-Disposition"] = "attachment"
    shown = found.media_type if is_safe else INERT
    return Response(content, 200 if piece is None else 206, headers, shown)


def _piece(wanted: str, size: int) -> range | None:
    """Read one range of bytes; any other is ignored, which RFC 9110 (14.2) lets a server do."""
    match = _PIECE.fullmatch(wanted)
    if match is None:
        return None
    start, last = int(match[1]), int(match[2] or size)
    piece = range(start, min(last + 1, size))
    return piece or None
