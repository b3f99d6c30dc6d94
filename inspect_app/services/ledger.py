"""Submitted inspections: frozen, listed, opened again."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_app.domain.inspection import Inspection
from inspect_app.errors import InspectionUnknown
from inspect_app.services.identity import stored_identity
from inspect_app.storage.store import Store
from sync.protocol import Record


@dataclass(frozen=True, slots=True)
class Entry:
    record: Record
    inspection: Inspection
    is_own: bool
    """Made on this device."""


class Ledger:
    def __init__(self, store: Store) -> None:
        self._store = store

    def newest(self, limit: int = 50, unit_id: str | None = None) -> tuple[Entry, ...]:
        """Return the inspections submitted last."""
        return tuple(map(self._entry, self._store.records.newest_inspections(limit, unit_id)))

    def entry(self, inspection_id: str) -> Entry:
        """Raise `InspectionUnknown` when it is not on this device."""
        record = self._store.records.inspection(inspection_id)
        if record is None:
            raise InspectionUnknown(inspection=inspection_id)
        return self._entry(record)

    def _entry(self, record: Record) -> Entry:
        identity = stored_identity(self._store.settings)
        is_own = identity is not None and record.device == identity.device
        return Entry(record, Inspection.from_dict(record.body), is_own)
