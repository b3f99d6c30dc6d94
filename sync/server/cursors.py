"""Where a pull goes on: a number, and what it was counted in; opaque to the client."""

import hashlib
import re

from sqlalchemy import Connection, select

from sync.server.auth import Caller
from sync.server.errors import ApiError
from sync.server.tables import counters

EPOCH = "epoch"
"""Random; new after a restore, so that no cursor of before it is believed."""
_CURSOR = re.compile(r"^([0-9]{1,18})\.([0-9a-f]{8})$")


def read_cursor(connection: Connection, text: str, caller: Caller) -> int:
    """Return the number to go on after; 0 at the start.

    Raises `ApiError` for a cursor of another scope or from before a restore: the client begins
    again without one, which brings a newly added unit's older items too.
    """
    if not text:
        return 0
    match = _CURSOR.match(text)
    if match is None or match[2] != _mark(connection, caller):
        raise ApiError(400, "cursor_invalid")
    return int(match[1])


def make_cursor(connection: Connection, number: int, caller: Caller) -> str:
    return f"{number}.{_mark(connection, caller)}"


def _mark(connection: Connection, caller: Caller) -> str:
    query = select(counters.c.value).where(counters.c.name == EPOCH)
    epoch = connection.execute(query).scalar_one()
    said = "\n".join([str(epoch), *sorted(caller.scope)])
    return hashlib.sha256(said.encode()).hexdigest()[:8]
