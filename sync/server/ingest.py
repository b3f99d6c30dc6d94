"""The one transaction that stores a batch of records, judges them, and keeps the views in step."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, update

from inspect_app.domain.hazard import Hazard
from sync.protocol import (
    CLOCK_SKEW_MARKED_S,
    PushAnswer,
    PushStatus,
    RecordKind,
    seal_of,
    skew_s,
)
from sync.server.auth import Caller
from sync.server.blob_rights import Proven, prove_blobs
from sync.server.bulk import Cells, insert_rows
from sync.server.db import leave_turn, take_turn
from sync.server.incoming import EventBody, Incoming, Outline, Refused, Sealed
from sync.server.judging import HazardBench, Numbers
from sync.server.lookups import (
    InspectionRow,
    RecordRow,
    Stored,
    inspection_row,
    last_digests,
    stored_records,
    submitted_inspections,
    unit_codes,
)
from sync.server.messages import in_language
from sync.server.moments import as_text
from sync.server.permissions import may_push
from sync.server.prepared import Prepared
from sync.server.tables import devices, inspections, record_blobs, records

COUNTER = "records"


@dataclass(frozen=True, slots=True)
class Push:
    """A batch as it came in, and from whom."""

    caller: Caller
    batch: Sequence[Incoming | Refused]
    received_at: datetime
    language: str = "zh_CN"
    sent_at: datetime | None = None
    """The device's clock when it sent the batch: tells a skewed clock from a late record."""


def weight_of(batch: Sequence[Incoming | Refused]) -> int:
    """How much there is to judge: records, and the photos they speak of."""
    read = (each for each in batch if isinstance(each, Incoming))
    return len(batch) + sum(len(each.record.blobs) for each in read)


def ingest(connection: Connection, push: Push, district_code: str) -> list[PushAnswer]:
    """Store what can be stored; one answer per record, in order. The caller commits."""
    return ingest_all(connection, [push], district_code)[0]


def ingest_all(
    connection: Connection, pushes: Sequence[Push], district_code: str
) -> list[list[PushAnswer]]:
    """Store several batches one after another, in one transaction."""
    if not pushes:
        return []
    seq = take_turn(connection, COUNTER)
    desk = _Desk.lay_out(connection, pushes, seq, district_code)
    answers = [desk.answer_all(push) for push in pushes]
    if desk.seq > seq:
        desk.write()
        leave_turn(connection, COUNTER, desk.seq)
    return answers


@dataclass(slots=True)
class _Desk:
    connection: Connection
    push: Push
    """Whose turn it is."""
    received_at: str
    seq: int
    stored: dict[str, Stored]
    """By the record's id."""
    inspected: set[str]
    unit_codes: dict[str, str]
    proven: Proven
    present: set[str]
    """The blobs that are here as far as whoever has his turn may know."""
    mentioned: set[str]
    """The blobs of whatever was accepted of him."""
    proofs: list[tuple[Push, set[str]]]
    """The blobs that let a sender's new mentions count at once."""
    bench: HazardBench
    numbers: Numbers
    last_digests: dict[str, str]
    """By device."""
    seen_at: dict[str, str]
    """By device: of those that had a record accepted."""
    rows: list[RecordRow]
    mentions: list[Cells]
    inspection_rows: list[InspectionRow]

    @classmethod
    def lay_out(
        cls, connection: Connection, pushes: Sequence[Push], seq: int, district_code: str
    ) -> "_Desk":
        """Load whatever the batches may touch, so that judging asks the database nothing."""
        batch = [each for push in pushes for each in push.batch if isinstance(each, Incoming)]
        return cls(
            connection,
            pushes[0],
            "",
            seq,
            stored=stored_records(connection, {each.record.id for each in batch}),
            inspected=submitted_inspections(connection, batch),
            unit_codes=unit_codes(connection, {each.record.unit for each in batch}),
            proven=_proven(connection, pushes, batch),
            present=set(),
            mentioned=set(),
            proofs=[],
            bench=HazardBench.load(connection, batch),
            numbers=Numbers(connection, district_code),
            last_digests=last_digests(connection, {push.caller.device for push in pushes}),
            seen_at={},
            rows=[],
            mentions=[],
            inspection_rows=[],
        )

    def answer_all(self, push: Push) -> list[PushAnswer]:
        self.mentioned = set()
        read = (each for each in push.batch if isinstance(each, Incoming))
        wanted = {sha for each in read for sha in each.record.blobs}
        self.received_at = as_text(push.received_at)
        self.push, self.present = push, self.proven.to(push.caller, wanted)
        answers = [self.answer(each) for each in push.batch]
        if known := self.mentioned & self.present:
            self.proofs.append((push, known))
        return answers

    def answer(self, each: Incoming | Refused) -> PushAnswer:
        if isinstance(each, Refused):
            return self._refuse(each.id, PushStatus.rejected, each.code)
        known = self.stored.get(each.record.id)
        if known is not None and self.push.caller.sees(known.unit):
            return self._known(each, known)
        if fault := self._fault(each):
            is_own = fault == "out_of_scope" and known is not None
            if is_own and known.digest == each.record.digest:
                # It came while the unit was within scope; only its answer was lost.
                return self._known(each, known)
            return self._refuse(each.record.id, PushStatus.rejected, fault)
        if known is not None:
            return self._refuse(each.record.id, PushStatus.changed, "changed")
        if objection := self._objection(each):
            is_conflict = objection not in {"hazard_unknown", "same_person"}
            status = PushStatus.conflict if is_conflict else PushStatus.rejected
            return self._refuse(each.record.id, status, objection)
        return self._accept(each)

    def _known(self, each: Incoming, stored: Stored) -> PushAnswer:
        if stored.digest != each.record.digest:
            return self._refuse(each.record.id, PushStatus.changed, "changed")
        return self._stored_answer(each, PushStatus.duplicate, stored.seq, stored.received_at)

    def _fault(self, each: Incoming) -> str:
        record, caller = each.record, self.push.caller
        if record.device != caller.device:
            return "device_differs"
        if record.author != caller.person.id:
            return "author_differs"
        if not hmac.compare_digest(record.seal, seal_of(record.digest, caller.device_key)):
            return "seal_wrong"
        if not caller.sees(record.unit):
            return "out_of_scope"
        if record.unit not in self.unit_codes:
            return "unit_unknown"
        return "" if may_push(caller, each) else "not_allowed"

    def _objection(self, each: Incoming) -> str:
        if isinstance(each.said, Outline):
            return "inspection_exists" if each.said.id in self.inspected else ""
        if isinstance(each.said, Hazard | EventBody):
            return self.bench.objection(each)
        return ""

    def _accept(self, each: Incoming) -> PushAnswer:
        self.seq += 1
        received_at = self.received_at
        record = each.record
        number = ""
        match each.said:
            case Outline():
                self.inspected.add(each.said.id)
                self.inspection_rows.append(inspection_row(each, self.seq))
            case Hazard():
                unit_code = self.unit_codes[record.unit]
                number = self.numbers.next(record.unit, unit_code, each.said.found_at.date())
                self.bench.report(each, self.seq, number)
            case EventBody():
                self.bench.follow(each, self.seq, self.push.received_at)
        self.rows.append(self._row(each, received_at))
        self._mention(record)
        self.last_digests[record.device] = record.digest
        self.seen_at[record.device] = received_at
        self.stored[record.id] = Stored(record.digest, self.seq, received_at, record.unit)
        return self._stored_answer(each, PushStatus.accepted, self.seq, received_at)

    def _row(self, each: Incoming, received_at: str) -> RecordRow:
        record, blobs = each.record, set(each.record.blobs)
        return RecordRow(
            seq=self.seq,
            id=record.id,
            kind=str(each.kind),
            unit=record.unit,
            author=record.author,
            device=record.device,
            subject=each.subject,
            recorded_at=record.recorded_at,
            elapsed_ms=record.elapsed_ms,
            previous=record.previous,
            blobs=msgspec.json.encode(record.blobs),
            body=each.body,
            digest=record.digest,
            seal=record.seal,
            received_at=received_at,
            skew_s=self._skew_s(each),
            is_chain_broken=record.previous != self.last_digests[record.device],
            attachments_expected=len(blobs),
            attachments_present=len(blobs & self.present),
        )

    def _mention(self, record: Sealed) -> None:
        self.mentioned.update(record.blobs)
        self.mentions += [
            (record.id, position, sha256, record.unit)
            for position, sha256 in enumerate(record.blobs)
        ]

    def _skew_s(self, each: Incoming) -> float | None:
        """A record may be days late; only a time to come, or the batch's own clock, is skew."""
        if self.push.sent_at is not None:
            ahead = skew_s(self.push.sent_at, self.push.received_at)
            return round(ahead, 3) if abs(ahead) > CLOCK_SKEW_MARKED_S else None
        ahead = skew_s(each.recorded_at, self.push.received_at)
        return round(ahead, 3) if ahead > CLOCK_SKEW_MARKED_S else None

    def _stored_answer(
        self, each: Incoming, status: PushStatus, seq: int, received_at: str
    ) -> PushAnswer:
        missing = tuple(sha for sha in dict.fromkeys(each.record.blobs) if sha not in self.present)
        is_report = each.kind is RecordKind.hazard_reported
        return PushAnswer(
            each.record.id,
            status,
            seq=seq,
            received_at=received_at,
            blobs_missing=missing,
            number=self.bench.number_of(each.subject) if is_report else "",
        )

    def _refuse(self, record_id: str, status: PushStatus, code: str) -> PushAnswer:
        return PushAnswer(record_id, status, code, in_language(code, self.push.language))

    def write(self) -> None:
        insert_rows(self.connection, records, self.rows)
        insert_rows(self.connection, record_blobs, self.mentions)
        prove_blobs(
            self.connection,
            ((push.caller.person.id, known, push.received_at) for push, known in self.proofs),
        )
        insert_rows(self.connection, inspections, self.inspection_rows)
        self.bench.write()
        _SEEN.run_all(
            self.connection,
            (
                {"device": device, "digest": self.last_digests[device], "at": at}
                for device, at in self.seen_at.items()
            ),
        )


def _proven(connection: Connection, pushes: Sequence[Push], batch: Sequence[Incoming]) -> Proven:
    wanted = {sha256 for each in batch for sha256 in each.record.blobs}
    return Proven.among(connection, {push.caller.person.id for push in pushes}, wanted)


_SEEN = Prepared(
    update(devices)
    .where(devices.c.id == bindparam("device"))
    .values(last_digest=bindparam("digest"), seen_at=bindparam("at"))
)
