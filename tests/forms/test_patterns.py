"""Patterns that would keep a phone busy for hours are told from those that people write."""

import re
import time

import pytest

from forms.definition import AnswerType, Form, Item, Section, Text
from forms.patterns import is_endless
from forms.rules import broken_rules

ENDLESS = [
    "(a+)+$",
    "(a*)*",
    "([a-z]+)*x",
    r"(\w+\s?)*$",
    "((a+))+b",
    "(a+|b)+c",
    "(x?a+)+",
    "(a{1,99})*",
]
GOOD = [
    r"[0-9]{11}",
    r"^1[3-9]\d{9}$",
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*",
    r"([A-Z]{2}-)?\d{4}",
    r"(\d+,)*\d+",
    r"[一-鿿]{2,10}",
    r"(苏D[A-Z0-9]{5,6})(,苏D[A-Z0-9]{5,6})*",
    r".*\S.*",
    "(a|b)+",
    "(",
]


@pytest.mark.parametrize("pattern", ENDLESS)
def test_repeat_of_what_repeats_is_endless(pattern):
    assert is_endless(pattern)


@pytest.mark.parametrize("pattern", GOOD)
def test_what_people_write_is_not(pattern):
    assert not is_endless(pattern)


def test_good_patterns_end_soon_on_what_does_not_match():
    started = time.process_time()

    for pattern in GOOD[:-1]:
        for sign in "a1A苏,.":
            re.fullmatch(pattern, sign * 400 + "!")

    assert time.process_time() - started < 5


def test_form_with_an_endless_pattern_breaks_a_rule():
    item = Item(
        "a", AnswerType.text, label=Text("A", "A"), judged=False, constraint="regex(., '(a+)+')"
    )
    form = Form("f", 1, "general", Text("F", "F"), (Section("s", Text("S", "S"), items=(item,)),))

    ((where, rule, message),) = broken_rules(form)

    assert (where, rule) == ("a", "expression")
    assert "(a+)+" in message
