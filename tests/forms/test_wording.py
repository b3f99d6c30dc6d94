"""Labels say what was answered, and are read without the markup that ODK's clients draw."""

import pytest

from forms.answers import Answer
from forms.definition import AnswerType, Choice, Form, Group, Item, Repeat, Section, Text
from forms.rules import broken_rules
from forms.sheet import Sheet
from forms.wording import blanked
from tests.forms.factories import TODAY


def same(words):
    return Text(words, words)


def noted(code, label, answer=AnswerType.text, **fields):
    return Item(code, answer, label=same(label), judged=False, required=False, **fields)


SAID = Section("said", same("Said"), items=(noted("name", "Name"), noted("age", "Age")))
ABOUT = Section(
    "about",
    same("About ${name}"),
    groups=(Group("g", same("${name} again")),),
    items=(
        noted("hello", "Hello ${name}, ${ age }", method=same("of ${name}"), group="g"),
        noted(
            "pick",
            "Which?",
            AnswerType.choice,
            choices=(Choice("a", same("As ${name}")), Choice("b", same("B"))),
        ),
    ),
)
PEOPLE = Section(
    "people",
    same("People"),
    repeat=Repeat(same("Person ${who}")),
    items=(noted("who", "Who"), noted("old", "How old is ${who}?")),
)
FORM = Form("f", 1, "general", same("F"), (SAID, ABOUT, PEOPLE))


def sheet_of(form=FORM):
    return Sheet.of(form, unit_kind="primary", today=TODAY)


def test_answer_stands_in_place_of_its_name():
    sheet = sheet_of().with_answer(Answer("name", value="李老师"))
    sheet = sheet.with_answer(Answer("age", value=41))

    hello = sheet.slot("hello").item
    assert (hello.label.zh, hello.method.zh) == ("Hello 李老师, 41", "of 李老师")
    assert sheet.slot("pick").choices[0].label.en == "As 李老师"
    assert sheet.slot("pick").item.choices[0].label.en == "As 李老师"
    about = sheet.section("about").section
    assert (about.label.zh, about.groups[0].label.zh) == ("About 李老师", "李老师 again")


def test_words_follow_every_change_of_the_answer():
    first = sheet_of().with_answer(Answer("name", value="A"))

    second = first.with_answer(Answer("name", value="B ${age}"))

    assert first.slot("hello").item.label.zh == "Hello A, "
    assert second.slot("hello").item.label.zh == "Hello B ${age}, "
    assert second.section("about").section.label.zh == "About B ${age}"


def test_each_row_says_its_own():
    sheet = sheet_of().with_answer(Answer("who", "1", value="Wu"))
    sheet = sheet.with_answer(Answer("who", "2", value="Xu"))

    labels = [sheet.slot(f"old@{row}").item.label.zh for row in "12"]

    assert labels == ["How old is Wu?", "How old is Xu?"]
    rows = [sheet.section(f"people@{row}").section.repeat.label.zh for row in "12"]
    assert rows == ["Person Wu", "Person Xu"]


def test_what_names_nothing_is_the_very_form():
    sheet = sheet_of().with_answer(Answer("name", value="A"))

    assert sheet.slot("name").item is SAID.items[0]
    assert sheet.section("said").section is SAID


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("# Part **one**", "Part one"),
        ('<span style="color:red">No</span> <b>smoking</b><br/>here', "No smoking\nhere"),
        ("see [the rules](http://x.cn/a)", "see the rules (http://x.cn/a)"),
        ("*do* not __run__", "do not run"),
        ("5 * 3 * 2 <0.8 MPa, a<b and c>d", "5 * 3 * 2 <0.8 MPa, a<b and c>d"),
        ("____ / _a_b_ / C# 5", "____ / _a_b_ / C# 5"),
        ("2*3*4=24", "2*3*4=24"),
    ],
)
def test_markup_is_not_read_out(words, plain):
    assert blanked(same(words)).zh == plain


def test_where_nobody_has_answered_there_is_a_blank():
    assert blanked(same("Hello ${name}")).zh == "Hello ＿＿"


def test_name_in_words_must_be_there():
    form = Form(
        "f", 1, "general", same("F"), (Section("s", same("S ${b}"), items=(noted("a", "${c}"),)),)
    )

    assert [(where, rule) for where, rule, _ in broken_rules(form)] == [
        ("s", "expression"),
        ("a", "expression"),
    ]
