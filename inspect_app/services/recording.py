"""Turning a fact into a sealed record at the end of this device's chain, ready to be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from inspect_app.clock import Clock
from inspect_app.domain.ids import new_id
from inspect_app.services.identity import CHAIN_HEAD, required_identity
from inspect_app.storage.store import Store
from sync.protocol import GENESIS, Record, RecordKind


class RecordWriter:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def append(
        self,
        kind: RecordKind,
        unit: str,
        body: Mapping[str, Any],
        blobs: Sequence[str] = (),
        elapsed_ms: int = 0,
        recorded_at: datetime | None = None,
    ) -> Record:
        """Seal and keep a record with its outbox entry, in one transaction (or the caller's).

        `blobs` are the digests of the photos that `body` speaks of, which must be on this device.
        Raises `NotEnrolled` or `PhotoUnknown`; then nothing is kept.
        """
        identity = required_identity(self._store.settings)
        with self._store.transaction():
            record = Record(
                id=new_id(),
                kind=str(kind),
                unit=unit,
                author=identity.person.id,
                device=identity.device,
                recorded_at=(recorded_at or self._clock.now()).isoformat(),
                elapsed_ms=elapsed_ms,
                previous=self._chain_head(identity.device),
                blobs=tuple(dict.fromkeys(blobs)),
                body=body,
            ).sealed_by(bytes.fromhex(identity.key))
            self._store.append(record)
            head = {"device": record.device, "digest": record.digest}
            self._store.settings.put(CHAIN_HEAD, head)
        return record

    def _chain_head(self, device: str) -> str:
        head = self._store.settings.get(CHAIN_HEAD)
        return head["digest"] if head and head["device"] == device else GENESIS
