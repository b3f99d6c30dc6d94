"""Resumable upload of photos: a tus 1.0.0 server (https://tus.io/protocols/resumable-upload).

Extensions: creation, creation-with-upload, checksum, expiration, termination.
`Upload-Metadata` must carry `sha256` of the whole file, as hex or as the 32 bytes, besides
`filename` and `filetype`.
"""

import asyncio
import base64
import binascii
from datetime import datetime
from email.utils import format_datetime
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from sync.protocol import FILES, MAX_BLOB_BYTES, SHA256
from sync.server.arrivals import arrive, begin
from sync.server.auth import Caller, authenticate_device, bearer, hash_token
from sync.server.bodies import BODY_TIMEOUT_S, declared_bytes
from sync.server.checksums import ALGORITHMS, Checksum
from sync.server.endpoint import Endpoint, Served, signed_in
from sync.server.errors import ApiError
from sync.server.models import header_of
from sync.server.photo_gate import INERT
from sync.server.upload_store import (
    STATUS_CHECKSUM,
    Announced,
    Named,
    Upload,
    announced,
    append,
    create_upload,
    discard,
    find_upload,
)

router = APIRouter(prefix=FILES, tags=["uploads (tus 1.0)"], default_response_class=Response)

VERSION = "1.0.0"
OFFSET_TYPE = "application/offset+octet-stream"
SHA256_BYTES = 32
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
_TUS = {"Cache-Control": "no-store"}
"""`Tus-Resumable` is on every answer below FILES, errors too: see `hardening.py`."""


@router.options("", status_code=204)
@router.options("/{upload_id}", status_code=204, include_in_schema=False)
async def describe() -> Response:
    """What this server can do."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(MAX_BLOB_BYTES),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }
    return Response(status_code=204, headers=_TUS | headers)


_VERSION = header_of("Tus-Resumable", {"const": VERSION, "type": "string"})
_LENGTH = header_of("Upload-Length", {"type": "integer", "minimum": 1, "maximum": MAX_BLOB_BYTES})
_METADATA = header_of("Upload-Metadata", {"type": "string", "maxLength": 2_000})
_OFFSET = header_of("Upload-Offset", {"type": "integer", "minimum": 0})
_CHECKSUM = header_of("Upload-Checksum", {"type": "string", "maxLength": 100}, is_needed=False)
_CONTENT = {"content": {OFFSET_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
_DESCRIBED = {"parameters": [_VERSION]}
_CREATED = {"parameters": [_VERSION, _LENGTH, _METADATA, _CHECKSUM], "requestBody": _CONTENT}
_ADDED = {"parameters": [_VERSION, _OFFSET, _CHECKSUM], "requestBody": _CONTENT}
"""FastAPI does not read these headers; the routes do, and /docs shows them."""


@router.post("", status_code=201, dependencies=[signed_in], openapi_extra=_CREATED)
async def create(request: Request) -> Response:
    """Begin an upload, with its first bytes or all of them where there is a body.

    When this person has sent the file before, `Upload-Offset` equals `Upload-Length`: nothing is
    to be sent. What others have sent is not told.
    """
    _check_version(request)
    endpoint, token_hash = request.app.state.endpoint, hash_token(bearer(request))
    content, is_whole = b"", True
    if _comes_whole(request) and token_hash in request.app.state.familiar:
        named = _named(request)
        content, is_whole = await _first_body(request, named.size)
        if len(content) == named.size:
            return await _arrived(request, token_hash, named, content)
    said = await run_in_threadpool(_announced, request, endpoint)
    has_bytes = request.headers.get("content-type", "") == OFFSET_TYPE
    if has_bytes and is_whole and not said.is_here:
        content, is_whole = await _first_body(request, said.named.size)
    if len(content) == said.named.size:
        return await _arrived(request, token_hash, said.named, content)
    if has_bytes and not said.is_here:
        _verify(request, content, is_whole)
    upload = await run_in_threadpool(create_upload, endpoint, said)
    offset = upload.offset
    if content and offset < upload.size:
        offset = await run_in_threadpool(append, endpoint, upload, content)
    return _created(request, upload, offset)


@router.head("/{upload_id}", dependencies=[signed_in], openapi_extra=_DESCRIBED)
async def tell_offset(upload_id: str, request: Request, endpoint: Served) -> Response:
    """How many bytes are here."""
    _check_version(request)
    upload = await _find(request, endpoint, upload_id)
    headers = {"Upload-Length": str(upload.size)}
    if not upload.metadata.startswith("{"):  # as an older version kept it
        headers["Upload-Metadata"] = upload.metadata
    return _answer(200, upload, upload.offset, headers)


@router.patch("/{upload_id}", status_code=204, dependencies=[signed_in], openapi_extra=_ADDED)
async def add(upload_id: str, request: Request, endpoint: Served) -> Response:
    """Add bytes at the offset. What a broken line delivered is kept, unless it has a checksum."""
    _check_version(request)
    if request.headers.get("content-type", "") != OFFSET_TYPE:
        raise ApiError(415, "upload_media_type")
    upload = await _find(request, endpoint, upload_id)
    if _number(request, "upload-offset") != upload.offset:
        raise ApiError(409, "upload_offset")
    offset = await _receive(request, endpoint, upload)
    return _answer(204, upload, offset, {})


@router.delete("/{upload_id}", status_code=204, dependencies=[signed_in], openapi_extra=_DESCRIBED)
async def end(upload_id: str, request: Request, endpoint: Served) -> Response:
    """Give the upload up; its parts are deleted."""
    _check_version(request)
    upload = await _find(request, endpoint, upload_id)
    await run_in_threadpool(discard, endpoint, upload.id)
    return Response(status_code=204)


@router.post("/{upload_id}", dependencies=[signed_in], include_in_schema=False)
async def do_instead(upload_id: str, request: Request, endpoint: Served) -> Response:
    """What `X-HTTP-Method-Override` names, for whom a proxy lets only POST through."""
    await _find(request, endpoint, upload_id)
    meant = request.headers.get("x-http-method-override", "")
    if meant not in _OVERRIDES:
        raise ApiError(405, "method_not_allowed", headers={"Allow": "HEAD, PATCH, DELETE"})
    return await _OVERRIDES[meant](upload_id, request, endpoint)


_OVERRIDES = {"HEAD": tell_offset, "PATCH": add, "DELETE": end}


def _comes_whole(request: Request) -> bool:
    """Whether all of the file is in the body: then nothing need be known before it is read."""
    headers = request.headers
    is_bytes = headers.get("content-type", "") == OFFSET_TYPE
    return is_bytes and headers.get("content-length", "") == headers.get("upload-length")


async def _receive(request: Request, endpoint: Endpoint, upload: Upload) -> int:
    """Store the bytes at the offset in one go; with a checksum only if all of them came."""
    content, is_whole = await _body(request, upload.size - upload.offset)
    _verify(request, content, is_whole)
    if not content:
        return upload.offset
    return await run_in_threadpool(append, endpoint, upload, content)


async def _first_body(request: Request, room: int) -> tuple[bytes, bool]:
    """As `_body`, but whoever has hung up would never hear where his upload is: there is none."""
    content, is_whole = await _body(request, room)
    if not is_whole and await request.is_disconnected():
        raise ApiError(408, "body_incomplete")
    return content, is_whole


async def _body(request: Request, room: int) -> tuple[bytes, bool]:
    """Take the body into memory, bounded by what is still missing; say whether it all came."""
    if declared_bytes(request) > room:
        raise ApiError(413, "upload_too_large", headers={"Connection": "close"})
    chunks: list[bytes] = []
    size, is_whole = 0, True
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            async for chunk in request.stream():
                size += len(chunk)
                if size > room:
                    raise ApiError(413, "upload_too_large", headers={"Connection": "close"})
                chunks.append(chunk)
    except (ClientDisconnect, TimeoutError):
        is_whole = False
    return b"".join(chunks), is_whole


def _verify(request: Request, content: bytes, is_whole: bool) -> None:
    """Raises `ApiError` where the bytes have a checksum and are not those that it is of."""
    checksum = Checksum.read(request.headers.get("upload-checksum", ""))
    if checksum and not (is_whole and checksum.fits(content)):
        raise ApiError(STATUS_CHECKSUM, "checksum_wrong")


async def _arrived(request: Request, token_hash: str, named: Named, content: bytes) -> Response:
    checksum = Checksum.read(request.headers.get("upload-checksum", ""))
    state = request.app.state
    make = partial(arrive, state.endpoint, token_hash, named, content, checksum)
    begun = partial(begin, state.endpoint, content, state.aside)
    upload = await state.arrivals.made_and_done(make, begun)
    return _created(request, upload, upload.size)


def _announced(request: Request, endpoint: Endpoint) -> Announced:
    token = bearer(request)
    with endpoint.database.reading() as connection:
        caller = authenticate_device(connection, token, endpoint.now())
        request.app.state.familiar.greet(hash_token(token))
        return announced(connection, caller, _named(request))


def _named(request: Request) -> Named:
    size = _number(request, "upload-length")
    if not 0 < size <= MAX_BLOB_BYTES:
        raise ApiError(413, "upload_too_large")
    said = request.headers.get("upload-metadata", "")
    metadata = _metadata(said)
    sha256 = metadata.get("sha256", "")
    if not SHA256.fullmatch(sha256):
        raise ApiError(400, "upload_metadata")
    media_type = metadata.get("filetype", INERT).replace("\0", "")[:100]
    return Named(sha256, size, media_type, said)


async def _caller(request: Request, endpoint: Endpoint) -> Caller:
    return await run_in_threadpool(_caller_of, endpoint, bearer(request))


def _caller_of(endpoint: Endpoint, token: str) -> Caller:
    with endpoint.database.reading() as connection:
        return authenticate_device(connection, token, endpoint.now())


async def _find(request: Request, endpoint: Endpoint, upload_id: str) -> Upload:
    caller = await _caller(request, endpoint)
    return await run_in_threadpool(find_upload, endpoint, caller.device, upload_id)


def _check_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != VERSION:
        raise ApiError(412, "tus_version", headers={"Tus-Version": VERSION})


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise ApiError(400, "malformed")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """Read `key base64,key base64`. Raises `ApiError`."""
    found: dict[str, str] = {}
    for pair in filter(None, map(str.strip, header.split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            value = base64.b64decode(encoded, validate=True)
            is_bare = key == "sha256" and len(value) == SHA256_BYTES
            found[key] = value.hex() if is_bare else value.decode()
        except (binascii.Error, UnicodeDecodeError):
            raise ApiError(400, "upload_metadata") from None
    return found


def _answer(status: int, upload: Upload, offset: int, headers: dict[str, str]) -> Response:
    known = _TUS | {"Upload-Offset": str(offset)} | headers
    if offset < upload.size:
        expires = datetime.fromisoformat(upload.expires_at)
        known["Upload-Expires"] = format_datetime(expires).replace("+0000", "GMT")
    return Response(status_code=status, headers=known)


def _created(request: Request, upload: Upload, offset: int) -> Response:
    location = f"{str(request.base_url).rstrip('/')}{FILES}/{upload.id}"
    return _answer(201, upload, offset, {"Location": location})
