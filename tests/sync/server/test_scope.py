"""A school never sees another; `test_routes.py` asks every route, this what they have in common."""

import hashlib

import pytest

from tests.sync.server.factories import a_hazard, a_photo, an_inspection
from tests.sync.server.tus import Tus

pytestmark = pytest.mark.both_backends

PHOTO = b"\xff\xd8 a photo"
SHA256 = hashlib.sha256(PHOTO).hexdigest()
INSPECTION, HAZARD = "inspection-1", "hazard-0001"


@pytest.fixture
def told(running):
    """The first unit has an inspection with a photo, and a hazard."""
    officer = running.device("p-officer")
    officer.answers(
        officer.sealer.inspection(an_inspection(id=INSPECTION, photos=[a_photo(PHOTO)])),
        officer.sealer.hazard(a_hazard(id=HAZARD)),
    )
    Tus(officer).create(PHOTO, PHOTO)
    return officer


def test_filters_do_not_widen_the_scope(running, told):
    stranger = running.device("p-stranger")

    assert stranger.get("/v1/inspections", unit="u-first").json()["items"] == []
    assert stranger.get("/v1/hazards", unit="u-first").json()["items"] == []
    assert stranger.get("/v1/statistics").json()["total"]["inspections"] == 0


def test_photo_of_a_record_in_scope_only(running, told):
    """Naming a foreign photo in a record of one's own is the only way, and needs its digest."""
    stranger = running.device("p-stranger")

    assert stranger.get(f"/v1/blobs/{SHA256}").status_code == 404
    assert running.device("p-inspector").get(f"/v1/blobs/{SHA256}").content == PHOTO


def test_pushing_a_foreign_record_again_tells_nothing_of_it(running, told):
    record = told.sealer.inspection(an_inspection())
    told.answers(record)
    stranger = running.device("p-stranger")

    stored = stranger.answers(record)[0]
    unknown = stranger.answers(told.sealer.inspection(an_inspection()))[0]

    assert stored == unknown | {"id": record.id}
    assert (stored["status"], stored["code"], stored["seq"]) == ("rejected", "device_differs", None)


@pytest.mark.parametrize("disguise", ["code", "inspection"])
def test_foreign_record_does_not_get_into_a_hazards_history(running, told, disguise):
    """Any record may name any subject; a hazard's history is its own unit's."""
    stranger = running.device("p-stranger")
    if disguise == "code":
        body = {"code": "planted", "asset": HAZARD}
        record = stranger.sealer.record("asset.code_seen", "u-second", body)
    else:
        record = stranger.sealer.inspection(an_inspection("u-second", id=HAZARD))

    assert stranger.answers(record)[0]["status"] == "accepted"

    shown = told.get(f"/v1/hazards/{HAZARD}").json()
    assert [each["kind"] for each in shown["records"]] == ["hazard.reported"]
