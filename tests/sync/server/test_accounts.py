"""Signing in at the desk."""

from sync.server import throttling
from sync.server.accounts import set_password
from tests.sync.server.conftest import PASSWORD
from tests.sync.server.factories import NOW


def test_password_gives_a_token_that_signs_in(running):
    token = running.sign_in("p-principal").json()["access_token"]

    answer = running.http.get("/v1/me", headers={"Authorization": f"Bearer {token}"})

    assert answer.json()["person"]["id"] == "p-principal"
    assert answer.json()["device"] is None


def test_wrong_password_and_unknown_account_look_alike(running):
    wrong = running.sign_in("p-principal", "nonsense")
    unknown = running.sign_in("nobody", "nonsense")

    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)
    assert wrong.json()["code"] == "wrong_password"


def test_signing_in_is_throttled_by_account(running):
    for _ in range(throttling.MAX_TRIES):
        running.sign_in("p-principal", "nonsense")

    assert running.sign_in("p-principal", PASSWORD).status_code == 429
    assert running.sign_in("p-officer", PASSWORD).status_code == 200


def test_success_clears_the_count(running):
    for _ in range(throttling.MAX_TRIES * 2):
        assert running.sign_in("p-principal").status_code == 200


def test_signing_out_ends_the_token(running):
    headers = {"Authorization": f"Bearer {running.sign_in().json()['access_token']}"}

    assert running.http.post("/v1/sign-out", headers=headers).status_code == 204

    assert running.http.get("/v1/me", headers=headers).status_code == 401


def test_new_password_ends_every_sign_in(running):
    headers = {"Authorization": f"Bearer {running.sign_in().json()['access_token']}"}
    with running.endpoint.database.writing() as connection:
        set_password(connection, "p-officer", "another", NOW)

    assert running.http.get("/v1/me", headers=headers).status_code == 401
    assert running.sign_in("p-officer", "another").status_code == 200


def test_desk_sign_in_cannot_push(running):
    headers = {"Authorization": f"Bearer {running.sign_in().json()['access_token']}"}

    answer = running.http.post("/v1/records", json={"records": []}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "devices_only")
