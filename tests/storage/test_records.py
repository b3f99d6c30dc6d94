"""The log of records, and what is computed from it as it grows."""

from datetime import timedelta

from forms.terms import Grade, Result
from inspect_app.domain.hazard import HazardState
from sync.protocol import RecordKind
from tests.storage.factories import (
    NOW,
    a_hazard,
    a_hazard_record,
    a_record,
    a_report,
    a_submission,
    an_answer,
)


def later(minutes):
    return NOW + timedelta(minutes=minutes)


def ids(values):
    return [value.id for value in values]


def test_record_is_appended_once_and_never_changed(store):
    record = a_submission("r1")

    assert store.records.add(record)
    assert not store.records.add(a_submission("r1", place_name="changed"))
    assert store.records.fetch("r1") == record
    assert store.records.count() == 1


def test_pulled_copy_of_our_own_record_tells_its_place(store):
    store.records.add(a_submission("r1"))

    store.records.add(a_submission("r1", seq=7))

    assert store.records.fetch("r1").seq == 7


def test_record_learns_the_place_that_a_restored_endpoint_gives_it(store):
    store.records.add(a_submission("r1", seq=7))

    store.records.add(a_submission("r1", seq=8))

    assert store.records.fetch("r1").seq == 8


def test_newest_inspections_go_by_moment_not_by_text(store):
    """23:30 in UTC is later than 07:00 of the next day at +08:00."""
    early = a_submission("early")
    early = a_record(early.kind, early.body, "early", recorded_at="2026-11-24T07:00:00+08:00")
    late = a_record(early.kind, early.body, "late", recorded_at="2026-11-23T23:30:00+00:00")
    for record in (late, early, a_report()):
        store.records.add(record)

    assert ids(store.records.newest_inspections(5)) == ["late", "early"]


def test_newest_inspections_of_one_unit(store):
    for number in range(6):
        unit = f"unit-{number % 2}"
        store.records.add(a_submission(f"r{number}", later(number), unit=unit))

    assert ids(store.records.newest_inspections(2, "unit-1")) == ["r5", "r3"]
    assert ids(store.records.newest_inspections(2)) == ["r5", "r4"]


def test_inspection_is_found_by_its_own_id(store):
    record = a_submission("r1", hazards=("inspection-2",))
    store.records.add(record)
    store.records.add(a_report(id="inspection-of-r2"))

    assert store.records.inspection("inspection-of-r1") == record
    assert store.records.inspection("inspection-of-r2") is None
    assert store.records.inspection("r1") is None


def test_records_are_read_on_from_a_place_in_the_order(store):
    for seq in (3, 1, 2):
        store.records.add(a_submission(f"r{seq}", seq=seq))
    store.records.add(a_submission("own"))

    assert ids(store.records.after(1, limit=5)) == ["r2", "r3"]


def test_last_check_of_an_asset_is_the_one_submitted_last(store):
    answers = (
        an_answer("FIRE-01", "a1", result=Result.failed, grade=Grade.general),
        an_answer("FIRE-02", "a1"),
        an_answer("FIRE-03", "a1", result=None, note="half"),
        an_answer("FIRE-01", "a2"),
    )
    store.records.add(a_submission("new", later(5), assets=("a1", "a2"), answers=answers))
    store.records.add(a_submission("pulled late", NOW, assets=("a1",)))

    check = store.checks.last_of_asset("a1")

    assert check == {
        "inspection": "inspection-of-new",
        "at": later(5),
        "failed": 1,
        "checked": 2,
    }
    assert store.checks.last_of_asset("a3") is None


def test_hazard_stands_where_its_records_led(store):
    store.records.add(a_report())
    store.records.add(a_hazard_record("confirmed", "r2", later(1), grade="serious"))

    hazard = store.hazards.fetch("hazard-1")

    assert (hazard.state, hazard.grade) == (HazardState.confirmed, Grade.serious)
    assert store.hazards.open_of_asset("7F3K9QZ2M4") == (hazard,)
    assert ids(store.records.about_hazard("hazard-1")) == ["record-reported", "r2"]


def test_hazard_that_is_heard_of_late_is_put_together(store):
    store.records.add(a_hazard_record("confirmed", "r2", later(1), seq=2))
    assert store.hazards.fetch("hazard-1") is None

    store.records.add(a_report(seq=1))

    assert store.hazards.fetch("hazard-1").state is HazardState.confirmed


def test_endpoints_order_goes_before_device_clocks(store):
    store.records.add(a_report(seq=1))
    store.records.add(a_hazard_record("voided", "own", later(1)))
    assert store.hazards.fetch("hazard-1").state is HazardState.voided

    store.records.add(a_hazard_record("confirmed", "theirs", later(9), seq=2))

    assert ids(store.records.about_hazard("hazard-1")) == ["record-reported", "theirs", "own"]
    assert store.hazards.fetch("hazard-1").state is HazardState.confirmed


def test_closed_hazards_leave_the_open_list(store):
    for number in range(3):
        report = a_report(f"reported-{number}", id=f"h{number}", unit=f"unit-{number % 2}")
        store.records.add(report)
    steps = (("confirmed", {}), ("submitted", {}), ("rechecked", {"passed": True}))
    for hazard in ("h0", "h2"):
        for minute, (event, body) in enumerate(steps):
            at = later(minute + (10 if hazard == "h0" else 0))
            store.records.add(a_hazard_record(event, f"{hazard}-{event}", at, hazard, **body))

    assert ids(store.hazards.open()) == ["h1"]
    assert ids(store.hazards.open("unit-0")) == []
    assert ids(store.hazards.closed()) == ["h0", "h2"]
    assert ids(store.hazards.closed(limit=1)) == ["h0"]
    assert ids(store.hazards.closed("unit-1")) == []


def test_malformed_record_is_kept_and_stops_nothing(store, caplog):
    bad = a_record(RecordKind.hazard_reported, {"id": "h9"}, "bad")
    ugly = a_record(RecordKind.inspection_submitted, {"id": "i9"}, "ugly")

    assert store.records.add(bad)
    assert store.records.add(ugly)

    assert store.records.count() == 2
    assert store.hazards.fetch("h9") is None
    assert len(caplog.records) == 2


def test_failed_transaction_takes_back_what_was_computed_too(store):
    try:
        with store.transaction():
            store.records.add(a_report())
            raise RuntimeError
    except RuntimeError:
        pass

    assert store.records.count() == 0
    assert store.hazards.open() == ()
    store.records.add(a_report())
    assert store.hazards.open() == (a_hazard(),)
