"""A tus 1.0 server of its own for tests, written from the specification, with faults to order."""

import hashlib
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.sync.hostile import PIECE, Request


@dataclass
class Upload:
    length: int
    sha256: str
    content: bytearray = field(default_factory=bytearray)


@dataclass
class TusServer:
    """`before` may answer a request itself and say so; `cut_after` bytes of bodies it hangs up."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    received_bytes: int = 0
    cut_after: int | None = None
    before: Callable[[Request], bool] = lambda _: False
    after_store: Callable[[Request], bool] = lambda _: False
    _ids: Any = field(default_factory=count)

    def __call__(self, request: Request) -> None:
        if self.before(request):
            return
        {"POST": self._create, "HEAD": self._head, "PATCH": self._patch}[request.method](request)

    def _create(self, request: Request) -> None:
        length = int(request.headers["upload-length"])
        pairs = (pair.split(" ") for pair in request.headers["upload-metadata"].split(","))
        sha256 = {name: b64decode(value).decode() for name, value in pairs}["sha256"]
        if sha256 in self.blobs:
            request.body()
            return self._say(request, 201, upload_offset=str(length), location="/files/known")
        path = f"/files/{next(self._ids)}"
        self.uploads[path] = Upload(length, sha256)
        location = f"http://inner.example:8000{path}"
        if not int(request.headers.get("content-length", 0)):
            return self._say(request, 201, location=location)
        self._receive(request, path, 201, location=location)

    def _head(self, request: Request) -> None:
        upload = self.uploads.get(request.path)
        if upload is None:
            return self._say(request, 404)
        offset = str(len(upload.content))
        self._say(request, 200, upload_offset=offset, upload_length=str(upload.length))

    def _patch(self, request: Request) -> None:
        upload = self.uploads.get(request.path)
        if upload is None:
            request.body()
            return self._say(request, 404)
        if int(request.headers["upload-offset"]) != len(upload.content):
            request.body()
            return self._say(request, 409)
        self._receive(request, request.path, 204)

    def _receive(self, request: Request, path: str, status: int, **headers: str) -> None:
        upload = self.uploads[path]
        piece = self._body(request, upload)
        if piece is None:
            return
        name, _, checksum = request.headers.get("upload-checksum", "").partition(" ")
        if name and hashlib.new(name, piece).digest() != b64decode(checksum):
            return self._say(request, 460)
        upload.content += piece
        offset = len(upload.content)
        if offset == upload.length:
            del self.uploads[path]
            if hashlib.sha256(upload.content).hexdigest() != upload.sha256:
                return self._say(request, 460)
            self.blobs[upload.sha256] = bytes(upload.content)
            if self.after_store(request):
                return
        self._say(request, status, upload_offset=str(offset), **headers)

    def _body(self, request: Request, upload: Upload) -> bytes | None:
        """Return the body, or None when the line was cut in its midst."""
        left, body = int(request.headers["content-length"]), b""
        while left:
            if self.cut_after is not None and self.cut_after <= 0:
                self.cut_after = None
                if "upload-checksum" not in request.headers:
                    upload.content += body
                request.reset()
                return None
            piece = request.read(min(PIECE, left))
            if not piece:
                return None
            body += piece
            left -= len(piece)
            self.received_bytes += len(piece)
            if self.cut_after is not None:
                self.cut_after -= len(piece)
        return body

    def _say(self, request: Request, status: int, **headers: str) -> None:
        request.answer(status, b"", tus_resumable="1.0.0", **headers)
