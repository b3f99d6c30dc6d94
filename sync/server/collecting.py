"""When orphans were last collected: kept in the database, under the turn of the records.

A blob is deleted under that turn, and an upload is entered under it. An upload has put its bytes
before, though, and a collection may just have deleted bytes of the same name: while one goes on,
an upload therefore looks whether its bytes are still there.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from sync.server.endpoint import Endpoint
from sync.server.prepared import Prepared
from sync.server.tables import counters

NAME = "collections"
"""Of the counter that holds the second at which a collection was last at work."""
EVERY = timedelta(hours=6)
LASTS = timedelta(hours=2)
"""How long after its last sign a collection may still be deleting: a batch takes seconds, and the
clocks of several machines differ."""


def may_begin(connection: Connection, now: datetime) -> bool:
    """Whether the last one is long enough ago, on whichever process. Only under the turn."""
    last = _last_second(connection)
    return last is None or now.timestamp() - last >= EVERY.total_seconds()


def note_collection(connection: Connection, now: datetime) -> None:
    """Say that one is at work. It must be committed before anything is deleted."""
    row = {"name": NAME, "value": int(now.timestamp())}
    if _last_second(connection) is None:
        connection.execute(insert(counters).values(row))
    else:
        connection.execute(update(counters).where(counters.c.name == NAME).values(row))


def is_collecting(connection: Connection, now: datetime) -> bool:
    last = _last_second(connection)
    return last is not None and abs(now.timestamp() - last) < LASTS.total_seconds()


def keep_from_collection(endpoint: Endpoint, name: str, content: bytes) -> None:
    """Put the bytes again if a collection has just deleted them. Only under the turn."""
    if endpoint.blobs.size(name) != len(content):
        endpoint.blobs.put(name, content)


def _last_second(connection: Connection) -> int | None:
    return _LAST.value(connection)


_LAST = Prepared(select(counters.c.value).where(counters.c.name == NAME))
