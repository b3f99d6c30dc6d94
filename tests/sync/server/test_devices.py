"""A lost phone is shut out with its next request, by those who oversee it and by nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from sync.server.tables import blobs
from tests.sync.server.factories import NOW
from tests.sync.server.tus import Tus


def _id(device):
    return device.sealer.enrolment.device


def _delete(running, device, of):
    return running.http.delete(f"/v1/devices/{_id(of)}", headers=device.headers).status_code


@pytest.fixture
def officer(running):
    return running.device("p-officer")


def test_everybody_sees_his_own_devices(running, officer):
    running.device("p-principal")
    second = running.device("p-officer")

    shown = officer.get("/v1/devices").json()["items"]

    assert [each["id"] for each in shown] == [_id(officer), _id(second)]
    assert (shown[0]["person_name"], shown[0]["unit"]) == ("演示安全员01", "u-first")
    assert "token" not in str(shown)
    assert "key" not in shown[0]


def test_principal_sees_those_of_the_unit(running, officer):
    principal = running.device("p-principal")
    running.device("p-stranger")
    running.device("p-inspector")

    shown = principal.get("/v1/devices").json()["items"]

    assert {each["id"] for each in shown} == {_id(officer), _id(principal)}


def test_pages_and_person_are_asked_for(running, officer):
    principal, second = running.device("p-principal"), running.device("p-officer")

    first = principal.get("/v1/devices", person="p-officer", limit=1).json()
    rest = principal.get("/v1/devices", person="p-officer", after=first["cursor"]).json()

    assert (first["more"], rest["more"]) == (True, False)
    assert [each["id"] for each in first["items"] + rest["items"]] == [_id(officer), _id(second)]


def test_last_sending_is_shown(clock, officer):
    clock.now = NOW + timedelta(hours=1)
    officer.answers(officer.sealer.inspection())

    (shown,) = officer.get("/v1/devices").json()["items"]

    assert shown["seen_at"].startswith("2026-11-23T03:00")


def test_revoked_device_is_out_with_its_next_request(running, officer):
    principal = running.device("p-principal")
    officer.answers(officer.sealer.inspection())
    record = officer.sealer.inspection()
    upload = Tus(officer).begun(b"a photo")

    assert _delete(running, principal, officer) == 204

    assert officer.get("/v1/records").status_code == 401
    assert officer.push(record).status_code == 401
    assert Tus(officer).patch(upload, 0, b"a photo").status_code == 401
    assert Tus(officer).create(b"another", b"another").status_code == 401
    with running.endpoint.database.reading() as connection:
        assert connection.execute(select(blobs.c.sha256)).all() == []
    (shown,) = principal.get("/v1/devices", person="p-officer").json()["items"]
    assert shown["revoked_at"] is not None


def test_revoking_twice_changes_nothing(running, clock, officer):
    principal = running.device("p-principal")
    _delete(running, principal, officer)
    before = principal.get("/v1/devices").content
    clock.now = NOW + timedelta(hours=1)

    assert _delete(running, principal, officer) == 204
    assert principal.get("/v1/devices").content == before


def test_own_device_may_be_given_up(running, officer):
    assert _delete(running, officer, officer) == 204
    assert officer.get("/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("who", "whose"),
    [
        ("p-stranger", "p-officer"),
        ("p-officer", "p-principal"),
        ("p-principal", "p-stranger"),
        ("p-principal", "p-inspector"),
        ("p-inspector", "p-officer"),
    ],
)
def test_others_cannot_revoke(running, who, whose):
    mine, other = running.device(who), running.device(whose)

    assert _delete(running, mine, other) == 404
    assert other.get("/v1/me").status_code == 200
