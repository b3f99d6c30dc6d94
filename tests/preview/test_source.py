"""A form file while it is written: the last good form stays, and faults have a place."""

import ast
import inspect

import pytest

from forms import rules
from forms.files import LIBRARY
from inspect_app.preview.advice import advice, place
from inspect_app.preview.source import FormSource
from inspect_app.preview.words import WORDS

FIRE = (LIBRARY / "fire.yaml").read_text("utf-8")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "fire.yaml"
    path.write_text(FIRE, "utf-8")
    return path


@pytest.fixture
def source(path):
    source = FormSource(path)
    source.look()
    return source


def line(text, words):
    return next(n for n, each in enumerate(text.splitlines(), 1) if words in each)


def test_a_file_that_did_not_change_is_not_read_again(source):
    assert source.form.id == "fire"
    assert source.look() is False
    assert source.revision == 1


def test_a_change_is_shown(source, path):
    path.write_text(FIRE.replace("zh: 消防\n", "zh: 消防安全\n", 1), "utf-8")

    assert source.look() is True
    assert source.form.label.zh == "消防安全"


def test_a_broken_file_keeps_the_last_good_form_and_says_where(source, path):
    text = FIRE.replace("grade: general", "grade: generl", 1)
    path.write_text(text, "utf-8")
    good = source.form

    source.look()

    (fault,) = source.faults
    assert source.form is good
    assert (fault.item, fault.line) == ("FIRE-01", line(text, "generl"))
    assert place(fault, "zh_CN") == f"fire.yaml · FIRE-01 · 第 {fault.line} 行"
    assert "“generl”不在可选的词里" in advice(fault, "zh_CN")
    assert '"generl" is none of the words' in advice(fault, "en")


def test_a_misspelt_key_is_one_fault_with_what_was_meant(source, path):
    text = FIRE.replace("answer: number", "answr: number", 1)
    path.write_text(text, "utf-8")

    source.look()

    (fault,) = source.faults
    assert fault.line == line(text, "answr")
    assert advice(fault, "zh_CN").endswith("是不是想写“answer”？")


def test_a_condition_says_at_which_character(source, path):
    text = FIRE.replace("relevant: ", "relevant: ${nothing} = 1 or ", 1)
    assert text != FIRE
    path.write_text(text, "utf-8")

    source.look()

    assert "名字不认识" in advice(source.faults[0], "zh_CN")


def test_broken_yaml_has_its_line(source, path):
    path.write_text("id: fire\nlabel: [\n", "utf-8")

    source.look()

    (fault,) = source.faults
    assert (fault.item, fault.rule) == ("", "yaml")
    assert fault.line == 3
    assert "缩进" in advice(fault, "zh_CN")


def test_a_file_that_is_gone_for_a_moment_takes_nothing_away(source, path):
    path.unlink()

    source.look()

    assert source.form is not None
    assert source.faults[0].rule == "unreadable"


def test_both_languages_say_everything():
    zh, en = WORDS["zh_CN"], WORDS["en"]

    assert zh.keys() == en.keys()
    for key in zh:
        assert ("{name}" in zh[key]) is ("{name}" in en[key]), key


def rules_that_can_break():
    """The names that `forms/rules.py` gives what is wrong between the parts of a form."""
    for node in ast.walk(ast.parse(inspect.getsource(rules))):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            said = node.value.elts
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_repeated":
            said = node.args
        else:
            continue
        if len(said) > 1 and isinstance(said[1], ast.Constant):
            yield said[1].value


def test_every_rule_that_can_break_has_advice_in_both_languages():
    known = set(rules_that_can_break())

    assert {"duplicate_code", "cycle", "lookup", "choice_spaces", "set_by"} <= known
    for words in WORDS.values():
        assert {rule for rule in known if f"rule.{rule}" not in words} == set()
