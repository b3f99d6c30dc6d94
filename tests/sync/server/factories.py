"""Small values for the endpoint's tests: units, people, sealed records."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from forms.answers import Answer
from forms.definition import Grade
from forms.terms import Result
from inspect_app.domain.asset import Asset, Due, DueKind
from inspect_app.domain.evidence import Photo
from inspect_app.domain.hazard import Hazard
from inspect_app.domain.ids import new_id
from inspect_app.domain.inspection import Inspection, InspectionKind
from inspect_app.domain.tag import human_code
from inspect_app.domain.unit import Person, Role, Unit, UnitKind
from sync.protocol import GENESIS, Enrolment, Record, RecordKind

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

UNITS = (
    Unit("u-first", "0101", "演示区第一小学", UnitKind.primary, contact="0519-00000001"),
    Unit("u-second", "0102", "演示区第二幼儿园", UnitKind.kindergarten),
)
INSPECTOR = Person("p-inspector", "演示检查员甲", "", (Role.inspector,))
OFFICER = Person("p-officer", "演示安全员01", "u-first", (Role.safety_officer,))
PRINCIPAL = Person("p-principal", "演示校长01", "u-first", (Role.principal,))
STRANGER = Person("p-stranger", "演示安全员02", "u-second", (Role.safety_officer,))
PEOPLE = (INSPECTOR, OFFICER, PRINCIPAL, STRANGER)
SCOPES = {"p-inspector": ("*",), "p-stranger": ("u-second",)}

ASSETS = (
    Asset(
        "7F3K9QZ2M4",
        human_code("0101", "FX", "03", 1),
        "u-first",
        "FX",
        "干粉灭火器",
        dues=(Due(DueKind.service, date(2026, 11, 1)),),
    ),
    Asset("7F3K9QZ2M5", human_code("0102", "FX", "01", 1), "u-second", "FX", "水基灭火器"),
)


def a_photo(content: bytes) -> Photo:
    return Photo(sha256(content).hexdigest(), len(content), 1600, 1200, NOW)


def an_inspection(unit="u-first", photos=(), kind=InspectionKind.self_check, **changes):
    values = {
        "id": new_id(),
        "kind": kind,
        "unit": unit,
        "form": "fire",
        "form_version": "1",
        "form_digest": "0" * 64,
        "inspectors": ("p-officer",),
        "started_at": NOW - timedelta(minutes=30),
        "submitted_at": NOW,
        "elapsed_ms": 1_800_000,
        "place_name": "实验楼三层",
        "assets": ("7F3K9QZ2M4",),
        "typed_codes": (),
        "answers": (Answer("FIRE-01", "7F3K9QZ2M4", Result.passed),),
        "photos": tuple(photos),
        "signatures": (),
        "refusal": None,
        "companion": "",
        "bases": {"FIRE-01": ("《消防法》16(二)",)},
        "counts": {"passed": 1, "failed": 0, "not_applicable": 0},
    }
    return Inspection(**values | changes)


def a_hazard(unit="u-first", **changes):
    values = {
        "id": new_id(),
        "code": "D1-0001",
        "unit": unit,
        "domain": "fire",
        "inspection": "",
        "item": "FIRE-01",
        "asset": "7F3K9QZ2M4",
        "place_name": "实验楼三层",
        "description": "压力不足",
        "grade": Grade.general,
        "bases": (),
        "photos": (),
        "found_at": NOW,
        "found_by": ("p-officer",),
        "due_on": date(2026, 11, 30),
    }
    return Hazard(**values | changes)


class Sealer:
    """What a device does: one record after another, chained and sealed."""

    def __init__(self, enrolment: Enrolment):
        self.enrolment = enrolment
        self.previous = GENESIS

    def record(self, kind, unit, body, blobs=(), **changes):
        values = {
            "id": new_id(),
            "kind": str(kind),
            "unit": unit,
            "author": self.enrolment.person["id"],
            "device": self.enrolment.device,
            "recorded_at": NOW.isoformat(),
            "elapsed_ms": 1000,
            "previous": self.previous,
            "blobs": tuple(blobs),
            "body": body,
        }
        sealed = Record(**values | changes).sealed_by(bytes.fromhex(self.enrolment.key))
        self.previous = sealed.digest
        return sealed

    def inspection(self, inspection=None, **changes):
        said = inspection or an_inspection()
        blobs = tuple(photo.sha256 for photo in said.photos)
        kind = RecordKind.inspection_submitted
        return self.record(kind, said.unit, said.to_dict(), blobs, **changes)

    def hazard(self, hazard=None):
        said = hazard or a_hazard()
        return self.record(RecordKind.hazard_reported, said.unit, said.to_dict(), said.photos)

    def event(self, hazard, event, **body):
        return self.record(f"hazard.{event}", hazard.unit, {"hazard": hazard.id, **body})
