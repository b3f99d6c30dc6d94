"""What a walk earns, and what that is called."""

import pytest

from forms.definition import AnswerType, Choice, Grade, Level, Result
from forms.scoring import score_of
from forms.sheet import Sheet
from tests.forms.factories import (
    TODAY,
    a_failure,
    a_form,
    a_section,
    a_text,
    an_answer,
    an_item,
)

LEVELS = (
    Level("good", a_text(), 90, none_of=Grade.major),
    Level("fair", a_text(), 60),
)


def scored(*answers, sections=None, levels=LEVELS):
    sections = sections or (
        a_section("s", [an_item("A-01", points=3), an_item("A-02", points=1), an_item("A-03")]),
    )
    return score_of(
        Sheet.of(
            a_form(*sections, levels=levels),
            unit_kind="primary",
            answers={answer.slot: answer for answer in answers},
            today=TODAY,
        )
    )


def test_without_a_result_there_is_no_score():
    assert scored() is None
    assert scored(an_answer("A-03")) is None


@pytest.mark.parametrize(
    ("answers", "percent", "level"),
    [
        ([an_answer("A-01"), an_answer("A-02")], 100, "good"),
        ([an_answer("A-01"), a_failure("A-02")], 75, "fair"),
        ([a_failure("A-01"), an_answer("A-02")], 25, None),
        ([an_answer("A-01"), an_answer("A-02", Result.not_applicable)], 100, "good"),
        ([an_answer("A-01"), a_failure("A-03")], 100, "good"),
        ([an_answer("A-01"), a_failure("A-03", grade=Grade.major)], 100, "fair"),
    ],
)
def test_points_are_earned_by_passing(answers, percent, level):
    score = scored(*answers)

    assert (score.percent, score.level.id if score.level else None) == (percent, level)


def test_a_choice_earns_its_own_points():
    choices = (Choice("all", a_text(), points=4), Choice("some", a_text(), points=1))
    item = an_item("A-01", AnswerType.choice, choices=choices, points=4)

    score = scored(an_answer("A-01", value="some"), sections=(a_section("s", [item]),))

    assert score.percent == 25


def test_a_section_counts_by_its_weight_whatever_its_items():
    many = [an_item(f"A-0{n}", points=1) for n in range(1, 5)]
    sections = (
        a_section("many", many, weight=1),
        a_section("one", [an_item("A-09", points=1)], weight=3),
    )
    answers = [an_answer(item.code) for item in many]

    assert scored(*answers, a_failure("A-09"), sections=sections).percent == 25
    assert scored(*answers, sections=sections).percent == 100
