"""What is secret, and who is spoken of, does not reach the log: also when something fails."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from sync.server import ingest, views
from sync.server.hardening import where_it_failed
from sync.server.tables import devices
from tests.sync.server.conftest import PASSWORD
from tests.sync.server.factories import PEOPLE, UNITS, a_hazard, a_photo, an_inspection
from tests.sync.server.tus import Tus

CHILD = "学生王小明"
PHOTO = b"\xff\xd8\xff of a child"
THE_TESTS_OWN = ("httpx", "httpcore", "asyncio")
"""The client of these tests logs what it asks; that is not the endpoint's log."""


def test_failed_statement_names_no_values(running):
    device = running.device()
    row = {"id": device.sealer.enrolment.device, "key": "very-secret", "token_hash": "x"}
    row |= dict.fromkeys(("person", "name", "platform", "app_version", "enrolled_at"), "x")

    with pytest.raises(IntegrityError) as caught, running.endpoint.database.writing() as connection:
        connection.execute(insert(devices).values(row | {"last_digest": "x"}))

    assert "very-secret" not in str(caught.value)


def test_failure_is_logged_by_type_and_place_alone():
    try:
        try:
            raise ValueError(CHILD)
        except ValueError as error:
            raise KeyError(CHILD) from error
    except KeyError as error:
        said = where_it_failed(error)

    assert "KeyError" in said
    assert "ValueError" in said
    assert "test_secrets.py" in said
    assert CHILD not in said


def test_unexpected_failure_is_told_without_details_and_with_every_header(
    running, monkeypatch, caplog
):
    def fail(*_, **__):
        raise ZeroDivisionError(CHILD)

    monkeypatch.setattr(views, "_inspection_query", fail)
    answer = running.device().get("/v1/inspections")

    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "ZeroDivisionError" in caplog.text
    assert CHILD not in caplog.text
    assert CHILD not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def _walk(running, said):
    """Everything that people do in a day, right and wrong; what is secret goes into `said`."""
    code = running.code_for("p-officer")
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for each in (wrong, code, code):
        running.http.post("/v1/enrol", json={"code": each, "device_name": f"{CHILD}的手机"})
    said |= {code, code.replace("-", ""), wrong, PASSWORD, "a wrong password"}
    running.sign_in("p-officer", "a wrong password")
    session = running.sign_in("p-officer").json()["access_token"]
    device = running.device()
    said |= {session, device.sealer.enrolment.token, device.sealer.enrolment.key}
    inspection = an_inspection(
        photos=[a_photo(PHOTO)], companion=CHILD, place_name=f"{CHILD}的教室"
    )
    hazard = a_hazard(description=f"{CHILD}受伤")
    device.answers(device.sealer.inspection(inspection), device.sealer.hazard(hazard))
    device.push(device.sealer.hazard(a_hazard(unit="u-second", description=CHILD)))
    running.http.post("/v1/records", content=f'{{"records": "{CHILD}"', headers=device.headers)
    Tus(device).create(PHOTO, PHOTO)
    Tus(device).create(PHOTO, b"x" * len(PHOTO), sha256=b"0" * 64)
    shown = device.get(f"/v1/inspections/{inspection.id}").json()
    address = shown["photos"][0]["address"]
    said.add(address.partition("signed=")[2])
    running.http.get(address)
    running.http.get(address + "x")
    running.http.get("/v1/units", params={"name": CHILD}, headers=device.headers)
    running.http.get(f"/v1/units/{CHILD}", headers={"Authorization": f"Bearer {session}"})
    for path in ("/v1/records", "/v1/hazards", "/v1/me", "/v1/devices", "/v1/reference/people"):
        device.get(path)
    running.http.get("/v1/me", headers={"Authorization": "Bearer dev_of-somebody-else"})
    said.add("dev_of-somebody-else")
    me = device.sealer.enrolment.device
    running.http.delete(f"/v1/devices/{me}", headers=device.headers)
    running.http.post("/v1/sign-out", headers={"Authorization": f"Bearer {session}"})


def test_log_of_a_whole_day_names_nobody_and_no_secret(running, caplog, capfd, monkeypatch):
    said = {CHILD, PHOTO.decode("latin-1"), *(each.name for each in PEOPLE)}
    said |= {each.name for each in UNITS} | {UNITS[0].contact}
    with caplog.at_level(logging.DEBUG):
        _walk(running, said)
        device = running.device()
        _break(running, monkeypatch)
        said |= {device.sealer.enrolment.token, device.sealer.enrolment.key}
        failed = device.push(device.sealer.inspection(an_inspection(companion=CHILD)))

    out, err = capfd.readouterr()
    assert failed.status_code == 500
    own = [each for each in caplog.records if not each.name.startswith(THE_TESTS_OWN)]
    logged = "\n".join(logging.Formatter().format(each) for each in own) + out + err
    assert "was revoked by p-officer" in logged
    assert "IntegrityError" in logged
    assert [each for each in sorted(said) if each in logged] == []


def _break(running, monkeypatch):
    """From now on every push ends in a database error that quotes what was sent."""

    def fail(connection, *_, **__):
        connection.execute(text(f"INSERT INTO counters VALUES ('records', 0) -- {CHILD}"))

    monkeypatch.setattr(ingest.HazardBench, "load", fail)


def test_failures_at_once_are_logged_as_one_by_one(running, monkeypatch, caplog):
    device = running.device()
    _break(running, monkeypatch)
    records = [device.sealer.inspection(an_inspection(companion=CHILD)) for _ in range(8)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: device.push(each).status_code, records))

    assert set(answers) == {500}
    assert CHILD not in caplog.text
