"""Where a pull goes on: a number, and what it was counted in; opaque to the client."""

import hashlib
import re

from sqlalchemy import Connection, bindparam, select

from sync.server.auth import Caller
from sync.server.errors import ApiError
from sync.server.ingest import COUNTER
from sync.server.prepared import Prepared
from sync.server.tables import counters, records

EPOCH = "epoch"
"""Random; new after a restore, so that no cursor of before it is believed."""
_CURSOR = re.compile(r"^([0-9]{1,18})\.([0-9a-f]{8})$")
_VALUE = Prepared(select(counters.c.value).where(counters.c.name == bindparam("of")))
_DIGEST = Prepared(select(records.c.digest).where(records.c.seq == bindparam("seq")))


def read_cursor(connection: Connection, text: str, caller: Caller, counter: str) -> int:
    """Return the number to go on after; 0 at the start.

    Raises `ApiError` for a cursor of another scope or from before a restore: the client begins
    again without one, which brings a newly added unit's older items too.
    """
    if not text:
        return 0
    match = _CURSOR.match(text)
    number = int(match[1]) if match else 0
    is_ahead = number > _VALUE.value(connection, of=counter)
    if match is None or is_ahead or match[2] != _mark(connection, number, caller, counter):
        raise ApiError(400, "cursor_invalid")
    return number


def make_cursor(connection: Connection, number: int, caller: Caller, counter: str) -> str:
    return f"{number}.{_mark(connection, number, caller, counter)}"


def _mark(connection: Connection, number: int, caller: Caller, counter: str) -> str:
    """Name what the number stands for.

    A database that was put back by other means than ours keeps its epoch, but gives the numbers
    that it gave before to other records.
    """
    said = [str(_VALUE.value(connection, of=EPOCH)), *sorted(caller.scope)]
    if counter == COUNTER:
        said.append(_DIGEST.value(connection, seq=number) or "")
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8]
