"""The closed loop: what can follow what, and that nothing is skipped."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Grade
from inspect_app.domain.hazard import (
    Hazard,
    HazardEvent,
    HazardState,
    can_follow,
    default_due_on,
    fold,
    follow,
)
from tests.storage.factories import a_hazard

AT = datetime(2026, 11, 24, 8, 0, tzinfo=timezone(timedelta(hours=8)))


def after(*events):
    hazard = a_hazard()
    for event, body in events:
        hazard = follow(hazard, event, body, AT)
    return hazard


CONFIRMED = (HazardEvent.confirmed, {})
PLANNED = (HazardEvent.planned, {"due_on": "2026-12-01"})
SUBMITTED = (HazardEvent.submitted, {"by": "p2"})
PASSED = (HazardEvent.rechecked, {"passed": True})
RETURNED = (HazardEvent.rechecked, {"passed": False})


def test_hazard_that_was_put_right_and_rechecked_is_closed():
    hazard = after(CONFIRMED, PLANNED, SUBMITTED, PASSED)

    assert (hazard.state, hazard.closed_at) == (HazardState.closed, AT)


def test_closed_hazard_cannot_be_put_right_again():
    closed = after(CONFIRMED, PLANNED, SUBMITTED, PASSED)

    assert follow(closed, *PLANNED, AT) == closed
    assert not any(can_follow(HazardState.closed, event) for event in HazardEvent)


def test_hazard_is_not_closed_without_being_handed_in():
    assert after(CONFIRMED, PLANNED, PASSED).state is HazardState.rectifying


def test_failed_recheck_sends_it_back_and_counts():
    hazard = after(CONFIRMED, PLANNED, SUBMITTED, RETURNED)

    assert (hazard.state, hazard.returns) == (HazardState.returned, 1)


def test_plan_and_confirmation_may_move_the_day_and_the_grade():
    hazard = after((HazardEvent.confirmed, {"grade": "major"}), PLANNED)

    assert (hazard.grade, hazard.due_on) == (Grade.major, date(2026, 12, 1))


def test_only_what_is_not_confirmed_can_be_voided():
    assert after((HazardEvent.voided, {})).state is HazardState.voided
    assert after(CONFIRMED, (HazardEvent.voided, {})).state is HazardState.confirmed


@pytest.mark.parametrize(
    ("state", "is_late"),
    [
        (HazardState.reported, True),
        (HazardState.rectifying, True),
        (HazardState.returned, True),
        (HazardState.submitted, False),
        (HazardState.closed, False),
    ],
)
def test_overdue_means_past_its_day_and_not_handed_in(state, is_late):
    hazard = a_hazard(state=state, due_on=date(2026, 11, 20))

    assert hazard.is_overdue(date(2026, 11, 21)) is is_late
    assert not hazard.is_overdue(date(2026, 11, 20))


def test_graver_hazards_get_the_days_that_the_rules_propose():
    found = date(2026, 11, 23)

    days = [(default_due_on(grade, found) - found).days for grade in Grade]

    assert days == [7, 15, 90]


def test_hazard_survives_the_wire():
    hazard = after(CONFIRMED, PLANNED, SUBMITTED, PASSED)

    assert Hazard.from_dict(hazard.to_dict()) == hazard


@given(st.lists(st.sampled_from(HazardEvent), max_size=12))
def test_any_order_of_events_ends_in_a_state_that_one_could_have_reached(events):
    bodies = {HazardEvent.extended: {"due_on": "2026-12-24"}}

    hazard = fold(a_hazard().to_dict(), [(e, bodies.get(e, {}), AT) for e in events])

    if hazard.state is HazardState.closed:
        assert HazardEvent.submitted in events
    assert (hazard.closed_at is None) == (hazard.state is not HazardState.closed)
