"""What still has to reach the endpoint, and what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tinydb import where

from inspect_app.errors import DocumentUnknown
from inspect_app.storage.engine import Database, SqliteTable
from inspect_app.storage.outbox_entry import OutboxPhoto, OutboxRecord, OutboxState, Reason


@dataclass(frozen=True, slots=True)
class OutboxTotals:
    records_waiting: int
    photos_waiting: int
    bytes_waiting: int
    in_trouble: int


class Outbox:
    """One entry per record and per photo. Sent ones stay: every record can say where it is."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._records: SqliteTable = db.table("outbox")
        self._photos: SqliteTable = db.table("photo_outbox")

    def queue(self, record_id: str, photos: Mapping[str, int]) -> None:
        """Let a record and its photos (digest → size) wait; in the transaction of the record.

        A photo that an earlier record brought along stays with that one.
        """
        with self._db.transaction():
            entry = OutboxRecord(record_id, OutboxState.waiting, tuple(photos))
            self._records.add(record_id, entry.to_dict())
            for sha256, size in photos.items():
                photo = OutboxPhoto(sha256, size, record_id, OutboxState.waiting)
                self._photos.add(sha256, photo.to_dict())

    def waiting(self, now: datetime | None = None) -> tuple[str, ...]:
        """Return the ids of the records that may be sent now, in the order they were queued."""
        entries = self.records(OutboxState.waiting)
        return tuple(entry.id for entry in entries if entry.may_be_sent(now))

    def record(self, record_id: str) -> OutboxRecord | None:
        found = self._records.fetch(record_id)
        return None if found is None else OutboxRecord.from_dict(found)

    def records(self, state: OutboxState | None = None) -> tuple[OutboxRecord, ...]:
        """Return the entries in the order they were queued."""
        found = self._records.search(where("state") == str(state)) if state else self._records
        return tuple(map(OutboxRecord.from_dict, found))

    def photo(self, sha256: str) -> OutboxPhoto | None:
        found = self._photos.fetch(sha256)
        return None if found is None else OutboxPhoto.from_dict(found)

    def photos_of(self, record_id: str) -> tuple[OutboxPhoto, ...]:
        """Return the photos that a record speaks of and that were queued on this device."""
        entry = self.record(record_id)
        found = self._photos.fetch_many(entry.photos if entry else ())
        return tuple(map(OutboxPhoto.from_dict, found.values()))

    def mark_sending(self, record_ids: Iterable[str]) -> None:
        with self._db.transaction():
            for record_id in record_ids:
                self._change(record_id, state=OutboxState.sending)

    def mark_waiting(
        self, record_ids: Iterable[str], reason: Reason, next_try_at: datetime | None = None
    ) -> None:
        """Give records back after an attempt that failed for `reason`."""
        with self._db.transaction():
            for record_id in record_ids:
                self._change(
                    record_id,
                    state=OutboxState.waiting,
                    reason=reason,
                    attempts=self._entry(record_id).attempts + 1,
                    next_try_at=next_try_at,
                )

    def mark_sent(self, record_id: str, photos_missing: Iterable[str]) -> None:
        """The endpoint holds the record: it asks for `photos_missing` and has its other photos."""
        missing = set(photos_missing)
        with self._db.transaction():
            self._change(record_id, state=OutboxState.sent, reason=None, next_try_at=None)
            for photo in self.photos_of(record_id):
                if photo.sha256 in missing:
                    self._change_photo(photo.sha256, state=OutboxState.waiting, is_asked=True)
                else:
                    self.mark_photo_sent(photo.sha256)

    def mark_trouble(self, record_id: str, reason: Reason) -> None:
        """The record can not be sent as it is; it stays, and so does the reason."""
        self._change(record_id, state=OutboxState.trouble, reason=reason)

    def waiting_photos(self) -> tuple[OutboxPhoto, ...]:
        """Return the photos that the endpoint asks for, those of the oldest record first."""
        waits = where("state") == str(OutboxState.waiting)
        is_asked = where("is_asked") == True  # noqa: E712 - a TinyDB condition
        return tuple(map(OutboxPhoto.from_dict, self._photos.search(waits & is_asked)))

    def remember_upload(self, sha256: str, resume: str) -> None:
        self._change_photo(sha256, resume=resume)

    def mark_photo_sent(self, sha256: str) -> None:
        self._change_photo(sha256, state=OutboxState.sent, resume=None, reason=None)

    def mark_photo_waiting(self, sha256: str, reason: Reason) -> None:
        self._change_photo(sha256, reason=reason)

    def mark_photo_trouble(self, sha256: str, reason: Reason) -> None:
        self._change_photo(sha256, state=OutboxState.trouble, reason=reason)

    def retry_troubled(self) -> None:
        """Let everything in trouble wait again, because the person said so."""
        self._put_back(OutboxState.trouble)

    def resume(self) -> None:
        """After a start nothing is in flight: what was, waits again and is sent twice."""
        self._put_back(OutboxState.sending)

    def totals(self) -> OutboxTotals:
        is_open = where("state").one_of([str(OutboxState.waiting), str(OutboxState.sending)])
        is_troubled = where("state") == str(OutboxState.trouble)
        photos = self._photos.search(is_open)
        return OutboxTotals(
            records_waiting=self._records.count(is_open),
            photos_waiting=len(photos),
            bytes_waiting=sum(photo["size"] for photo in photos),
            in_trouble=self._records.count(is_troubled) + self._photos.count(is_troubled),
        )

    def _put_back(self, state: OutboxState) -> None:
        is_meant = where("state") == str(state)
        for table in (self._records, self._photos):
            if table.contains(is_meant):
                table.update({"state": str(OutboxState.waiting)}, is_meant)

    def _entry(self, record_id: str) -> OutboxRecord:
        entry = self.record(record_id)
        if entry is None:
            raise DocumentUnknown(table=self._records.name, document=record_id)
        return entry

    def _change(self, record_id: str, **changes: object) -> None:
        changed = replace(self._entry(record_id), **changes)
        self._records.put(record_id, changed.to_dict())

    def _change_photo(self, sha256: str, **changes: object) -> None:
        photo = self.photo(sha256)
        if photo is None:
            raise DocumentUnknown(table=self._photos.name, document=sha256)
        self._photos.put(sha256, replace(photo, **changes).to_dict())
