"""A line between device and endpoint that does to each exchange what it is told to."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

PIECE = 16_384


@dataclass
class Exchange:
    """One request on its own connection, read only as far as the fault lets it."""

    client: socket.socket
    upstream: tuple[str, int]
    head: bytes
    begun: bytes
    length: int

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode()

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode()

    def rest(self) -> Iterator[bytes]:
        """Yield the body as it comes."""
        left, piece = self.length, self.begun
        while left > 0:
            piece = piece or self.client.recv(min(PIECE, left))
            if not piece:
                return
            yield piece
            left -= len(piece)
            piece = b""

    def body(self) -> bytes:
        return b"".join(self.rest())

    def asked(self, body: Iterator[bytes]) -> bytes:
        """Let the endpoint have the request; return its answer."""
        with socket.create_connection(self.upstream) as line:
            line.sendall(self.head)
            for piece in body:
                line.sendall(piece)
            return b"".join(iter(lambda: line.recv(PIECE), b""))

    def reset(self, line: socket.socket | None = None) -> None:
        line = line or self.client
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()


Fault = Callable[[Exchange], None]


def through(exchange: Exchange) -> None:
    exchange.client.sendall(exchange.asked(exchange.rest()))


def reset_at_once(exchange: Exchange) -> None:
    exchange.reset()


def cut_body(after: int) -> Fault:
    """The line dies when `after` bytes of the body have passed."""

    def fault(exchange: Exchange) -> None:
        with socket.create_connection(exchange.upstream) as line:
            line.sendall(exchange.head)
            passed = 0
            for piece in exchange.rest():
                line.sendall(piece[: after - passed])
                passed += len(piece)
                if passed >= after:
                    break
            time.sleep(0.02)
            exchange.reset(line)
        exchange.reset()

    return fault


def cut_answer(after: int) -> Fault:
    """The endpoint has done its work, but only `after` bytes of its answer come through."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.asked(exchange.rest())
        exchange.client.sendall(answer[:after])
        time.sleep(0.01)
        exchange.reset()

    return fault


def twice(exchange: Exchange) -> None:
    """The request is delivered two times; the second answer comes back."""
    body = exchange.body()
    exchange.asked(iter([body]))
    exchange.client.sendall(exchange.asked(iter([body])))


def slow(seconds: float) -> Fault:
    def fault(exchange: Exchange) -> None:
        time.sleep(seconds)
        through(exchange)

    return fault


def page(status: str) -> Fault:
    """Something in between answers with a page of its own; the endpoint hears nothing."""

    def fault(exchange: Exchange) -> None:
        exchange.body()
        content = b"<!doctype html><title>\xe7\x99\xbb\xe5\xbd\x95</title>"
        head = f"HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {len(content)}"
        exchange.client.sendall(f"{head}\r\nconnection: close\r\n\r\n".encode() + content)

    return fault


@dataclass
class Dying:
    """A fault for every exchange: the line dies whenever `every` bytes of photos have passed."""

    every: int
    passed_bytes: int = 0
    cuts: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, exchange: Exchange) -> None:
        with socket.create_connection(exchange.upstream) as line:
            line.sendall(exchange.head)
            for piece in exchange.rest():
                with self._lock:
                    before = self.passed_bytes // self.every
                    self.passed_bytes += len(piece)
                    is_cut = self.passed_bytes // self.every > before
                line.sendall(piece)
                if is_cut:
                    self.cuts += 1
                    time.sleep(0.02)
                    exchange.reset(line)
                    return exchange.reset()
            exchange.client.sendall(b"".join(iter(lambda: line.recv(PIECE), b"")))


@dataclass
class Proxy:
    address: str = ""
    faults: list[Fault] = field(default_factory=list)
    """The next exchanges' fates, in order; then `usual`."""
    usual: Fault = through
    only: Callable[[Exchange], bool] = lambda _: True
    """Which exchanges a fate may fall on."""
    seen: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fate(self, exchange: Exchange) -> Fault:
        with self._lock:
            self.seen.append(f"{exchange.method} {exchange.path}")
            return self.faults.pop(0) if self.faults and self.only(exchange) else self.usual


@contextmanager
def proxy_to(address: str) -> Iterator[Proxy]:
    parts = urlsplit(address)
    proxy = Proxy()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            exchange = _received(self.request, (parts.hostname, parts.port))
            if exchange is not None:
                proxy.fate(exchange)(exchange)

    class Server(ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_):
            """Either end hung up: that is what lines do."""

    server = Server(("127.0.0.1", 0), Handler)
    proxy.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _received(client: socket.socket, upstream: tuple[str, int]) -> Exchange | None:
    """Read the head; ask the endpoint to close after its answer, so that its end is known."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = client.recv(PIECE)
        if not piece:
            return None
        got += piece
    head, _, begun = got.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    lengths = [line for line in lines if line.lower().startswith(b"content-length:")]
    length = int(lengths[0].split(b":")[1]) if lengths else 0
    lines.append(b"Connection: close")
    return Exchange(client, upstream, b"\r\n".join(lines) + b"\r\n\r\n", begun, length)
