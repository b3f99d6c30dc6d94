"""A school never sees another: every route of the interface, asked by a stranger."""

import hashlib

import pytest

from tests.sync.server.factories import ASSETS, a_hazard, a_photo, an_inspection
from tests.sync.server.tus import Tus

PHOTO = b"\xff\xd8 a photo"
SHA256 = hashlib.sha256(PHOTO).hexdigest()
INSPECTION, HAZARD = "inspection-1", "hazard-0001"

OPEN = {"/v1/health", "/v1/enrol", "/v1/sign-in", "/files"}
"""What needs no sign-in to be asked at all; /files is only OPTIONS."""


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


PATHS = {
    "/v1/inspections/{inspection_id}": f"/v1/inspections/{INSPECTION}",
    "/v1/hazards/{hazard_id}": f"/v1/hazards/{HAZARD}",
    "/v1/units/{unit_id}": "/v1/units/u-first",
    "/v1/assets/{code}": f"/v1/assets/{ASSETS[0].id}",
    "/v1/blobs/{sha256}": f"/v1/blobs/{SHA256}",
}
LISTS = {
    "/v1/records": "/v1/records",
    "/v1/inspections": "/v1/inspections",
    "/v1/hazards": "/v1/hazards",
    "/v1/units": "/v1/units",
    "/v1/reference/{kind}": "/v1/reference/assets",
    "/v1/statistics": "/v1/statistics",
    "/v1/me": "/v1/me",
}


def test_every_readable_route_is_asked_below(running):
    paths = running.http.get("/v1/openapi.json").json()["paths"]
    readable = {path for path, methods in paths.items() if "get" in methods}

    assert readable == set(PATHS) | set(LISTS) | {"/v1/health"}


@pytest.mark.parametrize("path", PATHS.values())
def test_foreign_thing_looks_like_none(running, told, path):
    stranger = running.device("p-stranger")

    answer = stranger.get(path)

    assert told.get(path).status_code == 200
    missing = stranger.get(path[:-1] + "0")
    assert (answer.status_code, answer.content) == (404, missing.content)


@pytest.mark.parametrize("path", LISTS.values())
def test_lists_say_nothing_of_others(running, told, path):
    stranger = running.device("p-stranger")

    shown = stranger.get(path).text

    for foreign in ("u-first", INSPECTION, HAZARD, ASSETS[0].id, SHA256, "演示区第一小学"):
        assert foreign not in shown


def test_filters_do_not_widen_the_scope(running, told):
    stranger = running.device("p-stranger")

    assert stranger.get("/v1/inspections", unit="u-first").json()["items"] == []
    assert stranger.get("/v1/hazards", unit="u-first").json()["items"] == []
    assert stranger.get("/v1/statistics").json()["total"]["inspections"] == 0


@pytest.mark.parametrize("token", [None, "", "Bearer", "Bearer x", "Bearer dev_x", "Basic eDp5"])
def test_every_route_asks_who_it_is(running, told, token):
    headers = {} if token is None else {"Authorization": token}
    schema = running.http.get("/v1/openapi.json").json()["paths"]

    for path, methods in schema.items():
        for method in methods:
            if (path in OPEN and method in {"get", "options"}) or path in {
                "/v1/enrol",
                "/v1/sign-in",
            }:
                continue
            where = path.replace("{kind}", "units").replace("{", "").replace("}", "")
            body = b'{"records": []}' if method == "post" else None
            known = headers | {"Tus-Resumable": "1.0.0", "Content-Type": OFFSET}
            answer = running.http.request(method.upper(), where, content=body, headers=known)
            assert answer.status_code == (204 if path == "/v1/sign-out" and token else 401) or (
                answer.status_code == 401
            ), (method, path, answer.status_code)


OFFSET = "application/offset+octet-stream"


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
