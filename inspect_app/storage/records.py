"""The append-only log: this device's own records and those that were pulled."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tinydb import where
from tinydb.table import Document

from inspect_app.storage import hazards
from inspect_app.storage.checks import Checks
from inspect_app.storage.engine import Database, SqliteTable
from inspect_app.storage.hazards import Hazards
from sync.protocol import Record, RecordKind

logger = logging.getLogger(__name__)


class Records:
    """Adding one also brings up to date what is computed from it: `hazards` and `checks`."""

    def __init__(self, db: Database, hazards: Hazards, checks: Checks) -> None:
        self._db = db
        self._table: SqliteTable = db.table("records")
        self._hazards = hazards
        self._checks = checks

    def add(self, record: Record) -> bool:
        """Append a record; whether it is new here.

        One that is here already stays as it is, but learns its place in the endpoint's order.
        """
        with self._db.transaction():
            is_new = self._table.add(record.id, _stored(record))
            if is_new:
                self._follow(record)
            elif record.seq is not None:
                self.set_received(record.id, record.seq, record.received_at or "")
        return is_new

    def set_received(self, record_id: str, seq: int, received_at: str) -> None:
        """Note the place that the endpoint gave to a record; a restored one gives another."""
        record = self.fetch(record_id)
        if record is not None and record.seq != seq:
            placed = replace(record, seq=seq, received_at=received_at)
            with self._db.transaction():
                self._table.put(record_id, _stored(placed))
                self._follow(placed)

    def fetch(self, record_id: str) -> Record | None:
        return _read(self._table.fetch(record_id))

    def count(self) -> int:
        return len(self._table)

    def newest_inspections(self, limit: int, unit_id: str | None = None) -> tuple[Record, ...]:
        """Return submitted inspections, the one recorded last first."""
        return self.newest(RecordKind.inspection_submitted, limit, unit_id)

    def newest(self, kind: str, limit: int, unit_id: str | None = None) -> tuple[Record, ...]:
        """Return records of a kind, the one recorded last first."""
        is_wanted = where("kind") == str(kind)
        if unit_id is not None:
            is_wanted &= where("unit") == unit_id
        return tuple(map(Record.from_dict, self._table.newest(limit, "at", is_wanted)))

    def inspection(self, inspection_id: str) -> Record | None:
        """Return the record that submitted the inspection."""
        is_it = where("subject") == inspection_id
        return _read(
            self._table.get(is_it & (where("kind") == str(RecordKind.inspection_submitted)))
        )

    def about_hazard(self, hazard_id: str) -> tuple[Record, ...]:
        """Return what was recorded about a hazard, in the endpoint's order, then our own."""
        found = self._table.search(where("subject") == hazard_id)
        about = (r for r in map(Record.from_dict, found) if r.kind.startswith(hazards.PREFIX))
        return tuple(sorted(about, key=_place))

    def after(self, seq: int, limit: int) -> tuple[Record, ...]:
        """Return records in the endpoint's order, from the one behind `seq` on."""
        found = self._table.ordered("seq", where("seq") > seq, limit=limit)
        return tuple(map(Record.from_dict, found))

    def _follow(self, record: Record) -> None:
        try:
            if record.kind == RecordKind.inspection_submitted:
                self._checks.follow(record.body)
            elif record.kind.startswith(hazards.PREFIX):
                self._hazards.follow(self.about_hazard(_subject(record)))
        except (KeyError, TypeError, ValueError):
            # One malformed record must not stop every pull for ever; the record itself is kept.
            logger.exception("record %s cannot be followed", record.id)


def _stored(record: Record) -> dict[str, Any]:
    """Return the document: the record, and what it is looked up by."""
    at = datetime.fromisoformat(record.recorded_at).timestamp()
    return record.to_dict() | {"at": at, "subject": _subject(record)}


def _subject(record: Record) -> str:
    """Return the id of the inspection or hazard that a record speaks of."""
    return str(record.body.get("hazard") or record.body.get("id") or "")


def _read(document: Document | Mapping[str, Any] | None) -> Record | None:
    return None if document is None else Record.from_dict(document)


def _place(record: Record) -> tuple[bool, int, float]:
    recorded = datetime.fromisoformat(record.recorded_at).timestamp()
    return record.seq is None, record.seq or 0, recorded
