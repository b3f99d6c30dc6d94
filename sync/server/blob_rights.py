"""Who may read a photo: whoever sees a record that speaks of it and whose author had its bytes.

Knowing a digest gives nothing, and neither does naming it in a record of one's own: a mention
counts once its author has sent all the bytes, or when he could read the photo anyway. Whether
somebody else's photo is here is never told: until then it is missing, as far as he can see.
"""

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    distinct,
    func,
    literal_column,
    select,
    text,
    union_all,
    update,
)

from sync.server.auth import Caller
from sync.server.moments import as_text
from sync.server.prepared import Prepared, among
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


@dataclass(frozen=True, slots=True)
class Proven:
    """Which blobs a caller had to be given by nobody: sent by him, or readable for him."""

    holders: Set[tuple[str, str]]
    """Blob and person."""
    units: Set[tuple[str, str]]
    """Blob, and the unit of a record that shows it."""

    @classmethod
    def among(
        cls, connection: Connection, persons: Collection[str], wanted: Collection[str]
    ) -> "Proven":
        """Ask once for all who ask."""
        if not wanted:
            return cls(frozenset(), frozenset())
        rows = _PROVEN.run(connection, wanted=list(wanted), persons=list(persons))
        return cls(
            {(row.sha256, row.person) for row in rows if row.person},
            {(row.sha256, row.unit) for row in rows if row.unit},
        )

    def to(self, caller: Caller, wanted: Collection[str]) -> set[str]:
        readable = {sha256 for sha256, unit in self.units if caller.sees(unit)}
        person = caller.person.id
        return {each for each in wanted if each in readable or (each, person) in self.holders}


def is_proven(connection: Connection, person: str, sha256: str) -> bool:
    return connection.execute(_held(person, [sha256])).first() is not None


def prove_blobs(
    connection: Connection, proofs: Iterable[tuple[str, Collection[str], datetime]]
) -> None:
    """Let the persons' mentions of these stored blobs count from now on."""
    _ENTER_HOLDER.run_all(
        connection,
        (
            {"sha256": sha256, "person": person, "at": as_text(at)}
            for person, proven, at in proofs
            for sha256 in sorted(proven)
        ),
    )


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
        said = {"sha256": self.sha256, "size": self.size, "media_type": self.media_type}
        return said | {"at": as_text(self.at)}


def enter_blobs(connection: Connection, entries: Sequence[Entry]) -> None:
    """Note who has sent what, and count the blobs for those of his records that wait for them."""
    _ENTER_BLOB.run_all(connection, (entry.row for entry in entries))
    prove_blobs(connection, ((entry.person, (entry.sha256,), entry.at) for entry in entries))
    entered = {entry.sha256 for entry in entries}
    _COUNT_BLOBS.run(connection, entered=entered, persons={entry.person for entry in entries})


def _holds(sha256: Any, person: Any) -> Any:
    return (blob_holders.c.sha256 == sha256) & (blob_holders.c.person == person)


def _held(person: str, wanted: Collection[str]) -> Select[Any]:
    query = select(blob_holders.c.sha256).where(blob_holders.c.sha256.in_(wanted))
    return query.where(blob_holders.c.person == person)


_PROVEN = Prepared(
    union_all(
        select(blob_holders.c.sha256, blob_holders.c.person, literal_column("''").label("unit"))
        .where(among(blob_holders.c.sha256, "wanted"))
        .where(among(blob_holders.c.person, "persons")),
        select(record_blobs.c.sha256, literal_column("''"), record_blobs.c.unit)
        .distinct()
        .join(records, records.c.id == record_blobs.c.record)
        .join(blob_holders, _holds(record_blobs.c.sha256, records.c.author))
        .where(among(record_blobs.c.sha256, "wanted")),
    )
)
_ENTER_BLOB = Prepared(
    text(
        "INSERT INTO blobs (sha256, size, media_type, stored_at) "
        "VALUES (:sha256, :size, :media_type, :at) ON CONFLICT DO NOTHING"
    )
)
_ENTER_HOLDER = Prepared(
    text(
        "INSERT INTO blob_holders (sha256, person, proven_at) "
        "VALUES (:sha256, :person, :at) ON CONFLICT DO NOTHING"
    )
)
_HELD_OF_RECORD = (
    select(func.count(distinct(record_blobs.c.sha256)))
    .select_from(record_blobs)
    .join(blob_holders, _holds(record_blobs.c.sha256, records.c.author))
    .where(record_blobs.c.record == records.c.id)
    .correlate(records)
    .scalar_subquery()
)
_COUNT_BLOBS = Prepared(
    update(records)
    .where(among(records.c.author, "persons"))
    .where(
        records.c.id.in_(
            select(record_blobs.c.record).where(among(record_blobs.c.sha256, "entered"))
        )
    )
    .values(attachments_present=_HELD_OF_RECORD)
)
