"""Each record on its way, as a person sees it: where it is, why, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspect_app.storage.outbox_entry import OutboxPhoto, OutboxRecord, OutboxState, Reason
from inspect_app.storage.store import Store
from sync.errors import REASON
from sync.protocol import RecordKind

RECENTLY_SENT = 30
WAITS_FOR_WIFI = Reason(f"{REASON}waits_for_wifi")
ADVICE = "sync.do."
_ADVICE_BY_REASON = {
    "waits_for_wifi": "send_now",
    "refused": "admin",
    "wrong_answer": "sign_in",
    "protocol_mismatch": "update",
    "kind_unknown": "update",
    "blob_unreadable": "photo_again",
    "blob_damaged": "photo_again",
    "inspection_exists": "look",
    "hazard_exists": "look",
    "hazard_closed": "look",
    "hazard_voided": "look",
    "hazard_transferred": "look",
    "hazard_state": "look",
    "record_conflict": "look",
    "same_person": "other_person",
}
"""What the person can do, where it is not just waiting or asking the administrator."""


@dataclass(frozen=True, slots=True)
class PhotoEntry:
    sha256: str
    size: int
    state: OutboxState
    reason: Reason | None

    @property
    def advice(self) -> str:
        """Key of the sentence that says what to do about it, empty when there is nothing to say."""
        return _advice(self.state, self.reason)


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One record with its photos: `sent` only when the endpoint holds all of it."""

    record: str
    kind: RecordKind
    unit: str
    """Unit id."""
    unit_name: str
    form: str
    """Form id of an inspection, or empty."""
    subject: str
    """The place inspected, or the hazard's description."""
    recorded_at: datetime
    state: OutboxState
    is_record_sent: bool
    photos: tuple[PhotoEntry, ...]
    reason: Reason | None
    next_try_at: datetime | None

    @property
    def advice(self) -> str:
        return _advice(self.state, self.reason)

    @property
    def photos_total(self) -> int:
        return len(self.photos)

    @property
    def photos_sent(self) -> int:
        return sum(photo.state is OutboxState.sent for photo in self.photos)

    @property
    def bytes_waiting(self) -> int:
        return sum(photo.size for photo in self.photos if photo.state is not OutboxState.sent)


def outbox_entries(
    store: Store, next_try_at: datetime | None, waits_for_wifi: bool
) -> tuple[OutboxEntry, ...]:
    """Return what is not sent, and what was sent lately, newest first."""
    outbox = store.outbox
    kept = {entry.id: entry for entry in outbox.records(OutboxState.sent)[-RECENTLY_SENT:]}
    for photo in outbox.waiting_photos():
        entry = outbox.record(photo.record)
        if entry is not None:
            kept[entry.id] = entry
    for state in (OutboxState.waiting, OutboxState.sending, OutboxState.trouble):
        kept |= {entry.id: entry for entry in outbox.records(state)}
    built = (_entry(store, entry, next_try_at, waits_for_wifi) for entry in kept.values())
    return tuple(sorted(filter(None, built), key=lambda e: (e.recorded_at, e.record), reverse=True))


def outbox_entry(
    store: Store, record_id: str, next_try_at: datetime | None, waits_for_wifi: bool
) -> OutboxEntry | None:
    """Return one record on its way, None when this device did not make it."""
    entry = store.outbox.record(record_id)
    return entry and _entry(store, entry, next_try_at, waits_for_wifi)


def _entry(
    store: Store, entry: OutboxRecord, next_try_at: datetime | None, waits_for_wifi: bool
) -> OutboxEntry | None:
    record = store.records.fetch(entry.id)
    if record is None:
        return None
    photos = tuple(_photo(photo, waits_for_wifi) for photo in store.outbox.photos_of(entry.id))
    state = _state(entry.state, photos)
    unit = store.units.fetch(record.unit)
    held = next((photo.reason for photo in photos if photo.reason), None)
    is_open = state in {OutboxState.waiting, OutboxState.trouble}
    return OutboxEntry(
        record=record.id,
        kind=RecordKind(record.kind),
        unit=record.unit,
        unit_name=unit.name if unit else record.unit,
        form=str(record.body.get("form", "")),
        subject=str(record.body.get("description") or record.body.get("place_name") or ""),
        recorded_at=datetime.fromisoformat(record.recorded_at),
        state=state,
        is_record_sent=entry.state is OutboxState.sent,
        photos=photos,
        reason=(entry.reason or held) if is_open else None,
        next_try_at=next_try_at if state is OutboxState.waiting else None,
    )


def _photo(photo: OutboxPhoto, waits_for_wifi: bool) -> PhotoEntry:
    waits = waits_for_wifi and photo.is_asked and photo.state is OutboxState.waiting
    reason = WAITS_FOR_WIFI if waits else photo.reason
    return PhotoEntry(photo.sha256, photo.size, photo.state, reason)


def _advice(state: OutboxState, reason: Reason | None) -> str:
    if reason is None or state not in {OutboxState.waiting, OutboxState.trouble}:
        return ""
    usual = "admin" if state is OutboxState.trouble else "wait"
    return ADVICE + _ADVICE_BY_REASON.get(reason.key.removeprefix(REASON), usual)


def _state(record: OutboxState, photos: tuple[PhotoEntry, ...]) -> OutboxState:
    """The worst of its parts; a sent record whose photos are missing is still waiting."""
    parts = {record, *(photo.state for photo in photos)}
    order = (OutboxState.trouble, OutboxState.sending, OutboxState.waiting, OutboxState.sent)
    return next(state for state in order if state in parts)
