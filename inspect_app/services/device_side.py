"""The device's side of the exchange: what a run of the engine reads and writes in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inspect_app.errors import DocumentUnknown, PhotoUnknown, StoreCorrupt
from inspect_app.services.identity import CHAIN_HEAD, stored_identity
from inspect_app.services.wanted_forms import want_forms, want_no_more, wanted_forms
from inspect_app.storage.outbox_entry import OutboxPhoto, OutboxState, Reason
from inspect_app.storage.reference import Reference
from inspect_app.storage.store import Store
from sync.engine import RECORDS
from sync.errors import (
    REASON,
    AnswerDamaged,
    BlobUnreadable,
    ProtocolMismatch,
    Refused,
    RequestRejected,
    ServerTrouble,
    SyncError,
)
from sync.local import PendingBlob
from sync.protocol import (
    GENESIS,
    Page,
    PushAnswer,
    PushStatus,
    Record,
    RecordKind,
    ReferenceKind,
)
from sync.uploads import BlobSource

KNOWN_CODES = frozenset(
    {
        "author_differs",
        "blobs_differ",
        "changed",
        "device_differs",
        "digest_wrong",
        "hazard_closed",
        "hazard_exists",
        "hazard_state",
        "hazard_transferred",
        "hazard_unknown",
        "hazard_voided",
        "inspection_exists",
        "kind_unknown",
        "malformed",
        "not_allowed",
        "out_of_scope",
        "record_too_large",
        "same_person",
        "seal_wrong",
        "unit_differs",
        "unit_unknown",
    }
)
"""The endpoint's reasons that have a sentence of their own; another one is told by its status."""
CHECKED_AGAIN = Reason(f"{REASON}checked_again")
_BROKEN = frozenset(
    REASON + error.code
    for error in (ServerTrouble, AnswerDamaged, ProtocolMismatch, RequestRejected)
)
"""What may be due to one photo alone; what the line did befalls all."""


class DeviceSide:
    """`sync.local.LocalStore` over the store, for as long as it belongs to `device`."""

    def __init__(self, store: Store, device: str) -> None:
        self._store = store
        self._device = device
        self._outbox = store.outbox
        self._forms_here: set[tuple[str, str]] = set()
        """Those looked for already: reading a checklist is dear, and every record names one."""
        self._references: dict[ReferenceKind, Reference] = {
            ReferenceKind.units: store.units,
            ReferenceKind.people: store.people,
            ReferenceKind.assets: store.assets,
            ReferenceKind.forms: store.forms,
            ReferenceKind.campaigns: store.campaigns,
        }

    def recover(self) -> None:
        self._outbox.resume()

    def waiting_records(self) -> Sequence[str]:
        return self._outbox.waiting()

    def begin_sending(self, record_ids: Sequence[str]) -> None:
        self._outbox.mark_sending(record_ids)

    def record(self, record_id: str) -> Record:
        record = self._store.records.fetch(record_id)
        if record is None:
            raise DocumentUnknown(table="records", document=record_id)
        return record

    def settle(self, answers: Sequence[PushAnswer]) -> None:
        with self._store.transaction():
            for answer in answers:
                if answer.status.is_stored:
                    self._settle_stored(answer)
                else:
                    self._outbox.mark_trouble(answer.id, reason_of_answer(answer))

    def _settle_stored(self, answer: PushAnswer) -> None:
        if answer.seq is not None:
            self._store.records.set_received(answer.id, answer.seq, answer.received_at)
        self._outbox.mark_sent(answer.id, answer.blobs_missing)

    def hold(self, record_id: str, reason: SyncError) -> None:
        self._outbox.mark_trouble(record_id, reason_of(reason))

    def give_back(self, record_ids: Sequence[str], reason: SyncError) -> None:
        self._outbox.mark_waiting(record_ids, reason_of(reason))

    def send_again(self) -> None:
        with self._store.transaction():
            sent = (entry.id for entry in self._outbox.records(OutboxState.sent))
            self._outbox.mark_waiting(filter(self._is_own, sent), CHECKED_AGAIN)
            self._store.cursors.remove(RECORDS)

    def _is_own(self, record_id: str) -> bool:
        record = self._store.records.fetch(record_id)
        return record is not None and record.device == self._device

    def waiting_blobs(self) -> Sequence[PendingBlob]:
        photos = sorted(self._outbox.waiting_photos(), key=_broke_the_endpoint)
        return tuple(PendingBlob(photo.sha256, photo.size, photo.resume) for photo in photos)

    def blob(self, sha256: str) -> BlobSource:
        try:
            size = self._store.photos.size(sha256)
        except (PhotoUnknown, StoreCorrupt) as error:
            raise BlobUnreadable(sha256, sha256=sha256) from error

        def read(offset: int, length: int) -> bytes:
            try:
                return self._store.photos.read(sha256, offset, length)
            except (PhotoUnknown, StoreCorrupt) as error:
                raise BlobUnreadable(sha256, sha256=sha256) from error

        return BlobSource(sha256, size, read)

    def remember_upload(self, sha256: str, resume: str) -> None:
        self._outbox.remember_upload(sha256, resume)

    def blob_stored(self, sha256: str) -> None:
        self._outbox.mark_photo_sent(sha256)

    def give_back_blob(self, sha256: str, reason: SyncError) -> None:
        self._outbox.mark_photo_waiting(sha256, reason_of(reason))

    def hold_blob(self, sha256: str, reason: SyncError) -> None:
        self._outbox.mark_photo_trouble(sha256, reason_of(reason))

    def waiting_bytes(self) -> int:
        return self._outbox.totals().bytes_waiting

    def cursor(self, name: str) -> str:
        return self._store.cursors.get(name)

    def apply_references(self, kind: ReferenceKind, page: Page) -> None:
        self._require_device()
        try:
            with self._store.transaction():
                self._references[kind].apply(page.items, page.removed)
                self._store.cursors.put(kind, page.cursor)
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolMismatch(f"{kind}: {error!r}") from error

    def wanted_forms(self) -> Sequence[tuple[str, str]]:
        return wanted_forms(self._store)

    def settle_form(self, wanted: tuple[str, str], form: Mapping[str, Any] | None) -> None:
        self._require_device()
        is_it = form is not None and (form.get("id"), str(form.get("version"))) == wanted
        with self._store.transaction():
            if form is not None and is_it:
                self._store.forms.apply([form])
            want_no_more(self._store, wanted)

    def apply_records(self, page: Page) -> None:
        self._require_device()
        try:
            records = [Record.from_dict(item) for item in page.items]
            with self._store.transaction():
                new = [record for record in records if self._store.records.add(record)]
                for record in new:
                    if record.device == self._device:
                        self._take_back(record)
                self._want_forms_of(new)
                self._store.cursors.put(RECORDS, page.cursor)
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolMismatch(f"records: {error!r}") from error

    def _want_forms_of(self, records: Sequence[Record]) -> None:
        """Note which versions these inspections were made with that are not here."""
        submitted = (r.body for r in records if r.kind == RecordKind.inspection_submitted)
        named = {(str(body["form"]), str(body["form_version"])) for body in submitted}
        new = named.difference(self._forms_here)
        self._forms_here |= new.difference(want_forms(self._store, new), self.wanted_forms())

    def _take_back(self, record: Record) -> None:
        """Learn what this device did itself and no longer knew: its store is an older copy.

        Otherwise what was submitted since would be submitted a second time from its draft, and the
        next record would not follow upon the last.
        """
        if record.kind == RecordKind.inspection_submitted:
            self._store.drafts.remove(str(record.body.get("id", "")))
        head = self._store.settings.get(CHAIN_HEAD)
        known = head["digest"] if head and head["device"] == self._device else GENESIS
        if known == record.previous:
            head = {"device": record.device, "digest": record.digest}
            self._store.settings.put(CHAIN_HEAD, head)

    def _require_device(self) -> None:
        """Nothing of the last person's is written once the device was signed out."""
        identity = stored_identity(self._store.settings)
        if identity is None or identity.device != self._device:
            raise Refused("signed out meanwhile", status=0, cause="signed_out")


def _broke_the_endpoint(photo: OutboxPhoto) -> bool:
    return photo.reason is not None and photo.reason.key in _BROKEN


def reason_of(error: SyncError) -> Reason:
    cause = str(error.params.get("cause", ""))
    is_told = isinstance(error, RequestRejected) and cause in KNOWN_CODES
    return Reason(REASON + cause if is_told else error.key, dict(error.params))


def reason_of_answer(answer: PushAnswer) -> Reason:
    """Return why the endpoint does not store a record; `message` is its own sentence."""
    is_known = answer.code in KNOWN_CODES
    code = answer.code if is_known else f"record_{PushStatus(answer.status)}"
    return Reason(REASON + code, {"code": answer.code, "message": answer.message})
