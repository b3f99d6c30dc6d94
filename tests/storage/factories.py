"""Small builders of what the store keeps."""

from datetime import UTC, date, datetime, timedelta

from forms.answers import Answer
from forms.terms import Grade, Result
from inspect_app.domain.asset import Asset, Due, DueKind
from inspect_app.domain.evidence import Photo
from inspect_app.domain.hazard import Hazard
from inspect_app.domain.inspection import Draft, Inspection, InspectionKind
from inspect_app.domain.unit import Unit, UnitKind
from sync.protocol import GENESIS, Record, RecordKind

NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def a_unit(id="unit-1", **more):
    return Unit(**{"id": id, "code": "0137", "name": "示例小学", "kind": UnitKind.primary} | more)


def an_asset(id="7F3K9QZ2M4", due_on=None, **more):
    known = {
        "id": id,
        "code": f"WJ-0137-FX-03-{id}",
        "unit": "unit-1",
        "kind": "FX",
        "name": "灭火器",
    }
    dues = () if due_on is None else (Due(DueKind.service, due_on),)
    return Asset(**known | {"dues": dues} | more)


def a_draft(id="draft-1", **more):
    known = {
        "id": id,
        "kind": InspectionKind.self_check,
        "unit": "unit-1",
        "form": "fire",
        "form_version": "1",
        "inspectors": ("检查人甲",),
        "started_at": NOW,
        "updated_at": NOW,
    }
    return Draft(**known | more)


def an_answer(item="FIRE-01", asset="", **more):
    return Answer(**{"item": item, "asset": asset, "result": Result.passed} | more)


def an_inspection(id="inspection-1", assets=(), answers=(), at=NOW, **more):
    known = {
        "id": id,
        "kind": InspectionKind.self_check,
        "unit": "unit-1",
        "form": "fire",
        "form_version": "1",
        "form_digest": "",
        "inspectors": ("检查人甲",),
        "started_at": at,
        "submitted_at": at,
        "elapsed_ms": 0,
        "place_name": "",
        "assets": tuple(assets),
        "typed_codes": (),
        "answers": tuple(answers),
        "photos": (),
        "signatures": (),
        "refusal": None,
        "companion": "",
        "bases": {},
        "counts": {},
    }
    return Inspection(**known | more)


def a_hazard(id="hazard-1", **more):
    known = {
        "id": id,
        "code": f"YH-{id}",
        "unit": "unit-1",
        "domain": "fire",
        "inspection": "inspection-1",
        "item": "FIRE-01",
        "asset": "7F3K9QZ2M4",
        "place_name": "",
        "description": "压力不足",
        "grade": Grade.general,
        "bases": (),
        "photos": (),
        "found_at": NOW,
        "found_by": ("检查人甲",),
        "due_on": TODAY + timedelta(days=7),
    }
    return Hazard(**known | more)


def a_record(kind, body, id, at=NOW, **more):
    known = {
        "id": id,
        "kind": str(kind),
        "unit": body.get("unit", "unit-1"),
        "author": "person-1",
        "device": "device-1",
        "recorded_at": at.isoformat(),
        "elapsed_ms": 0,
        "previous": GENESIS,
        "blobs": (),
        "body": body,
    }
    return Record(**known | more)


def a_submission(record_id="record-1", at=NOW, blobs=(), seq=None, **inspection):
    inspection = {"id": f"inspection-of-{record_id}", "at": at} | inspection
    body = an_inspection(**inspection).to_dict()
    kind = RecordKind.inspection_submitted
    return a_record(kind, body, record_id, at, blobs=tuple(blobs), seq=seq)


def a_hazard_record(event, record_id, at=NOW, hazard="hazard-1", seq=None, **body):
    return a_record(f"hazard.{event}", {"hazard": hazard} | body, record_id, at, seq=seq)


def a_report(record_id="record-reported", at=NOW, seq=None, **hazard):
    body = a_hazard(**hazard).to_dict()
    return a_record(RecordKind.hazard_reported, body, record_id, at, seq=seq)


def a_photo(content: bytes, sha256: str):
    return Photo(sha256, len(content), 1600, 1200, NOW, stamp=("示例小学",))
