"""Hazards as they stand: each the fold over the records that speak of it, kept for lookups."""

from collections.abc import Sequence
from datetime import datetime

from tinydb import where
from tinydb.table import Document

from inspect_app.domain.hazard import Hazard, HazardEvent, fold
from inspect_app.storage.engine import Database, SqliteTable
from sync.protocol import Record, RecordKind

PREFIX = "hazard."
"""What the kinds of records about a hazard begin with."""


class Hazards:
    def __init__(self, db: Database) -> None:
        self._table: SqliteTable = db.table("hazards")

    def fetch(self, hazard_id: str) -> Hazard | None:
        found = self._table.fetch(hazard_id)
        return None if found is None else Hazard.from_dict(found)

    def open(self, unit_id: str | None = None) -> tuple[Hazard, ...]:
        """Return the open hazards, of one unit or of all, in the order in which they were found."""
        is_open = where("is_open") == True  # noqa: E712 - a TinyDB condition
        return _read(self._table.search(_within(is_open, unit_id)))

    def newest_open(self, limit: int, unit_id: str | None = None) -> tuple[Hazard, ...]:
        """Return open hazards, of one unit or of all, the one that changed last first."""
        is_open = where("is_open") == True  # noqa: E712
        return _read(self._table.newest(limit, "changed_at", _within(is_open, unit_id)))

    def open_of_asset(self, asset_id: str) -> tuple[Hazard, ...]:
        is_open = where("is_open") == True  # noqa: E712
        return _read(self._table.search((where("asset") == asset_id) & is_open))

    def closed(self, unit_id: str | None = None, limit: int = 50) -> tuple[Hazard, ...]:
        """Return the hazards that need nothing more, the one that ended last first."""
        is_closed = where("is_open") == False  # noqa: E712
        return _read(self._table.newest(limit, "changed_at", _within(is_closed, unit_id)))

    def follow(self, records: Sequence[Record]) -> None:
        """Take in all records about one hazard, in order.

        Until the one that reports it has come, the others wait.
        """
        reported = next((r for r in records if r.kind == RecordKind.hazard_reported), None)
        if reported is None:
            return
        events = [
            (HazardEvent(record.kind.removeprefix(PREFIX)), record.body, _at(record))
            for record in records
            if record is not reported
        ]
        hazard = fold(reported.body, events)
        document = hazard.to_dict() | {
            "is_open": hazard.state.is_open,
            "changed_at": max(_at(record).timestamp() for record in records),
        }
        self._table.put(hazard.id, document)


def _at(record: Record) -> datetime:
    return datetime.fromisoformat(record.recorded_at)


def _within(condition: where, unit_id: str | None) -> where:
    return condition if unit_id is None else condition & (where("unit") == unit_id)


def _read(documents: list[Document]) -> tuple[Hazard, ...]:
    return tuple(map(Hazard.from_dict, documents))
