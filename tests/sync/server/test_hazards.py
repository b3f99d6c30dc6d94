"""The endpoint judges the closed loop: what is possible, by whom, and only once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sync.server.factories import a_hazard


@pytest.fixture
def officer(running):
    return running.device("p-officer")


@pytest.fixture
def inspector(running):
    return running.device("p-inspector")


@pytest.fixture
def hazard(officer):
    hazard = a_hazard()
    officer.answers(officer.sealer.hazard(hazard))
    return hazard


def _say(device, hazard, event, **body):
    answer = device.answers(device.sealer.event(hazard, event, **body))[0]
    return answer["code"] or answer["status"]


def _state(device, hazard):
    return device.get(f"/v1/hazards/{hazard.id}").json()["summary"]["state"]


def test_loop_goes_round(officer, inspector, hazard):
    steps = [
        (inspector, "confirmed", {"grade": "serious"}, "confirmed"),
        (officer, "planned", {"due_on": "2026-12-01"}, "rectifying"),
        (officer, "submitted", {}, "submitted"),
        (inspector, "rechecked", {"passed": False}, "returned"),
        (officer, "submitted", {}, "submitted"),
        (inspector, "rechecked", {"passed": True}, "closed"),
    ]

    for device, event, body, state in steps:
        assert _say(device, hazard, event, **body) == "accepted"
        assert _state(officer, hazard) == state

    found = officer.get(f"/v1/hazards/{hazard.id}").json()
    assert found["summary"]["grade"] == "serious"
    assert found["hazard"]["returns"] == 1
    assert found["summary"]["closed_at"] is not None
    assert len(found["records"]) == 7


def test_closed_hazard_cannot_be_closed_again(officer, inspector, hazard):
    _say(inspector, hazard, "confirmed")
    _say(officer, hazard, "submitted")
    _say(inspector, hazard, "closed")

    assert _say(inspector, hazard, "closed") == "hazard_closed"


def test_two_inspectors_cannot_both_close_it(running, officer, inspector, hazard):
    _say(inspector, hazard, "confirmed")
    _say(officer, hazard, "submitted")
    devices = [inspector, *(running.device("p-inspector") for _ in range(3))]
    batches = [(device, device.sealer.event(hazard, "closed")) for device in devices]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda pair: pair[0].answers(pair[1])[0], batches))

    assert sorted(answer["status"] for answer in answers) == ["accepted"] + ["conflict"] * 3


def test_who_rectified_may_not_recheck(running, inspector, hazard):
    principal = running.device("p-principal")
    _say(inspector, hazard, "confirmed")
    _say(principal, hazard, "submitted")

    assert _say(principal, hazard, "rechecked", passed=True) == "same_person"
    assert _say(inspector, hazard, "rechecked", passed=True) == "accepted"


def test_unit_may_not_withdraw_its_own_hazard(officer, hazard):
    assert _say(officer, hazard, "voided") == "not_allowed"


def test_step_that_is_not_possible_is_a_conflict(officer, hazard):
    answer = officer.answers(officer.sealer.event(hazard, "submitted"))[0]

    assert (answer["status"], answer["code"]) == ("conflict", "hazard_state")


def test_foreign_hazard_looks_unknown(running, officer, hazard):
    stranger = running.device("p-stranger")
    pretended = a_hazard("u-second", id=hazard.id)

    assert _say(stranger, pretended, "confirmed") == "hazard_unknown"
    assert _say(officer, a_hazard(), "confirmed") == "hazard_unknown"


def test_records_of_one_batch_see_each_other(officer):
    hazard = a_hazard()
    batch = [
        officer.sealer.hazard(hazard),
        officer.sealer.event(hazard, "confirmed"),
        officer.sealer.event(hazard, "submitted"),
        officer.sealer.event(hazard, "confirmed"),
    ]

    statuses = [answer["status"] for answer in officer.answers(*batch)]

    assert statuses == ["accepted", "accepted", "accepted", "conflict"]


def test_hazard_begins_as_reported_whatever_it_says(officer):
    hazard = a_hazard(state="closed")
    officer.answers(officer.sealer.hazard(hazard))

    assert _state(officer, hazard) == "reported"


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("extended", {}),
        ("rechecked", {}),
        ("rechecked", {"passed": "yes"}),
        ("confirmed", {"grade": "x"}),
    ],
)
def test_step_without_what_it_needs_is_malformed(inspector, hazard, event, body):
    assert _say(inspector, hazard, event, **body) == "malformed"
