import json
from dataclasses import replace
from datetime import date

import pytest

from forms.answers import Answer, due_on, judge, parse, slot_of
from forms.definition import AnswerType, Choice, DueKind, DueRule, Result
from forms.errors import InvalidAnswer
from tests.forms.factories import TODAY, a_date, a_failure, a_number, a_text, an_item

LIFETIME = DueRule(
    DueKind.lifetime,
    attribute="extinguisher_type",
    years=(("water", 6), ("powder", 10), ("clean_agent", 10), ("co2", 12)),
)
SERVICE = DueRule(
    DueKind.lifetime,
    attribute="extinguisher_type",
    years=(("water", 1), ("*", 2)),
    first_years=(("water", 3), ("*", 5)),
)
A_CHOICE = an_item(
    answer=AnswerType.choice,
    choices=(Choice("open", a_text()), Choice("locked", a_text(), fails=True)),
)


def test_slot_names_item_and_asset():
    assert slot_of("FIRE-01") == "FIRE-01"
    assert slot_of("FIRE-01", "7F3K9QZ2M4") == "FIRE-01@7F3K9QZ2M4"
    assert Answer("FIRE-01", "7F3K9QZ2M4").slot == "FIRE-01@7F3K9QZ2M4"


def test_answer_survives_json_unchanged():
    answer = a_failure(asset="7F3K9QZ2M4", value=0.2, answered_ms=5)

    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


@pytest.mark.parametrize(
    ("answer", "is_blank"),
    [
        (Answer("A"), True),
        (Answer("A", answered_ms=7), True),
        (Answer("A", value=0), False),
        (Answer("A", note="x"), False),
        (Answer("A", result=Result.passed), False),
    ],
)
def test_an_answer_is_blank_until_something_is_said(answer, is_blank):
    assert answer.is_blank is is_blank


@pytest.mark.parametrize(
    ("answer", "text", "value"),
    [
        (AnswerType.number, "0.25", 0.25),
        (AnswerType.number, " ０．２５ ", 0.25),
        (AnswerType.number, "-3", -3.0),
        (AnswerType.number, "0.3 MPa", 0.3),
        (AnswerType.count, "12", 12),
        (AnswerType.count, "２.0", 2),
        (AnswerType.date, "2019-05-01", "2019-05-01"),
        (AnswerType.date, "2019年5月1日", "2019-05-01"),
        (AnswerType.date, "2019.5.1", "2019-05-01"),
        (AnswerType.date, "2019/5", "2019-05-01"),
        (AnswerType.date, "2019年5月", "2019-05-01"),
        (AnswerType.date, "20190501", "2019-05-01"),
        (AnswerType.text, "  好 ", "好"),
    ],
)
def test_text_is_read_as_a_person_writes_it(answer, text, value):
    item = an_item(answer=answer, unit=a_text("MPa", "MPa"))

    read = parse(item, text)

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("answer", "text", "reason"),
    [
        (AnswerType.number, "  ", "empty"),
        (AnswerType.number, "much", "not_a_number"),
        (AnswerType.number, "1,5", "not_a_number"),
        (AnswerType.number, "nan", "not_a_number"),
        (AnswerType.number, "inf", "not_a_number"),
        (AnswerType.number, "1e10", "number_out_of_range"),
        (AnswerType.count, "1.5", "not_a_whole_number"),
        (AnswerType.count, "-1", "negative"),
        (AnswerType.date, "2019-02-30", "not_a_date"),
        (AnswerType.date, "soon", "not_a_date"),
        (AnswerType.date, "1066-10-14", "date_out_of_range"),
        (AnswerType.text, "x" * 2001, "too_long"),
        (AnswerType.pass_fail, "pass", "no_value_expected"),
    ],
)
def test_what_is_no_answer_says_why(answer, text, reason):
    with pytest.raises(InvalidAnswer) as raised:
        parse(an_item(answer=answer), text)

    assert raised.value.reason == reason
    assert raised.value.reason in InvalidAnswer.REASONS
    assert raised.value.key == f"answer.{reason}"
    assert raised.value.code == "FIRE-01"


def test_a_choice_must_be_one_of_the_choices():
    assert parse(A_CHOICE, "locked") == "locked"
    with pytest.raises(InvalidAnswer, match="no_such_choice"):
        parse(A_CHOICE, "ajar")


@pytest.mark.parametrize(
    ("minimum", "maximum", "value", "result"),
    [
        (0.25, 0.5, 0.25, Result.passed),
        (0.25, 0.5, 0.5, Result.passed),
        (0.25, 0.5, 0.2499, Result.failed),
        (0.25, 0.5, 0.5001, Result.failed),
        (2, None, 1000, Result.passed),
        (None, 0, 0, Result.passed),
        (None, 0, 1, Result.failed),
        (None, None, 5, None),
    ],
)
def test_a_number_passes_from_minimum_to_maximum(minimum, maximum, value, result):
    assert judge(a_number(minimum, maximum), value, TODAY) is result


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (0.24, Result.failed),
        (0.25, None),
        (0.34, None),
        (0.35, Result.passed),
        (0.5, Result.passed),
        (0.51, Result.failed),
    ],
)
def test_between_two_limits_the_inspector_decides(value, result):
    assert judge(a_number(0.25, 0.5, sure_minimum=0.35), value, TODAY) is result


def test_a_sure_maximum_alone_leaves_the_rest_to_the_inspector():
    item = a_number(sure_maximum=100)

    assert judge(item, 100, TODAY) is Result.passed
    assert judge(item, 101, TODAY) is None


@pytest.mark.parametrize(
    ("attributes", "result"),
    [({"seats": 35}, Result.passed), ({"seats": 34}, Result.failed), ({}, None)],
)
def test_a_limit_may_belong_to_the_thing_itself(attributes, result):
    assert judge(a_number(maximum_of="seats"), 35, TODAY, attributes) is result


def test_an_item_without_limits_is_decided_by_the_inspector():
    assert judge(an_item(answer=AnswerType.number), 5, TODAY) is None


@pytest.mark.parametrize(
    ("rule", "entered", "result"),
    [
        (DueRule("expires"), "2026-11-22", Result.failed),
        (DueRule("expires"), "2026-11-23", Result.passed),
        (DueRule("expires"), "2026-11-24", Result.passed),
        (DueRule("expires", notice_days=30), "2026-11-22", Result.failed),
        (DueRule("expires", notice_days=30), "2026-11-23", None),
        (DueRule("expires", notice_days=30), "2026-12-22", None),
        (DueRule("expires", notice_days=30), "2026-12-23", Result.passed),
        (DueRule("within_days", days=15), "2026-11-08", Result.passed),
        (DueRule("within_days", days=15), "2026-11-07", Result.failed),
        (DueRule("within_days", days=15), "2026-11-23", Result.passed),
        (DueRule("within_days", days=15), "2026-11-24", None),
        (None, "2026-11-23", None),
    ],
)
def test_dates_pass_up_to_and_on_their_last_day(rule, entered, result):
    rule = rule and DueRule.from_dict(rule.to_dict())

    assert judge(a_date(rule), entered, TODAY) is result


@pytest.mark.parametrize(
    ("kind", "made", "result"),
    [
        ("water", "2020-11-23", Result.passed),
        ("water", "2020-11-22", Result.failed),
        ("powder", "2016-11-23", Result.passed),
        ("powder", "2016-11-22", Result.failed),
        ("clean_agent", "2016-11-22", Result.failed),
        ("co2", "2014-11-23", Result.passed),
        ("co2", "2014-11-22", Result.failed),
        ("foam", "2026-01-01", None),
        ("", "2026-01-01", None),
        ("co2", "2026-11-23", Result.passed),
        ("co2", "2026-11-24", None),
    ],
)
def test_an_extinguisher_lives_as_long_as_its_type_allows(kind, made, result):
    assert judge(a_date(LIFETIME), made, TODAY, {"extinguisher_type": kind}) is result


@pytest.mark.parametrize(
    ("kind", "made", "serviced", "result"),
    [
        ("water", "2023-11-23", "2023-11-23", Result.passed),
        ("water", "2023-11-22", "2023-11-22", Result.failed),
        ("water", "2020-01-01", "2025-11-23", Result.passed),
        ("water", "2020-01-01", "2025-11-22", Result.failed),
        ("powder", "2021-11-23", "2021-11-23", Result.passed),
        ("powder", "2018-01-01", "2024-11-22", Result.failed),
    ],
)
def test_first_service_is_later_than_the_following(kind, made, serviced, result):
    attributes = {"extinguisher_type": kind, "manufactured_on": made}

    assert judge(a_date(SERVICE), serviced, TODAY, attributes) is result


def test_a_leap_day_ends_on_the_28th():
    leap = date(2016, 2, 29)

    assert due_on(LIFETIME, leap, {"extinguisher_type": "water"}) == date(2022, 2, 28)
    assert due_on(LIFETIME, leap, {"extinguisher_type": "co2"}) == date(2028, 2, 29)


def test_choice_text_and_tap_are_judged_by_their_kind():
    assert judge(A_CHOICE, "open", TODAY) is Result.passed
    assert judge(A_CHOICE, "locked", TODAY) is Result.failed
    assert judge(A_CHOICE, "ajar", TODAY) is None
    assert judge(an_item(answer=AnswerType.text), "王", TODAY) is Result.passed
    assert judge(an_item(answer=AnswerType.text), " ", TODAY) is None
    assert judge(an_item(), "pass", TODAY) is None
    assert judge(a_number(1), None, TODAY) is None


def test_a_value_that_no_one_could_have_typed_is_refused():
    with pytest.raises(InvalidAnswer, match="not_a_number"):
        judge(a_number(1), "much", TODAY)
    with pytest.raises(InvalidAnswer, match="not_a_date"):
        judge(a_date(DueRule("expires")), "soon", TODAY)


def test_value_of_a_choice_is_taken_as_it_stands():
    choices = (Choice("（一）", a_text()), Choice("a,b", a_text()), Choice("c", a_text()))
    one = replace(an_item("A-01", AnswerType.choice), choices=choices)
    some = replace(one, answer=AnswerType.choices)

    assert parse(one, "（一）") == "（一）"
    assert parse(some, "c a,b （一）") == "（一） a,b c"
    assert parse(replace(some, choices=choices[2:]), "c,") == "c"


def test_prose_stays_as_it_was_written():
    note = an_item("X-1", AnswerType.text)
    said = "三楼（东侧）少一瓶，约２ m²：已报告！"

    assert parse(note, f" {said}\n") == said


def test_a_code_may_be_typed_in_full_width():
    cas = an_item("X-1", AnswerType.text, constraint="regex(., '[0-9-]+')")

    assert parse(cas, "７６６４－９３－９") == "7664-93-9"
    assert parse(an_item("X-1", AnswerType.barcode), "ＷＪ-０１") == "WJ-01"
