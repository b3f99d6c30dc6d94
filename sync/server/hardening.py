"""What every request passes: headers on each answer, bounds on what is held, the crash guard."""

import logging
import traceback
from collections.abc import Iterator, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.protocol import FILES
from sync.server.errors import ApiError, error_response

log = logging.getLogger(__name__)

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""The policy is the narrowest; pages and the app set their own."""
HSTS = "max-age=31536000"
_RAW_HEADERS = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())
_RAW_HSTS = (b"strict-transport-security", HSTS.encode())
_RAW_TUS = (b"tus-resumable", b"1.0.0")
MAX_REQUESTS = 2_000
"""At once and per process; those above are told to come back instead of waiting unseen."""
MAX_HELD_BYTES = 256_000_000
"""Of bodies that have arrived for requests that are not answered yet, packed and unpacked."""
MAX_ANSWER_BYTES = 256_000_000
"""Of answers that wait for their readers; those of one piece do not count."""
PIECE_BYTES = 65_536
"""How much of an answer is handed on before the line has taken what went before."""
RETRY = {"Retry-After": "5"}


class Hardened:
    """Counts what this process holds at this moment; nothing outlasts a request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.requests = 0
        self.held_bytes = 0
        self.answer_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.requests += 1
        held = Held(self, receive)
        scope.setdefault("state", {})["held"] = held
        try:
            await self._answer(scope, held.receive, _Sent(self, scope, send))
        finally:
            self.requests -= 1
            self.held_bytes -= held.size

    async def _answer(self, scope: Scope, receive: Receive, sent: "_Sent") -> None:
        if self.requests > MAX_REQUESTS:
            await error_response(503, "busy", RETRY)(scope, receive, sent.send)
        elif "\0" in scope["path"] or b"%00" in scope["query_string"]:
            # PostgreSQL keeps no NUL in text, so nothing here has one in its name.
            await error_response(404, "not_found")(scope, receive, sent.send)
        else:
            await self._guarded(scope, receive, sent)

    async def _guarded(self, scope: Scope, receive: Receive, sent: "_Sent") -> None:
        """The crash guard: what nobody foresaw is logged here, and told without details."""
        try:
            await self.app(scope, receive, sent.send)
        except Exception as error:
            log.error("%s %s failed\n%s", scope["method"], scope["path"], where_it_failed(error))
            if not sent.has_started:
                await error_response(500, "unexpected")(scope, receive, sent.send)


def where_it_failed(error: BaseException) -> str:
    """Return types and places, never messages: those quote rows, and rows name people."""
    lines: list[str] = []
    while error is not None:
        lines += [type(error).__qualname__, *traceback.format_tb(error.__traceback__)]
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return "\n".join(line.rstrip() for line in lines)


class Held:
    """Counts a request's body as it comes in, and what it unfolds to; `request.state.held`."""

    def __init__(self, owner: Hardened, receive: Receive) -> None:
        self._owner = owner
        self._receive = receive
        self.size = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self.grow(len(message.get("body", b"")))
        return message

    def grow(self, size: int) -> None:
        """Raises `ApiError` where all requests together hold too much."""
        self.size += size
        self._owner.held_bytes += size
        if self._owner.held_bytes > MAX_HELD_BYTES:
            raise ApiError(503, "busy", headers=RETRY | {"Connection": "close"})


class _Sent:
    """Adds the headers as the answer begins, and hands on no more than its reader takes."""

    def __init__(self, owner: Hardened, scope: Scope, send: Send) -> None:
        self._owner = owner
        self._scope = scope
        self._send = send
        self._beginning: Message | None = None
        """The status and the headers, until there is something of the body."""
        self.has_started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._beginning = message
            return
        size = len(message.get("body", b""))
        if size <= PIECE_BYTES:
            await self._begin()
            await self._send(message)
        elif self._beginning and self._owner.answer_bytes + size > MAX_ANSWER_BYTES:
            busy = error_response(503, "busy", RETRY)
            self._beginning |= {"status": 503, "headers": busy.raw_headers}
            await self.send({"type": "http.response.body", "body": busy.body})
        else:
            await self._send_in_pieces(message, size)

    async def _send_in_pieces(self, message: Message, size: int) -> None:
        """uvicorn would keep all that it is given at once, for as long as a reader takes."""
        self._owner.answer_bytes += size
        try:
            await self._begin()
            for start in range(0, size, PIECE_BYTES):
                end = start + PIECE_BYTES
                has_more = end < size or message.get("more_body", False)
                piece = message["body"][start:end]
                await self._send({**message, "body": piece, "more_body": has_more})
        finally:
            self._owner.answer_bytes -= size

    async def _begin(self) -> None:
        if self._beginning is None:
            return
        message, self._beginning, self.has_started = self._beginning, None, True
        said = list(message.get("headers", ()))
        known = {name for name, _ in said}
        message["headers"] = said + [each for each in self._added() if each[0] not in known]
        await self._send(message)

    def _added(self) -> Iterator[tuple[bytes, bytes]]:
        yield from _RAW_HEADERS
        if self._scope["scheme"] == "https":
            yield _RAW_HSTS
        if self._scope["path"].startswith(FILES):
            yield _RAW_TUS
