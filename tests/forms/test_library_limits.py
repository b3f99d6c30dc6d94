"""What a reading, a date or a count of the library's items is judged by."""

from datetime import timedelta

import pytest

from forms.answers import judge
from forms.definition import AnswerType, DueKind, Grade, Result
from tests.forms.checklists import ITEMS, a_sheet, item
from tests.forms.factories import TODAY


def test_only_what_can_be_computed_has_a_condition():
    computed = {each.code for each in ITEMS for esc in each.escalation if esc.when}

    assert computed == {"FIRE-09", "FIRE-17", "FIRE-24", "GAS-10", "GAS-23"}


@pytest.mark.parametrize(
    ("code", "value", "result"),
    [
        ("FIRE-05", 1, Result.failed),
        ("FIRE-05", 2, Result.passed),
        ("FIRE-05", 6, None),
        ("FIRE-07", 1.5, Result.passed),
        ("FIRE-07", 1.51, Result.failed),
        ("FIRE-07", 0.07, Result.failed),
        ("FIRE-09", 0.3, None),
        ("FIRE-09", 0.24, Result.failed),
        ("FIRE-12", 1, None),
        ("FIRE-14", 0.05, Result.passed),
        ("FIRE-17", 3, None),
        ("FIRE-18", 29, Result.failed),
        ("FIRE-24", 4, Result.passed),
        ("FIRE-30", 1, None),
        ("FIRE-30", 0, Result.failed),
        ("LAB-05", 1, Result.failed),
        ("LAB-08", 25, None),
        ("LAB-11", 3, Result.passed),
        ("LAB-11", 4, Result.failed),
        ("LAB-19", 0.2, None),
        ("LAB-19", 0.4, Result.passed),
        ("GAS-03", 5, None),
        ("GAS-08", 2, Result.passed),
        ("GAS-11", 101, None),
        ("GAS-14", 0.4, None),
        ("GAS-23", 0, Result.passed),
        ("GAS-23", 1, Result.failed),
        ("BUS-05", 24, Result.failed),
        ("BUS-07", 1, Result.failed),
        ("BUS-15", 1.5, Result.failed),
        ("BUS-15", 2, None),
        ("BUS-15", 3.2, Result.passed),
        ("BUS-19", 81, Result.failed),
        ("BUS-19", 50, None),
        ("BUS-31", 1, Result.failed),
        ("SE-06", 1, Result.failed),
        ("SE-12", 60, Result.passed),
        ("SE-15", -11, Result.failed),
        ("SE-15", -10, Result.passed),
        ("SE-17", 41, Result.failed),
        ("BLD-03", 0.3, None),
        ("BLD-06", 1.09, Result.failed),
        ("BLD-06", 1.2, None),
        ("BLD-06", 1.3, Result.passed),
        ("BLD-07", 0.09, Result.passed),
        ("BLD-07", 0.1, None),
        ("BLD-07", 0.12, Result.failed),
        ("TRF-02", 10, Result.passed),
        ("TRF-02", 11, Result.failed),
        ("TRF-05", 60, None),
        ("TRF-06", 1, Result.failed),
        ("TRF-13", 0, Result.failed),
        ("TRF-14", 94, None),
        ("TRF-14", 95, Result.passed),
        ("FOOD-05", 124, Result.failed),
        ("FOOD-06", -1, Result.failed),
        ("FOOD-06", 8, Result.passed),
        ("FOOD-06", 8.1, Result.failed),
        ("FOOD-07", 69.9, Result.failed),
        ("FOOD-07", 70, Result.passed),
        ("FOOD-08", 30, None),
        ("FOOD-08", 60, Result.passed),
        ("FOOD-11", 26, None),
        ("FOOD-15", 0, Result.failed),
        ("FOOD-16", 0, Result.passed),
        ("FOOD-16", 1, None),
        ("SEC-02", 3, None),
        ("SEC-05", 4, Result.failed),
        ("SEC-05", 5, Result.passed),
        ("SEC-07", 29, Result.failed),
        ("SEC-07", 60, None),
        ("SEC-07", 90, Result.passed),
        ("SEC-09", 0, Result.passed),
        ("SEC-09", 1, None),
        ("ELE-03", 30, Result.passed),
        ("ELE-03", 31, Result.failed),
        ("ELE-04", 0.4, Result.failed),
        ("ELE-05", 4.1, Result.failed),
        ("ELE-08", 70, Result.passed),
        ("ELE-08", 71, None),
        ("EBK-04", 3, None),
        ("EBK-06", 20, Result.passed),
        ("EBK-06", 21, None),
        ("EBK-11", 0, Result.passed),
        ("EBK-11", 2, None),
        ("EMG-02", 99, None),
        ("EMG-02", 100, Result.passed),
        ("EMG-07", 5, Result.failed),
        ("EMG-07", 6, Result.passed),
        ("EMG-08", 3, Result.passed),
        ("EMG-08", 3.1, Result.failed),
        ("EMG-09", 1, Result.failed),
        ("EMG-11", 120, Result.passed),
        ("EMG-11", 121, None),
        ("DRR-03", 99.9, Result.failed),
        ("DRR-03", 100, Result.passed),
        ("DRR-06", 90, Result.failed),
        ("DRR-07", 2, Result.passed),
        ("DRR-07", 3, None),
        ("ORG-02", 99, Result.failed),
        ("ORG-03", 100, Result.passed),
        ("ORG-04", 99, Result.failed),
        ("ORG-06", 5, Result.passed),
        ("ORG-06", 4, None),
        ("ORG-07", 5, None),
        ("ORG-10", 0, Result.failed),
        ("ORG-12", 90, None),
        ("ORG-17", 50000, None),
        ("TRN-01", 12, None),
        ("TRN-02", 599, Result.failed),
        ("TRN-02", 600, Result.passed),
        ("TRN-03", 0, None),
        ("TRN-06", 2, Result.failed),
        ("TRN-06", 3, Result.passed),
        ("TRN-07", 40, None),
        ("TRN-08", 0, Result.passed),
        ("TRN-08", 1, None),
        ("TRN-10", 94, None),
        ("TRN-10", 95, Result.passed),
    ],
)
def test_a_reading_is_judged_by_the_regulations_limit(code, value, result):
    assert judge(item(code), value, TODAY) is result


@pytest.mark.parametrize(
    ("code", "last_good_age_days"),
    [
        ("FIRE-29", 365),
        ("FIRE-31", 92),
        ("SE-11", 15),
        ("SE-23", 184),
        ("BUS-25", 31),
        ("FOOD-02", 366),
        ("FOOD-18", 184),
        ("SEC-11", 366),
        ("SEC-18", 366),
        ("ELE-06", 366),
        ("ELE-15", 366),
        ("EBK-13", 366),
        ("EMG-01", 1096),
        ("DRR-02", 366),
        ("DRR-08", 92),
        ("ORG-09", 92),
        ("TRN-04", 366),
        ("TRN-05", 366),
    ],
)
def test_a_past_date_is_judged_by_its_age(code, last_good_age_days):
    good = TODAY - timedelta(days=last_good_age_days)

    assert judge(item(code), good.isoformat(), TODAY) is Result.passed
    assert judge(item(code), (good - timedelta(days=1)).isoformat(), TODAY) is Result.failed


@pytest.mark.parametrize(
    ("attributes", "made", "result"),
    [
        ({"extinguisher_type": "powder"}, "2016-11-23", Result.passed),
        ({"extinguisher_type": "powder"}, "2016-11-22", Result.failed),
        ({"extinguisher_type": "water"}, "2020-11-22", Result.failed),
        ({"extinguisher_type": "co2"}, "2014-11-23", Result.passed),
        ({}, "2025-01-01", None),
    ],
)
def test_scrap_age_follows_the_extinguishers_type(attributes, made, result):
    assert judge(item("FIRE-02"), made, TODAY, attributes) is result


def test_a_date_that_nothing_computes_is_left_to_the_inspector():
    undecided = {each.code for each in ITEMS if each.answer is AnswerType.date and not each.due}

    assert undecided == {"BUS-24", "BLD-14", "ELE-13", "EMG-03", "EMG-04", "ORG-14", "ORG-15"}
    assert item("SE-03").due.kind is DueKind.expires
    assert judge(item("SE-03"), "2026-12-01", TODAY) is None


def test_a_bus_may_carry_as_many_as_its_own_capacity():
    assert judge(item("BUS-18"), 35, TODAY, {"seats": 35}) is Result.passed
    assert judge(item("BUS-18"), 36, TODAY, {"seats": 35}) is Result.failed


def test_a_crack_is_judged_by_the_threshold_set_for_the_unit():
    assert judge(item("BLD-03"), 0.3, TODAY, {"crack_limit_mm": 0.3}) is Result.passed
    assert judge(item("BLD-03"), 0.4, TODAY, {"crack_limit_mm": 0.3}) is Result.failed


def test_the_share_of_helmets_is_judged_by_the_districts_target():
    assert judge(item("TRF-05"), 89.9, TODAY, {"helmet_target_percent": 90}) is Result.failed
    assert judge(item("TRF-05"), 90, TODAY, {"helmet_target_percent": 90}) is Result.passed


def test_gate_posts_are_judged_by_the_units_own_plan():
    assert judge(item("TRF-04"), 5, TODAY, {"gate_guards": 6}) is Result.failed
    assert judge(item("TRF-04"), 6, TODAY, {"gate_guards": 6}) is Result.passed


def test_guards_are_judged_by_the_number_that_the_unit_needs():
    assert judge(item("SEC-02"), 3, TODAY, {"guards_required": 4}) is Result.failed
    assert judge(item("SEC-02"), 4, TODAY, {"guards_required": 4}) is Result.passed


def test_a_charging_area_is_judged_by_its_own_design():
    assert judge(item("EBK-04"), 5, TODAY, {"fire_separation_m": 6}) is Result.failed
    assert judge(item("EBK-04"), 6, TODAY, {"fire_separation_m": 6}) is Result.passed


def test_the_time_to_evacuate_is_judged_by_the_units_own_plan():
    assert judge(item("EMG-05"), 181, TODAY, {"evacuation_plan_s": 180}) is Result.failed
    assert judge(item("EMG-05"), 180, TODAY, {"evacuation_plan_s": 180}) is Result.passed


@pytest.mark.parametrize(
    ("form", "code", "value", "grade"),
    [
        ("fire", "FIRE-09", 0, Grade.major),
        ("fire", "FIRE-09", 0.1, Grade.serious),
        ("fire", "FIRE-24", 0, Grade.major),
        ("gas", "GAS-23", 2, Grade.major),
        ("gas", "GAS-10", (TODAY - timedelta(days=1)).isoformat(), Grade.major),
        ("gas", "GAS-10", TODAY.isoformat(), Grade.serious),
        ("gas", "GAS-10", None, Grade.serious),
    ],
)
def test_the_prefilled_grade_follows_the_value(form, code, value, grade):
    assert a_sheet(form).grade_for(code, value) is grade
