"""A slow line that dies at fixed intervals, whatever is under way on it."""

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from tests.sync.proxy import Exchange

PIECE = 8_192
LOOK_S = 0.1
BUFFER_BYTES = 16_384
"""What the line holds: more than that has not left the device when the line dies."""


@dataclass
class DyingLine:
    """A fate for every exchange: carried at `bytes_per_s`, cut whenever `every_s` are over."""

    bytes_per_s: int
    every_s: float
    body_bytes: int = 0
    """Of uploads, as they came over the line: also what the endpoint never got."""
    cuts: int = 0
    _began_s: float = field(default_factory=time.monotonic)
    _free_at_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, exchange: Exchange) -> None:
        life = self._life()
        exchange.client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        with socket.create_connection(exchange.upstream) as line:
            line.sendall(exchange.head)
            for piece in exchange.rest():
                if self._is_over(life):
                    return self._cut(exchange, line)
                self._carry(len(piece), is_upload=exchange.path.startswith("/files"))
                line.sendall(piece)
            answer = self._answer(line, life)
            if answer is None:
                return self._cut(exchange, line)
            exchange.client.sendall(answer)

    def _answer(self, line: socket.socket, life: int) -> bytes | None:
        line.settimeout(LOOK_S)
        answer = b""
        while not self._is_over(life):
            with suppress(TimeoutError):
                piece = line.recv(PIECE)
                if not piece:
                    return answer
                answer += piece
        return None

    def _carry(self, count: int, *, is_upload: bool) -> None:
        with self._lock:
            self.body_bytes += count if is_upload else 0
            self._free_at_s = max(self._free_at_s, time.monotonic()) + count / self.bytes_per_s
            wait_s = self._free_at_s - time.monotonic()
        time.sleep(max(wait_s, 0))

    def _cut(self, exchange: Exchange, line: socket.socket) -> None:
        with self._lock:
            self.cuts += 1
        exchange.reset(line)
        exchange.reset()

    def _life(self) -> int:
        return int((time.monotonic() - self._began_s) / self.every_s)

    def _is_over(self, life: int) -> bool:
        return self._life() != life
