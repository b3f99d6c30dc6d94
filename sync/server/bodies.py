"""Bodies in and out: received whole and bounded before anything else, answered compressed."""

import asyncio
import gzip
import re
import zlib
from collections.abc import Mapping
from typing import Any

import brotli
import msgspec
from fastapi import Request, Response
from starlette.requests import ClientDisconnect

from sync.server.errors import ApiError

MAX_SMALL_BODY_BYTES = 16_000
"""Forms and enrolments; records have their own bounds in the protocol."""
BODY_TIMEOUT_S = 60.0
"""A body that takes longer is a client that trickles."""
READABLE = {"Accept-Encoding": "gzip"}
"""Tells clients that they may send their bodies packed (RFC 9110, 12.5.3)."""
MAX_JSON_VALUES = 300_000
"""An empty list is three bytes on the wire and sixty in memory; fifty long inspections have
about a hundred thousand values."""
MIN_COMPRESSED_BYTES = 1_000
_NOTHING = re.compile(r"q=0(\.0*)?")
BROTLI_QUALITY = 4
GZIP_LEVEL = 5


async def receive_body(request: Request, limit: int, timeout_s: float = BODY_TIMEOUT_S) -> bytes:
    """Return the whole body. Raises `ApiError` when it is too large, too slow or cut short."""
    if declared_bytes(request) > limit:
        raise ApiError(413, "body_too_large", headers={"Connection": "close"})
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(timeout_s):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise ApiError(413, "body_too_large", headers={"Connection": "close"})
                chunks.append(chunk)
    except (ClientDisconnect, TimeoutError):
        raise ApiError(408, "body_incomplete", headers={"Connection": "close"}) from None
    body = b"".join(chunks)
    content = unpacked(body, request.headers.get("content-encoding", ""), limit)
    if content is not body:
        request.state.held.grow(len(content))
    return content


def declared_bytes(request: Request) -> int:
    """Return what `Content-Length` says; the parser has seen to it that 64 bits hold it."""
    declared = request.headers.get("content-length", "").lstrip("0")
    return int(declared) if declared.isdecimal() else 0


def unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    """Unpack gzip up to the limit and not a byte further: no bomb unfolds here."""
    if encoding in {"", "identity"}:
        return body
    if encoding != "gzip":
        raise ApiError(415, "encoding_unknown", headers=READABLE)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = unpacker.decompress(body, limit + 1)
    except zlib.error:
        raise ApiError(400, "malformed") from None
    if len(content) > limit:
        raise ApiError(413, "body_too_large")
    if not unpacker.eof or unpacker.unused_data:
        raise ApiError(400, "malformed")
    return content


def read_json(body: bytes, shape: Any) -> Any:
    """Decode into `shape`. Raises `ApiError` when it does not fit, or unfolds too far."""
    bound_values(body)
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise ApiError(422, "invalid", details=str(error)) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise ApiError(400, "malformed") from None


def bound_values(body: bytes) -> None:
    """Raises `ApiError` for what would unfold to too many values, before one is built."""
    # What is shorter than that cannot have as many, and need not be counted.
    if len(body) > MAX_JSON_VALUES and _values_in(body) > MAX_JSON_VALUES:
        raise ApiError(413, "body_too_large")


def _values_in(body: bytes) -> int:
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def json_response(
    request: Request,
    value: Any,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer `value` (or ready JSON bytes), compressed as the client accepts."""
    content = value if isinstance(value, bytes) else msgspec.json.encode(value)
    encoding, content = compressed(content, request.headers.get("accept-encoding", ""))
    known = {"Cache-Control": "no-store", "Vary": "Accept-Encoding, Authorization"} | READABLE
    if encoding:
        known["Content-Encoding"] = encoding
    return Response(
        content,
        status_code=status,
        headers=known | dict(headers or {}),
        media_type="application/json",
    )


def compressed(content: bytes, accepted: str) -> tuple[str, bytes]:
    """Return (encoding or "", bytes)."""
    if len(content) < MIN_COMPRESSED_BYTES:
        return "", content
    offered = encodings(accepted)
    if "br" in offered:
        return "br", brotli.compress(content, quality=BROTLI_QUALITY)
    if "gzip" in offered:
        return "gzip", gzip.compress(content, GZIP_LEVEL, mtime=0)
    return "", content


def encodings(accepted: str) -> set[str]:
    """Return what an Accept-Encoding header names and does not weigh with nothing."""
    parts = (part.strip().partition(";") for part in accepted.split(","))
    return {name.strip() for name, _, weight in parts if not _NOTHING.fullmatch(weight.strip())}
