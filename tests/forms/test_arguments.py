"""What each function makes of nothing, text, a number, a date, a truth value and nodes.

XPath 1.0 §3.2: an argument is converted as if by number(), string() or boolean(); of nodes the
first stands for all (§4.2). Functions of many values take nodes one by one. ODK's functions of days
take what date() takes. `-` stands for the argument.
"""

import math
from datetime import UTC, date, datetime

import pytest

from forms.logic import SUPPORTED, compile_expression
from tests.forms.test_functions import NAN, value_of

GIVEN = {
    "nothing": "''",
    "text": "'abc'",
    "number": "0.5",
    "digits": "' 2 '",
    "date": "date('1970-01-03')",
    "truth": "true()",
    "nodes": "${readings}",
    "no nodes": "${none}",
}
"""The nodes are 3, 5 and one that is empty."""
NONE = "(0 div 0)"
AS_NUMBER = dict(zip(GIVEN, (NONE, NONE, "0.5", "2", "2", "1", "3", NONE), strict=True))
AS_TEXT = dict(
    zip(
        GIVEN, ("''", "'abc'", "'0.5'", "' 2 '", "'1970-01-03'", "'true'", "'3'", "''"), strict=True
    )
)
AS_TRUTH = dict(
    zip(
        GIVEN,
        ("false()", "true()", "true()", "true()", "true()", "true()", "true()", "false()"),
        strict=True,
    )
)

OF_A_NUMBER = [
    "number(-)",
    "int(-)",
    "round(-)",
    "floor(-)",
    "ceiling(-)",
    "abs(-)",
    "sqrt(-)",
    "exp(-)",
    "exp10(-)",
    "log(-)",
    "log10(-)",
    "sin(-)",
    "cos(-)",
    "tan(-)",
    "asin(-)",
    "acos(-)",
    "atan(-)",
    "pow(-,2)",
    "pow(2,-)",
    "atan2(-,1)",
    "atan2(1,-)",
    "round(1.25,-)",
    "substr('abcd',-)",
    "substr('abcd',0,-)",
    "substring('abcd',-)",
    "substring('abcd',1,-)",
    "selected-at('a:b:c',-)",
    "indexed-repeat(${reading},${rows},-)",
]
OF_TEXT = [
    "string(-)",
    "string-length(-)",
    "normalize-space(-)",
    "translate(-,'a0','A')",
    "translate('abc',-,'x')",
    "substr(-,1)",
    "substring(-,2)",
    "substring-before(-,'.')",
    "substring-after(-,'-')",
    "contains(-,'0')",
    "contains('abcd',-)",
    "starts-with(-,'a')",
    "starts-with('abcd',-)",
    "ends-with(-,'5')",
    "ends-with('xabc',-)",
    "regex(-,'.*[0-9].*')",
    "selected(-,'abc')",
    "selected('abc:3',-)",
    "selected-at(-,0)",
    "count-selected(-)",
    "boolean-from-string(-)",
    "jr:choice-name(-,'${kind}')",
    "pulldata('kinds','label','name',-)",
    "join(-,'a','b')",
    "digest(-,'MD5','hex')",
    "base64-decode(-)",
]
OF_TRUTH = ["not(-)", "boolean(-)", "if(-,'y','n')"]

NODES = {
    "sum(-)": (NAN, NAN, 0.5, 2, 2, 1, NAN, 0),
    "min(-)": (NAN, NAN, 0.5, 2, 2, 1, NAN, NAN),
    "max(-)": (NAN, NAN, 0.5, 2, 2, 1, NAN, NAN),
    "count(-)": (1, 1, 1, 1, 1, 1, 3, 0),
    "count-non-empty(-)": (0, 1, 1, 1, 1, 1, 2, 0),
    "concat('<',-,'>')": ("<>", "<abc>", "<0.5>", "< 2 >", "<1970-01-03>", "<true>", "<35>", "<>"),
    "join('+','a',-)": (
        *("a+", "a+abc", "a+0.5", "a+ 2 ", "a+1970-01-03", "a+true", "a+3+5+", "a"),
    ),
    "checklist(1,1,-)": (False, True, True, True, True, True, False, False),
    "weighted-checklist(2,2,-,2)": (False, True, True, True, True, True, True, False),
    "distance(-)": (0, NAN, NAN, NAN, NAN, NAN, NAN, 0),
    "area(-)": (0, NAN, NAN, NAN, NAN, NAN, NAN, 0),
    "enclosed-area(-)": (0, NAN, NAN, NAN, NAN, NAN, NAN, 0),
    "geofence(-,'0 0;0 1;1 1;0 0')": (False,) * 8,
    "string(coalesce(-,'z'))": ("z", "abc", "0.5", " 2 ", "1970-01-03", "true", "3", "z"),
    "string(once(-))": ("kept",) * 8,
}
DAY = date(1970, 1, 3)
MIDNIGHT = datetime(1970, 1, 3, tzinfo=UTC)
DAYS = {
    "date(-)": ("", "", date(1970, 1, 1), DAY, DAY, date(1970, 1, 2), date(1970, 1, 4), ""),
    "date-time(-)": (
        *("", "", datetime(1970, 1, 1, 12, tzinfo=UTC), MIDNIGHT, MIDNIGHT),
        *(datetime(1970, 1, 2, tzinfo=UTC), datetime(1970, 1, 4, tzinfo=UTC), ""),
    ),
    "decimal-date-time(-)": (NAN, NAN, 0.5, 2, 2, 1, 3, NAN),
    "decimal-time(-)": (NAN, NAN, 0.5, 0, 0, 0, 0, NAN),
    "format-date(-,'%d')": ("", "", "01", "03", "03", "02", "04", ""),
    "format-date-time(-,'%d %H')": ("", "", "01 12", "03 00", "03 00", "02 00", "04 00", ""),
}
WITHOUT_ARGUMENTS = {"true", "false", "pi", "today", "now", "position"}
"""position(..) takes the row, and nothing else."""


def cases():
    """Expressions, and one of the same meaning with the argument converted by hand."""
    for shapes, converted in ((OF_A_NUMBER, AS_NUMBER), (OF_TEXT, AS_TEXT), (OF_TRUTH, AS_TRUTH)):
        for shape in shapes:
            for kind, given in GIVEN.items():
                yield with_argument(shape, given), with_argument(shape, converted[kind])


def with_argument(shape, argument):
    """A name may have a dash too: an argument stands behind a bracket or a comma."""
    for before in "(,":
        for after in "),":
            shape = shape.replace(f"{before}-{after}", f"{before}{argument}{after}")
    return shape.replace(":", " ") if "choice-name" not in shape else shape


def is_same(one, other):
    if isinstance(one, float) and isinstance(other, float | int):
        return (math.isnan(one) and math.isnan(other)) or one == pytest.approx(other, abs=1e-12)
    return (one, type(one)) == (other, type(other))


def test_every_function_is_tried_with_every_kind_of_argument():
    shapes = (*OF_A_NUMBER, *OF_TEXT, *OF_TRUTH, *NODES, *DAYS)
    named = {name for name in SUPPORTED if any(f"{name}(" in shape for shape in shapes)}

    assert SUPPORTED - named == WITHOUT_ARGUMENTS


@pytest.mark.parametrize(("given", "converted"), list(cases()))
def test_argument_is_converted_as_by_its_function(given, converted):
    assert is_same(value_of(given), value_of(converted)), (value_of(given), value_of(converted))


@pytest.mark.parametrize(("shape", "values"), [*NODES.items(), *DAYS.items()])
def test_nodes_and_days_give_the_published_values(shape, values):
    for given, value in zip(GIVEN.values(), values, strict=True):
        wanted = math.nan if value == NAN else value
        wanted = float(wanted) if type(wanted) is int else wanted
        found = value_of(with_argument(shape, given))
        assert is_same(found, wanted), (shape, given, found)


def test_conversions_by_hand_are_those_of_the_language():
    for kind, given in GIVEN.items():
        assert is_same(value_of(f"number({given})"), value_of(AS_NUMBER[kind])), kind
        assert is_same(value_of(f"string({given})"), value_of(AS_TEXT[kind])), kind
        assert is_same(value_of(f"boolean({given})"), value_of(AS_TRUTH[kind])), kind


def test_unknown_functions_stay_outside():
    assert compile_expression("pi()").names == frozenset()
    assert not {"random", "uuid"} & SUPPORTED
