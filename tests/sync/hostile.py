"""A real server on loopback that behaves as badly as it is told to, and the plainest client."""

import asyncio
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

PIECE = 8_192


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class PlainHttp:
    """The shape that the transport expects, by requests in a thread."""

    async def send(self, method, url, *, headers, body=None, timeout_s, on_sent=None):
        return await asyncio.to_thread(_send, method, url, headers, body, timeout_s, on_sent)


def _send(method, url, headers, body, timeout_s, on_sent):
    try:
        with requests.Session() as session:
            got = session.request(
                method,
                url,
                headers=headers,
                data=body and _Told(body, on_sent or (lambda _: None)),
                timeout=timeout_s,
                allow_redirects=False,
            )
            lower = {name.lower(): value for name, value in got.headers.items()}
            return Answer(got.status_code, lower, got.content)
    except requests.Timeout as error:
        raise TimeoutError(str(error)) from error
    except requests.RequestException as error:
        raise ConnectionError(str(error)) from error


class _Told:
    def __init__(self, body, on_sent):
        self._body, self._on_sent, self._at = body, on_sent, 0

    def __len__(self):
        return len(self._body)

    def read(self, size=-1):
        piece = self._body[self._at : self._at + PIECE]
        self._at += len(piece)
        self._on_sent(self._at)
        return piece


@dataclass
class Request:
    """One exchange as the server sees it; reading and answering are up to the behaviour."""

    handler: BaseHTTPRequestHandler
    method: str
    path: str
    headers: dict[str, str]

    def body(self) -> bytes:
        return self.read(int(self.headers.get("content-length", 0)))

    def read(self, size: int) -> bytes:
        return self.handler.rfile.read(size)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.handler.send_response(status)
        for name, value in ({"content-length": str(len(body))} | names).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        if self.method != "HEAD":
            self.handler.wfile.write(body)

    def answer_json(self, status: int, message: object, **headers: str) -> None:
        body = json.dumps(message).encode()
        self.answer(status, body, **{"content_type": "application/json"} | headers)

    def reset(self) -> None:
        """Hang up at once, as a dying line does: a reset instead of a proper end."""
        linger = struct.pack("ii", 1, 0)
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.handler.close_connection = True
        # Only the last of the descriptors' owners really closes; the files are owners too.
        self.handler.rfile.close()
        self.handler.connection.close()


Behaviour = Callable[[Request], None]


@dataclass
class Hostile:
    """`behave` decides every exchange; `seen` is what was asked."""

    behave: Behaviour
    address: str = ""
    seen: list[str] = field(default_factory=list)


@contextmanager
def hostile_server(behave: Behaviour) -> Iterator[Hostile]:
    hostile = Hostile(behave)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def _any(self):
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self, self.command, self.path, headers)
            hostile.seen.append(f"{self.command} {self.path}")
            hostile.behave(request)

        do_GET = do_POST = do_PATCH = do_HEAD = do_DELETE = _any

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            """A client that hung up, or a behaviour that did, is what we are here for."""

    server = Server(("127.0.0.1", 0), Handler)
    hostile.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield hostile
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """Each exchange gets the next behaviour; the last one stays."""
    left = list(behaviours)

    def behave(request: Request) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return behave
