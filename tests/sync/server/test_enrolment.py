"""A one-time code becomes one device, once, in time, and not by guessing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from sync.server import auth, enrolment, throttling
from sync.server.enrolment import make_code, revoke_device
from sync.server.tables import devices, enrolment_codes
from tests.sync.server.factories import NOW


def _enrol(running, code):
    return running.http.post("/v1/enrol", json={"code": code, "device_name": "手机"})


@pytest.mark.both_backends
def test_code_gives_token_key_and_scope(running):
    given = running.enrol("p-officer")

    assert given.scope == ("u-first",)
    assert given.person["name"] == "演示安全员01"
    assert len(bytes.fromhex(given.key)) == 32
    assert given.tag_host == running.address


def test_code_is_read_as_people_type_it(running):
    code = running.code_for("p-officer").lower().replace("0", "o").replace("1", "l")

    assert _enrol(running, f" {code.replace('-', '')} ").status_code == 200


@pytest.mark.both_backends
def test_code_works_once(running):
    code = running.code_for("p-officer")
    _enrol(running, code)

    answer = _enrol(running, code)

    assert (answer.status_code, answer.json()["code"]) == (410, "code_used")


@pytest.mark.both_backends
def test_of_devices_at_once_one_gets_the_code(running, monkeypatch):
    code = running.code_for("p-officer")
    both_have_read_it = threading.Barrier(2, timeout=30)

    def fits(secret, secret_hash):
        both_have_read_it.wait()
        return auth.fits(secret, secret_hash)

    monkeypatch.setattr(enrolment, "fits", fits)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: _enrol(running, code), range(2)))

    assert sorted(answer.status_code for answer in answers) == [200, 410]


def test_code_expires(running):
    with running.endpoint.database.writing() as connection:
        code = make_code(connection, "p-officer", NOW - timedelta(days=8), timedelta(days=7))

    answer = _enrol(running, code)

    assert (answer.status_code, answer.json()["code"]) == (410, "code_expired")


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA", "😀", "A" * 500])
def test_unknown_code_says_so_in_both_languages(running, code):
    answer = _enrol(running, code)

    assert (answer.status_code, answer.json()["code"]) == (403, "code_unknown")
    assert set(answer.json()["message"]) == {"zh_CN", "en"}


def test_wrong_secret_tells_nothing_of_a_code_that_exists(running):
    code = running.code_for("p-officer")

    answer = _enrol(running, code[:-1] + ("0" if code[-1] != "0" else "1"))

    assert answer.json()["code"] == "code_unknown"
    assert _enrol(running, code).status_code == 200


def test_guessing_is_throttled(running):
    answers = [_enrol(running, "AAAA-AAAA-AAAA") for _ in range(throttling.MAX_TRIES + 1)]

    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "too_many_tries"
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"code": 5}', b"\xff", b"[" * 9_000])
def test_malformed_enrolment_is_refused(running, body):
    assert running.http.post("/v1/enrol", content=body).status_code in {400, 422}


def test_oversized_enrolment_is_refused(running):
    answer = running.http.post("/v1/enrol", content=b"x" * 20_000)

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.both_backends
def test_revoked_device_is_out(running):
    device = running.device()
    with running.endpoint.database.writing() as connection:
        assert revoke_device(connection, device.sealer.enrolment.device, NOW)

    answer = device.get("/v1/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")


def test_neither_token_nor_code_is_kept_readable(running):
    code = running.code_for("p-officer")
    token = _enrol(running, code).json()["token"]

    with running.endpoint.database.reading() as connection:
        rows = [*connection.execute(select(devices)), *connection.execute(select(enrolment_codes))]

    assert rows
    assert token not in repr(rows)
    assert code.replace("-", "")[4:] not in repr(rows)
