"""How long, and for how much, the endpoint waits for a client: slow ones are hung up on.

uvicorn waits for ever for a request's head and for a reader that reads nothing, takes heads of any
size, and keeps every request that comes before the last one is answered. Bodies have their own
bounds where they are received (`bodies.py`, `uploads.py`).
"""

import asyncio
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from sync.server.errors import error_response
from sync.server.hardening import HEADERS

TICK_S = 2.0
HEAD_S = 20.0
"""From the connection, or from the first byte of a next request, to the end of its head."""
STALL_S = 60.0
"""Of an answer at least `MIN_READ_BYTES` must have left meanwhile."""
MIN_READ_BYTES = 16_000
MAX_HEAD_BYTES = 32_000
"""Request line, headers, and whatever frames a chunked body."""
MAX_PIPELINED = 16
"""Requests of one connection that wait for the one before them; phones and browsers send none."""
MAX_CONNECTIONS = 4_000
"""Per process; 200 devices that come back at once have about 600."""
GRACE_S = 10
"""How long a request may take to end when the endpoint is told to stop."""


def server_config(app: ASGIApp, **options: Any) -> uvicorn.Config:
    """Return how the endpoint is served, whoever starts it; no websocket, no access log."""
    known = {
        "http": Patient,
        "ws": "none",
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": GRACE_S,
    }
    return uvicorn.Config(app, **known | options)


class Patient(HttpToolsProtocol):
    """One connection, looked at every `TICK_S`."""

    _at_work: RequestResponseCycle | None = None
    """The request that is being answered; `cycle` is the last one that came."""
    _tick: asyncio.TimerHandle | None = None
    _head_since: float | None = None
    _is_in_body = False
    _spare_bytes = 0
    _stalled_since: float | None = None
    _stalled_at_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()
            return
        self._head_since = self.loop.time()
        self._tick = self.loop.call_later(TICK_S, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._tick is not None:
            self._tick.cancel()
        self._answer_nobody()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._is_in_body and self._head_since is None:
            self._head_since = self.loop.time()
        self._spare_bytes += len(data)
        super().data_received(data)
        if self._spare_bytes > MAX_HEAD_BYTES:
            self._hang_up(431, "head_too_large")

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= MAX_PIPELINED:
            # Ends the parsing of what came at once: that may be ten thousand requests.
            raise ValueError("too many requests at once")
        super().on_message_begin()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._at_work = cycle
        super()._start_asgi_task(cycle, app)

    def on_headers_complete(self) -> None:
        self._head_since = None
        self._is_in_body = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._spare_bytes -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_in_body = False
        self._spare_bytes = 0
        super().on_message_complete()

    def resume_writing(self) -> None:
        self._stalled_since = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        self._hang_up(400, "malformed")

    def _look(self) -> None:
        self._tick = self.loop.call_later(TICK_S, self._look)
        now = self.loop.time()
        if self._head_since is not None and now - self._head_since > HEAD_S:
            self._hang_up(408, "body_incomplete")
        if self._has_stalled(now):
            self._drop()

    def _has_stalled(self, now: float) -> bool:
        """Whether an answer waits for a reader, or a request that was answered goes on and on."""
        waiting_bytes = self.transport.get_write_buffer_size()
        is_answered = self.cycle is not None and self.cycle.response_complete
        if not waiting_bytes and not (is_answered and self._is_in_body):
            self._stalled_since = None
            return False
        has_moved = 0 < waiting_bytes <= self._stalled_at_bytes - MIN_READ_BYTES
        if self._stalled_since is None or has_moved:
            self._stalled_since, self._stalled_at_bytes = now, waiting_bytes
        return now - self._stalled_since > STALL_S

    def _hang_up(self, status: int, code: str) -> None:
        """Say why where an answer may still begin; then close."""
        if self.transport.is_closing():
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self._drop()
            return
        answer = error_response(status, code, {**HEADERS, "Connection": "close"})
        lines = [STATUS_LINE[status], *(b"%s: %s\r\n" % each for each in answer.raw_headers)]
        self.transport.write(b"".join([*lines, b"\r\n", bytes(answer.body)]))
        self.transport.close()

    def _drop(self) -> None:
        self._answer_nobody()
        self.transport.abort()

    def _answer_nobody(self) -> None:
        """Whoever is at work would fail at a closed line, and that be logged as ours."""
        if self._at_work is not None and not self._at_work.response_complete:
            self._at_work.disconnected = True
            self._at_work.message_event.set()
