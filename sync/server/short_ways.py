"""What phones send all day goes straight to its function, past the layers of the framework.

FastAPI describes these routes in /docs as all others; but its way to one of them, past every
router, takes longer than reading an inspection.
"""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.server.errors import ApiError, answer_of

Way = Callable[[Request], Awaitable[Response]]
"""A route's own function, which answers or raises `ApiError`."""


class ShortWays:
    """`ways` are by method and exact path; everything else goes on to the app."""

    def __init__(self, app: ASGIApp, ways: Mapping[tuple[str, str], Way]) -> None:
        self.app = app
        self._ways = ways

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_http = scope["type"] == "http"
        way = self._ways.get((scope["method"], scope["path"])) if is_http else None
        if way is None:
            await self.app(scope, receive, send)
            return
        try:
            response = await way(Request(scope, receive))
        except ApiError as error:
            response = answer_of(error)
        await response(scope, receive, send)
