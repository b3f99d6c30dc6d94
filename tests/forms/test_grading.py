import pytest

from forms.definition import Escalation, Grade, Result
from forms.grading import (
    Totals,
    grade_on_failure,
    grade_on_rebound,
    legal_grade,
    totals_of,
)
from forms.logic import Context
from tests.forms.factories import TODAY, a_text, an_item


@pytest.mark.parametrize(
    ("value", "grade"),
    [(0, Grade.major), (0.1, Grade.serious), (0.2, Grade.general), (None, Grade.general)],
)
def test_the_worst_escalation_that_is_met_gives_the_grade(value, grade):
    item = an_item(
        escalation=(
            Escalation(a_text(), Grade.serious, ". < 0.15"),
            Escalation(a_text(), Grade.major, ". = 0"),
            Escalation(a_text(), Grade.major),
        )
    )

    assert grade_on_failure(item, Context(TODAY, {".": value})) is grade


def test_an_escalation_never_lowers_the_grade():
    item = an_item(grade=Grade.major, escalation=(Escalation(a_text(), Grade.serious, "1 = 1"),))

    assert grade_on_failure(item, Context(TODAY, {})) is Grade.major


def test_the_law_knows_two_grades():
    assert [legal_grade(grade) for grade in Grade] == [Grade.general, Grade.general, Grade.major]


def test_a_failure_that_came_back_rises_one_grade():
    assert [grade_on_rebound(grade) for grade in Grade] == [
        Grade.serious,
        Grade.major,
        Grade.major,
    ]


def test_totals_count_and_add_up():
    first = totals_of([(Result.passed, None), (Result.failed, Grade.major), (None, None)])
    second = totals_of([(Result.failed, None), (Result.not_applicable, None)])

    both = first + second

    assert both == Totals(passed=1, failed=2, not_applicable=1, unanswered=1, major=1)
    assert (both.answered, both.total) == (4, 5)
    assert both.by_grade == {Grade.general: 0, Grade.serious: 0, Grade.major: 1}


def test_a_grade_left_on_an_item_that_passes_is_not_counted():
    assert totals_of([(Result.passed, Grade.major)]).major == 0
