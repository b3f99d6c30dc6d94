"""Every route has a line here that says who may ask it, and is asked by those who may not.

A new route without a line fails the first test: decide who sees what before it is merged.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

import pytest
from fastapi.routing import iter_route_contexts

from tests.sync.server.factories import ASSETS, a_hazard, a_photo, an_inspection
from tests.sync.server.tus import OFFSET_TYPE, TUS, Tus

PHOTO = b"\xff\xd8 a photo"
SHA256 = hashlib.sha256(PHOTO).hexdigest()
INSPECTION, HAZARD = "inspection-1", "hazard-0001"


class Scope(StrEnum):
    open = "open"
    """Anybody: says nothing of a unit but what a tag on its wall says."""
    credentials = "credentials"
    """Anybody who has a password or a code to give."""
    token = "token"
    """Any device or sign-in; what it writes is judged record by record (test_scope, test_push)."""
    thing = "thing"
    """One thing of a unit: to others it looks as if it were not there."""
    listing = "listing"
    """Many things: those of others are left out."""
    device = "device"
    """The device's own; not even the same person's other device gets it."""


@dataclass(frozen=True)
class Line:
    scope: Scope
    ask: str = ""
    """The path to ask, of the first unit's things."""


ROUTES = {
    "GET /v1/health": Line(Scope.open),
    "GET /v1/openapi.json": Line(Scope.open),
    "HEAD /v1/openapi.json": Line(Scope.open),
    "GET /docs": Line(Scope.open),
    "GET /docs/{name}": Line(Scope.open),
    "GET /t/{asset_id:path}": Line(Scope.open),
    "GET /{path:path}": Line(Scope.open),
    "HEAD /{path:path}": Line(Scope.open),
    "OPTIONS /files": Line(Scope.open),
    "OPTIONS /files/{upload_id}": Line(Scope.open),
    "POST /v1/enrol": Line(Scope.credentials),
    "POST /v1/sign-in": Line(Scope.credentials),
    "POST /v1/sign-out": Line(Scope.token),
    "POST /v1/records": Line(Scope.token),
    "POST /files": Line(Scope.token),
    "POST /v1/forms": Line(Scope.token),
    "POST /v1/forms/{form_id}/confirmations": Line(Scope.token, "/v1/forms/fire/confirmations"),
    "GET /v1/forms/{form_id}/versions": Line(Scope.token, "/v1/forms/fire/versions"),
    "GET /v1/forms/{form_id}/versions/{version}": Line(Scope.token, "/v1/forms/fire/versions/1"),
    "POST /v1/odk/submissions": Line(Scope.token),
    "GET /v1/me": Line(Scope.listing),
    "GET /v1/records": Line(Scope.listing),
    "GET /v1/reference/{kind}": Line(Scope.listing, "/v1/reference/assets"),
    "GET /v1/inspections": Line(Scope.listing),
    "GET /v1/hazards": Line(Scope.listing),
    "GET /v1/units": Line(Scope.listing),
    "GET /v1/statistics": Line(Scope.listing),
    "GET /v1/devices": Line(Scope.listing),
    "GET /v1/odk/submissions": Line(Scope.listing),
    "GET /v1/inspections/{inspection_id}": Line(Scope.thing, f"/v1/inspections/{INSPECTION}"),
    "GET /v1/hazards/{hazard_id}": Line(Scope.thing, f"/v1/hazards/{HAZARD}"),
    "GET /v1/units/{unit_id}": Line(Scope.thing, "/v1/units/u-first"),
    "GET /v1/assets/{code}": Line(Scope.thing, f"/v1/assets/{ASSETS[0].id}"),
    "GET /v1/blobs/{sha256}": Line(Scope.thing, f"/v1/blobs/{SHA256}"),
    "DELETE /v1/devices/{device_id}": Line(Scope.thing, "/v1/devices/{device}"),
    "HEAD /files/{upload_id}": Line(Scope.device, "/files/{upload}"),
    "PATCH /files/{upload_id}": Line(Scope.device, "/files/{upload}"),
    "POST /files/{upload_id}": Line(Scope.device, "/files/{upload}"),
    "DELETE /files/{upload_id}": Line(Scope.device, "/files/{upload}"),
}

AS_HEAD = {"X-HTTP-Method-Override": "HEAD"}
"""Only `POST /files/{upload_id}` listens to it."""


def _of(*scopes):
    return [name for name, line in ROUTES.items() if line.scope in scopes]


@pytest.fixture
def told(running):
    """The first unit has an inspection with a photo, a hazard, a device and an open upload."""
    officer = running.device("p-officer")
    officer.answers(
        officer.sealer.inspection(an_inspection(id=INSPECTION, photos=[a_photo(PHOTO)])),
        officer.sealer.hazard(a_hazard(id=HAZARD)),
    )
    Tus(officer).create(PHOTO, PHOTO)
    officer.upload = Tus(officer).begun(b"another photo").rpartition("/")[2]
    return officer


@pytest.fixture(params=["device", "sign-in"])
def stranger(running, request):
    if request.param == "device":
        return running.device("p-stranger").headers
    token = running.sign_in("p-stranger").json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def _ask(running, told, name, headers):
    method, _, path = name.partition(" ")
    where = (ROUTES[name].ask or path).replace("{upload}", told.upload)
    where = where.replace("{device}", told.sealer.enrolment.device)
    body = {"POST": b'{"records": []}', "PATCH": b"x"}.get(method)
    known = {**TUS, **OFFSET_TYPE, **AS_HEAD, "Upload-Offset": "0", **headers}
    return running.http.request(method, where, content=body, headers=known)


def _missing(running, told, name, headers):
    """The same question for what nobody has."""
    ids = (told.upload, told.sealer.enrolment.device, INSPECTION, HAZARD, SHA256, ASSETS[0].id)
    method, _, path = name.partition(" ")
    where = (ROUTES[name].ask or path).format(upload=told.upload, device=ids[1])
    for each in (*ids, "u-first"):
        where = where.replace(each, each[:-1] + ("0" if each[-1] != "0" else "1"))
    body = b"x" if method == "PATCH" else None
    known = {**TUS, **OFFSET_TYPE, **AS_HEAD, "Upload-Offset": "0", **headers}
    return running.http.request(method, where, content=body, headers=known)


def test_every_route_has_its_line(running):
    routes = running.app.routes
    contexts = list(iter_route_contexts(routes))

    found = {f"{method} {each.path}" for each in contexts for method in each.methods or ("?",)}

    assert found == set(ROUTES)
    paths = running.http.get("/v1/openapi.json").json()["paths"]
    shown = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert shown <= set(ROUTES)


@pytest.mark.parametrize("token", [None, "", "Bearer", "Bearer x", "Bearer dev_x", "Basic eDp5"])
def test_who_is_nobody_gets_nothing(running, told, token):
    headers = {} if token is None else {"Authorization": token}

    for name in _of(Scope.token, Scope.listing, Scope.thing, Scope.device):
        answer = _ask(running, told, name, headers)
        may_be_sign_out = name == "POST /v1/sign-out" and answer.status_code == 204 and token
        assert answer.status_code == 401 or may_be_sign_out, name


@pytest.mark.parametrize("name", _of(Scope.thing))
def test_foreign_thing_looks_like_none(running, told, stranger, name):
    answer = _ask(running, told, name, stranger)

    missing = _missing(running, told, name, stranger)
    assert (answer.status_code, answer.content) == (404, missing.content)
    assert _ask(running, told, name, told.headers).status_code in {200, 204}


@pytest.mark.parametrize("name", _of(Scope.device))
def test_what_a_device_has_begun_is_its_own(running, told, name):
    for person in ("p-stranger", "p-officer", "p-inspector"):
        other = running.device(person).headers
        answer, missing = (each(running, told, name, other) for each in (_ask, _missing))
        assert (answer.status_code, answer.content) == (404, missing.content), person

    desk = {"Authorization": f"Bearer {running.sign_in('p-officer').json()['access_token']}"}
    assert _ask(running, told, name, desk).status_code == 403
    assert _ask(running, told, name, told.headers).status_code in {200, 204}


@pytest.mark.parametrize("name", _of(Scope.listing))
def test_lists_say_nothing_of_others(running, told, stranger, name):
    shown = _ask(running, told, name, stranger)

    assert shown.status_code == 200
    ids = ("u-first", INSPECTION, HAZARD, ASSETS[0].id, SHA256, told.sealer.enrolment.device)
    for foreign in (*ids, "演示区第一小学", "演示安全员01", "演示校长01"):
        assert foreign not in shown.text, foreign


@pytest.mark.parametrize("name", _of(Scope.open, Scope.credentials))
def test_what_is_open_says_nothing_of_inspections(running, told, name):
    method, _, path = name.partition(" ")
    where = path.replace("{asset_id:path}", ASSETS[0].id).replace("{path:path}", "")

    shown = running.http.request(method, where.format(name="x", upload_id=told.upload)).text

    for foreign in (INSPECTION, HAZARD, SHA256, told.sealer.enrolment.device, "演示安全员01"):
        assert foreign not in shown, foreign
