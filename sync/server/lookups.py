"""What a batch of records is judged by, each loaded in one statement, and what it leaves."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from sync.protocol import RecordKind, ReferenceKind
from sync.server.incoming import Incoming, Outline
from sync.server.moments import as_text
from sync.server.prepared import Prepared, among
from sync.server.tables import devices, inspections, records, reference_items


class Stored(NamedTuple):
    """What is answered to a record that came before."""

    digest: str
    seq: int
    received_at: str
    unit: str


_STORED = Prepared(
    select(
        records.c.id, records.c.digest, records.c.seq, records.c.received_at, records.c.unit
    ).where(among(records.c.id, "ids"))
)
_SUBMITTED = Prepared(select(inspections.c.id).where(among(inspections.c.id, "ids")))
_UNIT_CODES = Prepared(
    select(reference_items.c.id, reference_items.c.code).where(
        reference_items.c.kind == str(ReferenceKind.units),
        among(reference_items.c.id, "ids"),
        reference_items.c.is_removed.is_(False),
    )
)
_LAST_DIGESTS = Prepared(
    select(devices.c.id, devices.c.last_digest).where(among(devices.c.id, "ids"))
)


def stored_records(connection: Connection, ids: set[str]) -> dict[str, Stored]:
    return {row.id: Stored(*row[1:]) for row in _of(connection, _STORED, ids)}


def submitted_inspections(connection: Connection, batch: Iterable[Incoming]) -> set[str]:
    ids = {each.subject for each in batch if each.kind is RecordKind.inspection_submitted}
    return {row.id for row in _of(connection, _SUBMITTED, ids)}


def unit_codes(connection: Connection, ids: set[str]) -> dict[str, str]:
    return {row.id: row.code for row in _of(connection, _UNIT_CODES, ids)}


def last_digests(connection: Connection, ids: set[str]) -> dict[str, str]:
    return {row.id: row.last_digest for row in _of(connection, _LAST_DIGESTS, ids)}


def _of(connection: Connection, query: Prepared, ids: set[str]) -> Iterable[Row[Any]]:
    return query.run(connection, ids=list(ids)) if ids else ()


class RecordRow(NamedTuple):
    """A row of `tables.records`, its cells in the order of the columns."""

    seq: int
    id: str
    kind: str
    unit: str
    author: str
    device: str
    subject: str
    recorded_at: str
    elapsed_ms: int
    previous: str
    blobs: bytes
    body: bytes
    digest: str
    seal: str
    received_at: str
    skew_s: float | None
    is_chain_broken: bool
    attachments_expected: int
    attachments_present: int


class InspectionRow(NamedTuple):
    """A row of `tables.inspections`, its cells in the order of the columns."""

    id: str
    record: str
    seq: int
    unit: str
    form: str
    form_version: str
    kind: str
    author: str
    started_at: str
    submitted_at: str
    passed: int
    failed: int
    not_applicable: int
    hazards: int
    score: float | None
    level: str | None


def inspection_row(each: Incoming, seq: int) -> InspectionRow:
    said = each.said
    assert isinstance(said, Outline)
    return InspectionRow(
        id=said.id,
        record=each.record.id,
        seq=seq,
        unit=said.unit,
        form=said.form,
        form_version=said.form_version,
        kind=str(said.kind),
        author=each.record.author,
        started_at=as_text(said.started_at),
        submitted_at=as_text(said.submitted_at),
        passed=said.counts.get("passed", 0),
        failed=said.counts.get("failed", 0),
        not_applicable=said.counts.get("not_applicable", 0),
        hazards=len(said.hazards),
        score=said.score.percent if said.score else None,
        level=said.score.level if said.score else None,
    )
