"""Who may read a photo: whoever sees a record that speaks of it and whose author had its bytes.

Knowing a digest gives nothing, and neither does naming it in a record of one's own: a mention
counts once its author has sent all the bytes, or when he could read the photo anyway. Whether
somebody else's photo is here is never told: until then it is missing, as far as he can see.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, text

from sync.server.auth import Caller
from sync.server.moments import as_text
from sync.server.tables import blob_holders, blobs, record_blobs, records


def readable_blobs(
    connection: Connection, caller: Caller, wanted: Collection[str]
) -> dict[str, Row[Any]]:
    """Return sha256, media_type and size of those that the caller may read, by digest."""
    if not wanted:
        return {}
    query = (
        select(blobs.c.sha256, blobs.c.media_type, blobs.c.size)
        .distinct()
        .select_from(record_blobs)
        .join(records, records.c.id == record_blobs.c.record)
        .join(blob_holders, _holds(record_blobs.c.sha256, records.c.author))
        .join(blobs, blobs.c.sha256 == record_blobs.c.sha256)
        .where(record_blobs.c.sha256.in_(wanted))
    )
    rows = connection.execute(caller.within(query, record_blobs.c.unit))
    return {row.sha256: row for row in rows}


def proven_blobs(connection: Connection, caller: Caller, wanted: Collection[str]) -> set[str]:
    """Return those that the caller had to be given by nobody: sent by him, or readable for him."""
    held = set(connection.execute(_held(caller.person.id, wanted)).scalars()) if wanted else set()
    return held | set(readable_blobs(connection, caller, set(wanted) - held))


def is_proven(connection: Connection, person: str, sha256: str) -> bool:
    return connection.execute(_held(person, [sha256])).first() is not None


def prove_blobs(
    connection: Connection, person: str, proven: Collection[str], now: datetime
) -> None:
    """Let the person's mentions of these stored blobs count from now on."""
    held = set(connection.execute(_held(person, proven)).scalars())
    new = [
        {"sha256": sha256, "person": person, "proven_at": as_text(now)}
        for sha256 in sorted(set(proven) - held)
    ]
    if new:
        connection.execute(insert(blob_holders), new)


@dataclass(frozen=True, slots=True)
class Entry:
    """A blob of which a person has sent all the bytes."""

    sha256: str
    size: int
    media_type: str
    person: str
    at: datetime

    @property
    def row(self) -> dict[str, Any]:
        at = as_text(self.at)
        said = {"sha256": self.sha256, "size": self.size, "media_type": self.media_type}
        return said | {"person": self.person, "at": at}


def enter_blobs(connection: Connection, entries: Sequence[Entry]) -> None:
    """Note who has sent what, and count the blobs for those of his records that wait for them."""
    rows = [entry.row for entry in entries]
    for statement in (_ENTER_BLOB, _ENTER_HOLDER, _COUNT_BLOBS):
        connection.execute(statement, rows)


def _holds(sha256: Any, person: Any) -> Any:
    return (blob_holders.c.sha256 == sha256) & (blob_holders.c.person == person)


def _held(person: str, wanted: Collection[str]) -> Select[Any]:
    query = select(blob_holders.c.sha256).where(blob_holders.c.sha256.in_(wanted))
    return query.where(blob_holders.c.person == person)


# Built once: building them takes longer than their work.
_ENTER_BLOB = text(
    "INSERT INTO blobs (sha256, size, media_type, stored_at) "
    "VALUES (:sha256, :size, :media_type, :at) ON CONFLICT DO NOTHING"
)
_ENTER_HOLDER = text(
    "INSERT INTO blob_holders (sha256, person, proven_at) "
    "VALUES (:sha256, :person, :at) ON CONFLICT DO NOTHING"
)
_COUNT_BLOBS = text(
    "UPDATE records SET attachments_present = ("
    "SELECT count(DISTINCT m.sha256) FROM record_blobs m "
    "JOIN blob_holders h ON h.sha256 = m.sha256 AND h.person = records.author "
    "WHERE m.record = records.id) "
    "WHERE author = :person AND id IN (SELECT record FROM record_blobs WHERE sha256 = :sha256)"
)
