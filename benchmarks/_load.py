"""Load from a process of its own: raw HTTP/1.1 over kept connections, every byte made beforehand.

The endpoint has one process on two cores; what sends the load must cost next to nothing. Each
client is a thread with one blocking socket, so that nearly all of its time is the kernel's.
"""

import gzip
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 120
READ_BYTES = 65_536

Message = tuple[bytes, ...]
"""One request in pieces, so that thousands of photos may share the most of their bytes."""
Script = Sequence[Message]
"""The requests of one client, sent one after another."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    took_s: float
    body: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """What came back: each client's replies in order, and how long all of it took."""

    took_s: float
    replies: list[list[Reply]]
    faults: list[str] = field(default_factory=list)

    def all(self) -> Iterator[Reply]:
        for replies in self.replies:
            yield from replies

    def count(self, word: bytes) -> int:
        return sum(reply.body.count(word) for reply in self.all())

    def statuses(self) -> dict[str, int]:
        found = [str(reply.status) for reply in self.all()]
        return {status: found.count(status) for status in sorted(set(found))}

    def must_succeed(self) -> None:
        """Raise where a figure would be measured over failures."""
        unhappy = [reply for reply in self.all() if not 200 <= reply.status < 300]
        if self.faults or unhappy:
            shown = unhappy[0].body[:300] if unhappy else b""
            raise AssertionError(f"{self.statuses()} {self.faults[:3]} {shown!r}")

    def quantile_s(self, share: float) -> float:
        taken = sorted(reply.took_s for reply in self.all())
        return taken[min(int(len(taken) * share), len(taken) - 1)]


def request(method: str, path: str, headers: dict[str, str], *body: bytes) -> Message:
    length = sum(map(len, body))
    known = {"Host": "endpoint", "Content-Length": str(length), "Accept-Encoding": "gzip"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (known | headers).items())
    return (f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode(), *body)


@contextmanager
def prepared(
    make_scripts: Callable[..., list[Script]], *args: Any
) -> Iterator[Callable[[str], Run]]:
    """Make the scripts in a new process; yield what sends them all, once, to an address.

    `make_scripts` is found by its name in the new process, so it must be a module's own.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, make_scripts, args), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.recv()
        yield lambda address: _ask(ours, address)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _ask(pipe: Connection, address: str) -> Run:
    pipe.send(address)
    return pipe.recv()


def _serve(pipe: Connection, make_scripts: Callable[..., list[Script]], args: Any) -> None:
    scripts = make_scripts(*args)
    pipe.send("ready")
    pipe.send(send_all(pipe.recv(), scripts))


def send_all(address: str, scripts: Sequence[Script]) -> Run:
    """Send every client's script at once; the clock starts when all are connected."""
    replies: list[list[Reply]] = [[] for _ in scripts]
    faults: list[str] = []
    start = threading.Barrier(len(scripts) + 1)
    threads = [
        threading.Thread(target=_client, args=(address, script, start, replies[number], faults))
        for number, script in enumerate(scripts)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took_s = time.perf_counter() - began
    return Run(took_s, [list(map(_unpacked, each)) for each in replies], faults)


def _client(
    address: str, script: Script, start: threading.Barrier, replies: list[Reply], faults: list[str]
) -> None:
    parts = urlsplit(address)
    line = socket.create_connection((parts.hostname, parts.port), TIMEOUT_S)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    start.wait()
    with line:
        try:
            for each in script:
                replies.append(_exchange(line, each))
        except (OSError, ValueError) as error:
            faults.append(repr(error))


def _exchange(line: socket.socket, message: Message) -> Reply:
    began = time.perf_counter()
    for piece in message:
        line.sendall(piece)
    received = bytearray()
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(line)
    head = bytes(received[:end]).lower()
    length = int(_header(head, b"content-length") or b"0")
    while len(received) < end + 4 + length:
        received += _more(line)
    packed = b"\x00" if _header(head, b"content-encoding") == b"gzip" else b""
    body = packed + bytes(received[end + 4 :])
    return Reply(int(head[9:12]), time.perf_counter() - began, body)


def _more(line: socket.socket) -> bytes:
    piece = line.recv(READ_BYTES)
    if not piece:
        raise ConnectionError("closed in the midst of an answer")
    return piece


def _header(head: bytes, name: bytes) -> bytes:
    return head.partition(b"\r\n" + name + b":")[2].partition(b"\r\n")[0].strip()


def _unpacked(reply: Reply) -> Reply:
    """Unpack after the clock has stopped."""
    if not reply.body.startswith(b"\x00"):
        return reply
    return Reply(reply.status, reply.took_s, gzip.decompress(reply.body[1:]))
