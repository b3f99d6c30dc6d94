"""Guessing is throttled for all processes together, and a person is not locked out by others."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from sync.server import throttling
from sync.server.app import create_app
from sync.server.errors import ApiError
from sync.server.tables import throttles
from sync.server.throttling import (
    Limit,
    count_try,
    enrol_limits,
    forget_tries,
    network_of,
    sign_in_limits,
)
from tests.sync.server.conftest import PASSWORD, serve
from tests.sync.server.factories import NOW


@pytest.fixture
def both(running, settings, clock):
    """Two instances of the endpoint on one database."""
    with serve(create_app(settings, now=lambda: clock.now)) as second:
        yield running, second


def test_tries_count_for_every_process(both):
    for each in both * (throttling.MAX_TRIES // 2):
        assert each.sign_in("p-principal", "nonsense").status_code == 401

    assert [each.sign_in("p-principal", PASSWORD).status_code for each in both] == [429, 429]


def test_codes_are_guessed_at_no_process_more_than_at_one(both):
    code = {"code": "AAAA-AAAA-AAAA"}
    for each in both * (throttling.MAX_TRIES // 2):
        assert each.http.post("/v1/enrol", json=code).status_code == 403

    assert [each.http.post("/v1/enrol", json=code).status_code for each in both] == [429, 429]


def test_concurrent_tries_at_both_are_all_counted(both):
    tries = both * throttling.MAX_TRIES

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda each: each.sign_in("p-officer", "no").status_code, tries))

    assert sorted(answers) == [401] * throttling.MAX_TRIES + [429] * throttling.MAX_TRIES


def test_revoked_at_one_is_out_at_the_other(both):
    first, second = both
    device = first.device("p-officer")
    assert second.http.get("/v1/me", headers=device.headers).status_code == 200

    first.http.delete(f"/v1/devices/{device.sealer.enrolment.device}", headers=device.headers)

    assert second.http.get("/v1/me", headers=device.headers).status_code == 401


def test_one_may_try_again_after_a_while(running, clock):
    for _ in range(throttling.MAX_TRIES):
        running.sign_in("p-officer", "nonsense")
    refused = running.sign_in("p-officer")
    wait_s = int(refused.headers["retry-after"])

    clock.now = NOW + timedelta(seconds=wait_s + 1)

    assert (refused.status_code, wait_s) == (429, 300)
    assert running.sign_in("p-officer").status_code == 200


@pytest.fixture
def count(running):
    database = running.endpoint.database
    return lambda limits, now=NOW: count_try(database, limits, now)


def test_stranger_elsewhere_does_not_lock_a_person_out(count):
    for _ in range(throttling.MAX_TRIES):
        count(sign_in_limits("p-officer", "203.0.113.9"))
    with pytest.raises(ApiError):
        count(sign_in_limits("p-officer", "203.0.113.9"))

    count(sign_in_limits("p-officer", "198.51.100.1"))


def test_swarm_of_addresses_is_held_for_one_account(count):
    for each in range(throttling.MAX_TRIES_OF_ACCOUNT):
        count(sign_in_limits("p-officer", f"203.0.113.{each}"))

    with pytest.raises(ApiError):
        count(sign_in_limits("p-officer", "198.51.100.1"))


@pytest.mark.parametrize("limits", [sign_in_limits, enrol_limits])
def test_one_address_is_held_for_all_names(count, limits):
    for each in range(throttling.MAX_TRIES_OF_ADDRESS):
        count(limits(f"name-{each}", "203.0.113.9"))

    with pytest.raises(ApiError):
        count(limits("another", "203.0.113.9"))


def test_many_who_succeed_behind_one_address_are_not_held(running, count):
    for each in range(throttling.MAX_TRIES_OF_ADDRESS * 2):
        limits = enrol_limits(f"code-{each}", "203.0.113.9")
        count(limits)
        forget_tries(running.endpoint.database, limits)

    with running.endpoint.database.reading() as connection:
        assert connection.execute(select(throttles.c.count)).scalars().all() == [0]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:2", "2001:db8::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_address_of_a_subscriber(address, network):
    assert network_of(address) == network


def test_neither_account_nor_address_is_kept_readable(running, count):
    count([Limit("sign-in|p-officer|203.0.113.9", 1)])

    with running.endpoint.database.reading() as connection:
        kept = repr(connection.execute(select(throttles)).all())

    assert kept != "[]"
    assert "p-officer" not in kept
    assert "203.0.113.9" not in kept
