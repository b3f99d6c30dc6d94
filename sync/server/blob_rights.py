"""Who may read a photo: whoever sees a record that speaks of it and whose author had its bytes.

Knowing a digest gives nothing, and neither does naming it in a record of one's own: a mention
counts once its author has sent all the bytes, or when he could read the photo anyway. Whether
somebody else's photo is here is never told: until then it is missing, as far as he can see.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

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


def enter_blob(connection: Connection, row: dict[str, Any], person: str, now: datetime) -> None:
    """Note that the person has sent all the bytes, and count them for his records that wait.

    `row` has sha256, size and media_type.
    """
    sha256 = row["sha256"]
    if connection.execute(select(blobs.c.size).where(blobs.c.sha256 == sha256)).first() is None:
        connection.execute(insert(blobs).values(row | {"stored_at": as_text(now)}))
    if is_proven(connection, person, sha256):
        return
    prove_blobs(connection, person, [sha256], now)
    waiting = select(record_blobs.c.record).where(record_blobs.c.sha256 == sha256)
    present = (
        select(func.count(func.distinct(record_blobs.c.sha256)))
        .select_from(record_blobs)
        .join(blob_holders, _holds(record_blobs.c.sha256, records.c.author))
        .where(record_blobs.c.record == records.c.id)
        .correlate(records)
        .scalar_subquery()
    )
    change = update(records).where(records.c.id.in_(waiting), records.c.author == person)
    connection.execute(change.values(attachments_present=present))


def _holds(sha256: Any, person: Any) -> Any:
    return (blob_holders.c.sha256 == sha256) & (blob_holders.c.person == person)


def _held(person: str, wanted: Collection[str]) -> Select[Any]:
    query = select(blob_holders.c.sha256).where(blob_holders.c.sha256.in_(wanted))
    return query.where(blob_holders.c.person == person)
