"""Small builders of checklists and answers for the tests of this room."""

from datetime import date

from forms.answers import Answer
from forms.definition import (
    AnswerType,
    Basis,
    Choice,
    Confidence,
    DueRule,
    Escalation,
    Form,
    Grade,
    Item,
    Limits,
    PhotoRule,
    Result,
    Section,
    Text,
)

TODAY = date(2026, 11, 23)


def a_text(zh="压力正常", en="Pressure is normal"):
    return Text(zh, en)


def an_item(code="FIRE-01", answer=AnswerType.pass_fail, **more):
    return Item(
        **{
            "code": code,
            "label": a_text(),
            "method": a_text("目视", "Look"),
            "answer": answer,
            "basis": (Basis(a_text("《消防法》16", "Fire Protection Law, art. 16")),),
            "fail_words": a_text("压力不足", "Pressure is low"),
        }
        | more
    )


def a_number(minimum=None, maximum=None, code="FIRE-09", **more):
    limits = Limits(minimum, maximum, **more)
    return an_item(code, AnswerType.number, unit=a_text("MPa", "MPa"), limits=limits)


def a_date(due=None, code="FIRE-02"):
    return an_item(code, AnswerType.date, due=due)


def a_section(id="s1", items=None, **more):
    return Section(id, a_text("部分", "Section"), items=tuple(items or [an_item()]), **more)


def a_form(*sections, **more):
    return Form(
        **{
            "id": "fire",
            "version": 1,
            "domain": "fire",
            "label": a_text("消防", "Fire safety"),
            "sections": sections or (a_section(),),
        }
        | more
    )


def a_full_form():
    """One of everything that a definition can hold."""
    gauge = an_item(
        "FIRE-02",
        AnswerType.date,
        due=DueRule(
            "lifetime",
            attribute="extinguisher_type",
            years=(("*", 10), ("water", 6)),
            first_years=(("*", 3),),
        ),
        photo=PhotoRule.always,
        asset_kind="FX",
    )
    pressure = an_item(
        "FIRE-09",
        AnswerType.number,
        unit=a_text("MPa", "MPa"),
        limits=Limits(0.25, 0.5, sure_minimum=0.35),
        grade=Grade.serious,
        escalation=(Escalation(a_text("无水", "No water"), Grade.major, ". = 0"),),
        basis=(
            Basis(a_text("GB 1", "GB 1"), date(2025, 11, 1), date(2030, 1, 1), Confidence.A),
            Basis(a_text("GB 2", "GB 2")),
        ),
        relevant="${unit_kind} != 'canteen'",
        required=False,
    )
    choice = an_item(
        "FIRE-20",
        AnswerType.choice,
        choices=(Choice("open", a_text()), Choice("locked", a_text(), True)),
    )
    return a_form(
        a_section("extinguishers", [gauge], asset_kind="FX"),
        a_section("rest", [pressure, choice], relevant="${unit.boarding}"),
        unit_kinds=("primary", "canteen"),
    )


def an_answer(item="FIRE-01", result=Result.passed, **more):
    return Answer(item, result=result, **more)


def a_failure(item="FIRE-01", **more):
    told = {"grade": Grade.general, "note": "压力不足", "photos": ("a" * 64,)}
    return Answer(item, result=Result.failed, **told | more)
