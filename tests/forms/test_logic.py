import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.errors import ExpressionError
from forms.logic import Context, check_names, compile_expression, holds
from tests.forms.factories import TODAY

NAMES = {
    "unit_kind": "primary",
    "unit.boarding": True,
    "unit.canteen": False,
    "unit.boilers": 0,
    "asset.extinguisher_type": "co2",
    "FIRE-09": 0.3,
    "FIRE-20": "fail",
    "many": "a b c",
    ".": date(2026, 11, 1),
}


def value_of(source):
    return compile_expression(source).value(Context(TODAY, NAMES))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 div 2", 3.5),
        ("-7 mod 3", -1),
        ("7 mod -3", 1),
        ("2 - 1 - 1", 0),
        ("2--1", 3),
        ("- - 2", 2),
        ("1 div 0", math.inf),
        ("-1 div 0", -math.inf),
        (".5 + 1.", 1.5),
        ("'1' + 1", 2),
        ("true() + 1", 2),
        ("1 < 2 = true()", True),
        ("1 = 1 and 2 = 3 or 4 = 4", True),
        ("1 = 1 or 2 = 2 and 3 = 4", True),
        ("not(1 = 1)", False),
        ("'a' = \"a\"", True),
        ("'a' != 'b'", True),
        ("'10' = 10", True),
        ("'10' < '9'", False),
        ("1 <= 1", True),
        ("1 >= 2", False),
        ("'' = 0", False),
        ("'' = false()", True),
        ("'false' = true()", True),
    ],
)
def test_operators_mean_what_xpath_says(source, value):
    result = value_of(source)

    assert result == value
    assert isinstance(result, bool) is isinstance(value, bool)


@pytest.mark.parametrize("source", ["0 div 0", "'x' + 1", "number('')", "${nobody} * 1", "1 mod 0"])
def test_what_is_no_number_is_nan_and_equals_nothing(source):
    assert math.isnan(value_of(source))
    assert value_of(f"{source} = {source}") is False
    assert value_of(f"{source} > 0 or {source} <= 0") is False
    assert value_of(f"not(boolean({source}))") is True


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("if(1 = 1, 'yes', 'no')", "yes"),
        ("if('', 'yes', 'no')", "no"),
        ("selected(${many}, 'b')", True),
        ("selected(${many}, 'ab')", False),
        ("selected('', '')", True),
        ("count-selected(${many})", 3),
        ("count-selected('')", 0),
        ("coalesce(${nobody}, '', 7)", 7),
        ("coalesce(${nobody}, '')", ""),
        ("string-length('消防车')", 3),
        ("string(1.0)", "1"),
        ("string(1.5)", "1.5"),
        ("string(true())", "true"),
        ("string(1 div 0)", "Infinity"),
        ("int(-2.7)", -2),
        ("int('3.9')", 3),
        ("round(2.5)", 3),
        ("round(-2.5)", -2),
        ("round(2.345, 2)", 2.35),
        ("round(1.5, 400)", 1.5),
        ("abs(-3)", 3),
        ("min(3, 1, 2)", 1),
        ("max('3', 1)", 3),
        ("regex('0042', '[0-9]{4}')", True),
        ("regex('x0042', '[0-9]{4}')", False),
        ("contains('school bus', 'bus')", True),
        ("starts-with('FX-1', 'FX')", True),
        ("concat('a', 1, true())", "a1true"),
        ("number(true())", 1),
        ("boolean('false')", True),
    ],
)
def test_functions_compute(source, value):
    assert value_of(source) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("today()", TODAY),
        (". < today()", True),
        (". = date('2026-11-01')", True),
        (". = '2026-11-01'", True),
        ("today() - .", 22),
        ("date('2026-11-01') + 30 > today()", True),
        ("date(0)", date(1970, 1, 1)),
        ("date('soon')", ""),
        ("date(1 div 0)", ""),
        ("number('2026-02-30') > 0", False),
        ("string(date('2026-11-01'))", "2026-11-01"),
    ],
)
def test_dates_count_in_days(source, value):
    assert value_of(source) == value


@pytest.mark.parametrize(
    ("source", "is_met"),
    [
        ("${unit_kind} = 'primary'", True),
        ("${ unit_kind }='middle'", False),
        ("${unit.boarding}", True),
        ("not(${unit.canteen} = 0)", False),
        ("not(${unit.boilers} = 0)", False),
        ("not(${unit.lifts} = 0)", True),
        ("${asset.extinguisher_type} = 'co2'", True),
        ("${FIRE-09} < 0.35 and ${FIRE-20} = 'fail'", True),
        (None, True),
    ],
)
def test_names_stand_for_what_is_known(source, is_met):
    assert holds(source, Context(TODAY, NAMES)) is is_met


def test_only_the_needed_branch_is_evaluated():
    assert value_of("if(true(), 1, regex(${nobody}, 'x'))") == 1
    assert value_of("true() or ${nobody} + 1") is True


def test_an_expression_knows_what_it_depends_on():
    expression = compile_expression("if(${a} > 1, ${b-1.result}, today()) = . or ${a}")

    assert expression.names == {"a", "b-1.result", "."}
    assert expression.uses_today
    assert not compile_expression("1").uses_today


@pytest.mark.parametrize(
    ("source", "position", "reason"),
    [
        ("", 0, "unexpected_end"),
        ("1 +", 3, "unexpected_end"),
        ("(1", 2, "unexpected_end"),
        ("1 2", 2, "unexpected_token"),
        ("1 = = 2", 4, "unexpected_token"),
        ("foo", 3, "unexpected_end"),
        ("a b", 2, "unexpected_token"),
        ("foo(1)", 0, "unknown_function"),
        ("1 + eval('x')", 4, "unknown_function"),
        ("if(1, 2)", 0, "wrong_argument_count"),
        ("today(1)", 0, "wrong_argument_count"),
        ("coalesce()", 0, "wrong_argument_count"),
        ("not()", 0, "wrong_argument_count"),
        ("'abc", 0, "unterminated_text"),
        ("1 & 2", 2, "unexpected_character"),
        ("${a", 0, "unexpected_character"),
        ("${}", 0, "unexpected_character"),
        ("1; 2", 1, "unexpected_character"),
        ("regex(., '(')", 0, "bad_pattern"),
        ("regex(., ${p})", 0, "bad_pattern"),
        (f"regex(., '{'a' * 201}')", 0, "bad_pattern"),
        ("(" * 65 + "1" + ")" * 65, 64, "too_deep"),
        ("-" * 65 + "1", 64, "too_deep"),
        ("1" + "+1" * 1001, 2001, "too_deep"),
        ("1 " * 6000, 10_000, "too_long"),
    ],
)
def test_a_fault_is_named_at_its_position(source, position, reason):
    with pytest.raises(ExpressionError) as raised:
        compile_expression(source)

    assert (raised.value.position, raised.value.reason) == (position, reason)
    assert raised.value.reason in ExpressionError.REASONS
    assert raised.value.key == f"expression.{reason}"


def test_the_deepest_expression_allowed_can_be_evaluated():
    assert value_of("(" * 64 + "1" + "+1" * 1000 + ")" * 64) == 1001
    assert value_of("not(" * 63 + "1 = 2" + " or 1 = 2" * 900 + " or 1 = 1" + ")" * 63) is False


def test_what_is_settled_is_not_looked_at_further():
    assert value_of("false() and regex('x', 'x') or 1 = 1 and 2 < 1") is False
    assert value_of("1 = 1 or 1 div 0 = 2 and 3 = 4") is True


def test_an_overlong_subject_does_not_match():
    context = Context(TODAY, {"x": "a" * 501})

    assert not holds("regex(${x}, 'a*')", context)


@pytest.mark.parametrize(
    "name",
    [
        ".",
        "unit_kind",
        "place_kind",
        "unit.boarding",
        "asset.seats",
        "count.FX",
        "A-01",
        "A-01.result",
    ],
)
def test_these_names_are_known(name):
    """The one beside them is not, and is what is complained about."""
    source = "." if name == "." else f"${{{name}}}"

    check_names(compile_expression(source), {"A-01"})
    with pytest.raises(ExpressionError) as raised:
        check_names(compile_expression(f"{source} = ${{A-02}}"), {"A-01"})

    assert raised.value.params["name"] == "A-02"


@pytest.mark.parametrize("name", ["A-02", "unit.", "unit", "asset", "unitkind", "A-01.value"])
def test_any_other_name_is_refused(name):
    with pytest.raises(ExpressionError) as raised:
        check_names(compile_expression(f"1 + ${{{name}}}"), {"A-01"})

    assert (raised.value.position, raised.value.reason) == (4, "unknown_name")
    assert raised.value.params["name"] == name


WORDS = " and | or | div | mod |!=|if(|not(|today()|round(|date(|int(|min(|coalesce(|selected("
PIECES = st.sampled_from([*"()+-*=<>,.'", " ", "1", "0", "''", "'a'", "${x}", *WORDS.split("|")])


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=40), st.none() | st.floats())
def test_any_text_is_an_expression_or_an_expression_error(source, x):
    try:
        value = compile_expression(source).value(Context(TODAY, {"x": x}))
    except ExpressionError as error:
        value = error.reason
        position = error.position
    else:
        position = 0

    assert isinstance(value, str | float | bool | date)
    assert 0 <= position <= len(source)
