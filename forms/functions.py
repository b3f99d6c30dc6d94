"""What the functions of an expression compute, and how XPath 1.0 turns one type into another."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Value = str | float | bool | date
"""What an expression works with; a name without a value is the empty text."""

EPOCH = date(1970, 1, 1)
PATTERN_LENGTH_MAX = 200
SUBJECT_LENGTH_MAX = 500
"""Bounds what a careless pattern can cost: a longer text does not match."""
DIGITS_MAX = 15
"""What a number keeps at most; rounding to more changes nothing."""


@dataclass(frozen=True, slots=True)
class Function:
    """`most` is None where any number of arguments will do."""

    fewest: int
    most: int | None
    call: Callable[..., Value]


def to_text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) else repr(value)


def to_number(value: Value) -> float:
    """XPath's number(); a date, or text that is an ISO date, is its days since 1970-01-01."""
    if isinstance(value, date):
        return float((value - EPOCH).days)
    if not isinstance(value, str):
        return float(value)
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    day = _date_in(text)
    return math.nan if day is None else to_number(day)


def to_boolean(value: Value) -> bool:
    """XPath's boolean(): text that is not empty (even "false"), a number neither 0 nor NaN."""
    if isinstance(value, bool | str):
        return bool(value)
    if isinstance(value, date):
        return True
    return value != 0 and not math.isnan(value)


def are_equal(left: Value, right: Value) -> bool:
    """XPath 1.0 §3.4: as booleans if one is, else as numbers if one is (or a date), else text."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if not (isinstance(left, str) and isinstance(right, str)):
        return to_number(left) == to_number(right)
    return left == right


def divide(left: float, right: float) -> float:
    """IEEE 754 division: by zero gives an infinity, 0 div 0 gives NaN."""
    if right:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left)


def remainder(left: float, right: float) -> float:
    """XPath's mod: the sign of the dividend."""
    return math.nan if not right or math.isinf(left) else math.fmod(left, right)


def _date_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if _DATE.match(text) else None
    except ValueError:
        return None


def _date(value: Value) -> Value:
    """XLSForm's date(): days since 1970 or ISO text to a date; empty text when it is neither."""
    if isinstance(value, date):
        return value
    number = to_number(value)
    try:
        return EPOCH + timedelta(days=math.floor(number))
    except (ValueError, OverflowError):
        return ""


def _int(value: Value) -> float:
    number = to_number(value)
    return number if not math.isfinite(number) else float(math.trunc(number))


def _round(value: Value, digits: Value = 0.0) -> float:
    """XPath rounds a half up, also below zero: round(-2.5) is -2."""
    number, places = to_number(value), to_number(digits)
    if math.isnan(places):
        return math.nan
    if not math.isfinite(number) or abs(places) > DIGITS_MAX:
        return number
    scale = 10.0 ** int(places)
    return math.floor(number * scale + 0.5) / scale


def _words(value: Value) -> list[str]:
    return to_text(value).split()


def _matches(value: Value, pattern: Value) -> bool:
    """XLSForm's regex(): the whole text must match."""
    text = to_text(value)
    return len(text) <= SUBJECT_LENGTH_MAX and bool(re.fullmatch(to_text(pattern), text))


def _least(*values: Value) -> float:
    return min(map(to_number, values))


def _greatest(*values: Value) -> float:
    return max(map(to_number, values))


_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T.*)?$")

FUNCTIONS: Mapping[str, Function] = {
    "true": Function(0, 0, lambda: True),
    "false": Function(0, 0, lambda: False),
    "not": Function(1, 1, lambda value: not to_boolean(value)),
    "boolean": Function(1, 1, to_boolean),
    "number": Function(1, 1, to_number),
    "string": Function(1, 1, to_text),
    "int": Function(1, 1, _int),
    "round": Function(1, 2, _round),
    "abs": Function(1, 1, lambda value: abs(to_number(value))),
    "min": Function(1, None, _least),
    "max": Function(1, None, _greatest),
    "date": Function(1, 1, _date),
    "string-length": Function(1, 1, lambda value: float(len(to_text(value)))),
    "concat": Function(1, None, lambda *values: "".join(map(to_text, values))),
    "contains": Function(2, 2, lambda value, part: to_text(part) in to_text(value)),
    "starts-with": Function(2, 2, lambda value, part: to_text(value).startswith(to_text(part))),
    "selected": Function(2, 2, lambda value, word: to_text(word).strip() in _words(value)),
    "count-selected": Function(1, 1, lambda value: float(len(_words(value)))),
    "regex": Function(2, 2, _matches),
}
"""Those that need nothing but their arguments; `if`, `coalesce` and `today` are in logic."""
