"""Work that hashes passwords and codes: few at once, and never in the way of other requests."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from anyio import to_thread
from fastapi import Request

P = ParamSpec("P")
T = TypeVar("T")

HASHES_AT_ONCE = 4
"""Per process. Each takes 64 MiB by design (RFC 9106): forty guesses at once would take 2.5 GB."""


async def hash_aside(request: Request, work: Callable[P, T], *arguments: P.args) -> T:
    """Run it in a thread; whoever waits for a turn waits without one."""
    limiter = request.app.state.hashing
    return await to_thread.run_sync(lambda: work(*arguments), limiter=limiter)
