"""Inspections of about 8 KB as devices make them: real answers, signatures, chain and seal."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from forms.answers import Answer
from forms.terms import Grade, Result
from inspect_app.domain.evidence import Photo, Signature, SignatureRole, Stroke
from inspect_app.domain.ids import new_id
from inspect_app.domain.inspection import Inspection, InspectionKind
from sync.protocol import GENESIS, Record, RecordKind, canonical

ITEMS = 30
POINTS = 40
"""Of one signature; a name drawn by a finger has about as many after thinning."""
NOTE = "压力指针低于绿区下沿，铅封缺失，瓶体底部有锈蚀；已当面告知安全干事，三日内更换。"
BASIS = "《中华人民共和国消防法》第十六条第一款第（二）项；GB 50444-2008 第 5.2.1 条"
STARTED_AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sealing:
    """One enrolled device: what it needs to seal, and to be let in."""

    device: str
    token: str
    key: str
    person: str
    unit: str


def inspection(unit: str, person: str, number: int, photos: Iterable[str] = ()) -> Inspection:
    started_at = STARTED_AT + timedelta(minutes=17 * number)
    kept = tuple(_photo(sha256, started_at) for sha256 in photos)
    answers = tuple(_answer(item, number, kept) for item in range(ITEMS))
    failed = sum(answer.result is Result.failed for answer in answers)
    return Inspection(
        id=new_id(),
        kind=InspectionKind.supervision,
        unit=unit,
        form="fire",
        form_version="1",
        form_digest=hashlib.sha256(b"fire").hexdigest(),
        inspectors=(person, "p-second"),
        started_at=started_at,
        submitted_at=started_at + timedelta(minutes=15),
        elapsed_ms=900_000,
        place_name="3号楼2层东侧走廊",
        assets=tuple(f"{number + each:010d}" for each in range(3)),
        typed_codes=(),
        answers=answers,
        photos=kept,
        signatures=tuple(_signature(role, started_at) for role in _ROLES),
        refusal=None,
        companion="安全干事",
        bases={f"FIRE-{item:02d}": (BASIS,) for item in range(4)},
        counts={"passed": ITEMS - failed, "failed": failed, "not_applicable": 0},
    )


def sealed(
    sealing: Sealing, count: int, photos: Iterable[tuple[str, ...]] = ()
) -> Iterator[Record]:
    """Yield a device's next `count` records, chained; `photos` has the digests of each one's."""
    previous, key = GENESIS, bytes.fromhex(sealing.key)
    evidence = iter(photos)
    for number in range(count):
        said = inspection(sealing.unit, sealing.person, number, next(evidence, ()))
        record = Record(
            id=new_id(),
            kind=str(RecordKind.inspection_submitted),
            unit=sealing.unit,
            author=sealing.person,
            device=sealing.device,
            recorded_at=said.submitted_at.isoformat(),
            elapsed_ms=said.elapsed_ms,
            previous=previous,
            blobs=tuple(photo.sha256 for photo in said.photos),
            body=said.to_dict(),
        ).sealed_by(key)
        previous = record.digest
        yield record


def message(records: Iterable[Record]) -> bytes:
    """Return the body of a push, written as `sync.transport` writes it."""
    said = {
        "records": [record.to_dict() for record in records],
        "sent_at": datetime.now(UTC).isoformat(),
    }
    return canonical(said)


_ROLES = (SignatureRole.inspector, SignatureRole.second_inspector, SignatureRole.responsible)


def _answer(item: int, number: int, photos: tuple[Photo, ...]) -> Answer:
    has_failed = (item + number) % 7 == 0
    return Answer(
        item=f"FIRE-{item:02d}",
        asset=f"{number + item % 3:010d}",
        result=Result.failed if has_failed else Result.passed,
        value=0.9 if item == 1 else None,
        grade=Grade.general if has_failed else None,
        note=NOTE if has_failed else "",
        photos=tuple(photo.sha256 for photo in photos) if has_failed else (),
        answered_ms=item * 20_000,
    )


def _photo(sha256: str, at: datetime) -> Photo:
    return Photo(sha256, 300_000, 1600, 1200, at, latitude=31.701, longitude=119.942)


def _signature(role: SignatureRole, at: datetime) -> Signature:
    stroke: Stroke = tuple((100 + 7 * step, 300 + step * step % 211) for step in range(POINTS))
    return Signature(role, "演示签名", (stroke,), at)
