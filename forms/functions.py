"""The functions of an expression that need nothing but their arguments.

Sources: XPath 1.0 §4; ODK XForms Specification, "XPath Functions". Where both define one, ODK's
meaning counts. What is not here is outside the subset and refused by name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from forms.digests import base64_decode, digest
from forms.geography import area, distance, geofence
from forms.moments import decimal_time, format_moment, to_date, to_moment
from forms.values import Nodes, Value, each, single, to_boolean, to_number, to_text

PATTERN_LENGTH_MAX = 200
SUBJECT_LENGTH_MAX = 500
"""Bounds what a careless pattern can cost: a longer text does not match."""
TEXT_LENGTH_MAX = 20_000
"""Bounds what joining and concatenating can build."""
DIGITS_MAX = 15
"""What a number keeps at most; rounding to more changes nothing."""


@dataclass(frozen=True, slots=True)
class Function:
    """`most` is None where any number of arguments will do."""

    fewest: int
    most: int | None
    call: Callable[..., Value]


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


def _whole(turn: Callable[[float], int]) -> Callable[[Value], float]:
    def turned(value: Value) -> float:
        number = to_number(value)
        return float(turn(number)) if math.isfinite(number) else number

    return turned


def _real(compute: Callable[..., float]) -> Callable[..., float]:
    """NaN where the mathematics has no answer, an infinity where it is too large."""

    def computed(*values: Value) -> float:
        try:
            result = compute(*map(to_number, values))
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan
        return math.nan if isinstance(result, complex) else result

    return computed


def _pow(base: float, exponent: float) -> float:
    """IEEE 754: what is too large, and nought below nought, are infinities with their sign."""
    is_odd = exponent % 2 == 1
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and is_odd else math.inf
    except ValueError:
        if base:
            return math.nan
        return math.copysign(math.inf, base) if is_odd else math.inf


def _logarithm(compute: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: compute(value) if value else -math.inf


def _words(value: Value) -> list[str]:
    return to_text(value).split()


def _selected(value: Value, word: Value) -> bool:
    """As ODK's own engine: words between spaces, so that a choice may be of several words.

    Of nothing the empty text is selected: people ask so whether there is an answer.
    """
    return f" {' '.join(_words(word))} " in f" {' '.join(_words(value))} "


def _selected_at(value: Value, at: Value) -> str:
    """Counted from 0; empty text where there is none."""
    words, index = _words(value), to_number(at)
    return words[int(index)] if 0 <= index < len(words) else ""


def _matches(value: Value, pattern: Value) -> bool:
    """XLSForm's regex(): the whole text must match."""
    text = to_text(value)
    return len(text) <= SUBJECT_LENGTH_MAX and bool(re.fullmatch(to_text(pattern), text))


def _extreme(choose: Callable[..., float]) -> Callable[..., float]:
    """min() and max(): NaN of nothing, and where anything is no number."""

    def chosen(*values: Value) -> float:
        numbers = [to_number(value) for value in each(values)]
        return choose(numbers) if numbers and not any(map(math.isnan, numbers)) else math.nan

    return chosen


def _sum(values: Value) -> float:
    return float(sum(to_number(value) for value in each((values,))))


def _count(values: Value) -> float:
    return float(len(values)) if isinstance(values, Nodes) else 1.0


def _count_non_empty(values: Value) -> float:
    return float(sum(1 for value in each((values,)) if to_text(value) != ""))


def _concat(*values: Value) -> str:
    return "".join(map(to_text, each(values)))[:TEXT_LENGTH_MAX]


def _join(separator: Value, *values: Value) -> str:
    return to_text(separator).join(map(to_text, each(values)))[:TEXT_LENGTH_MAX]


def _substr(value: Value, start: Value, end: Value = math.inf) -> str:
    """Counted from 0, the end left out; below zero it counts from the end."""
    text = to_text(value)
    ends = [to_number(start), to_number(end)]
    if any(map(math.isnan, ends)):
        return ""
    first, last = (int(min(max(n, -len(text)), len(text))) for n in ends)
    return text[first:last]


def _substring(value: Value, start: Value, length: Value = math.inf) -> str:
    """XPath 1.0 §4.2: counted from 1, both numbers rounded."""
    first = _round(start)
    last = first + _round(length)
    return "".join(c for at, c in enumerate(to_text(value), 1) if first <= at < last)


def _before(value: Value, part: Value) -> str:
    head, found, _ = to_text(value).partition(to_text(part)) if to_text(part) else ("", "", "")
    return head if found else ""


def _after(value: Value, part: Value) -> str:
    if not to_text(part):
        return to_text(value)
    return to_text(value).partition(to_text(part))[2]


def _translate(value: Value, old: Value, new: Value) -> str:
    """A character of `old` without a partner in `new` goes; of one named twice the first counts."""
    partners = to_text(new)
    table: dict[int, str] = {}
    for at, character in enumerate(to_text(old)):
        table.setdefault(ord(character), partners[at : at + 1])
    return to_text(value).translate(table)


def _boolean_from_string(value: Value) -> bool:
    return to_text(value).lower() in ("true", "1")


def _checklist(fewest: Value, most: Value, *values: Value) -> bool:
    """True where so many hold; -1 leaves an end open."""
    return _within(float(sum(map(to_boolean, each(values)))), fewest, most)


def _weighted_checklist(fewest: Value, most: Value, *pairs: Value) -> bool:
    holding = (pair for both in zip(pairs[::2], pairs[1::2], strict=False) for pair in _pairs(both))
    return _within(sum(to_number(w) for held, w in holding if to_boolean(held)), fewest, most)


def _pairs(both: tuple[Value, Value]) -> Iterable[tuple[Value, Value]]:
    """Of nodes on both sides, one by one."""
    held, weights = both
    is_of_rows = isinstance(held, Nodes) and isinstance(weights, Nodes)
    return zip(held, weights, strict=False) if is_of_rows else (both,)


def _within(number: float, fewest: Value, most: Value) -> bool:
    low, high = to_number(fewest), to_number(most)
    return (low < 0 or number >= low) and (high < 0 or number <= high)


FUNCTIONS: Mapping[str, Function] = {
    "true": Function(0, 0, lambda: True),
    "false": Function(0, 0, lambda: False),
    "not": Function(1, 1, lambda value: not to_boolean(value)),
    "boolean": Function(1, 1, to_boolean),
    "boolean-from-string": Function(1, 1, _boolean_from_string),
    "checklist": Function(3, None, _checklist),
    "weighted-checklist": Function(4, None, _weighted_checklist),
    "number": Function(1, 1, to_number),
    "int": Function(1, 1, _int),
    "round": Function(1, 2, _round),
    "floor": Function(1, 1, _whole(math.floor)),
    "ceiling": Function(1, 1, _whole(math.ceil)),
    "abs": Function(1, 1, _real(abs)),
    "pow": Function(2, 2, _real(_pow)),
    "sqrt": Function(1, 1, _real(math.sqrt)),
    "exp": Function(1, 1, _real(math.exp)),
    "exp10": Function(1, 1, _real(lambda value: 10.0**value)),
    "log": Function(1, 1, _real(_logarithm(math.log))),
    "log10": Function(1, 1, _real(_logarithm(math.log10))),
    "sin": Function(1, 1, _real(math.sin)),
    "cos": Function(1, 1, _real(math.cos)),
    "tan": Function(1, 1, _real(math.tan)),
    "asin": Function(1, 1, _real(math.asin)),
    "acos": Function(1, 1, _real(math.acos)),
    "atan": Function(1, 1, _real(math.atan)),
    "atan2": Function(2, 2, _real(math.atan2)),
    "pi": Function(0, 0, lambda: math.pi),
    "min": Function(1, None, _extreme(min)),
    "max": Function(1, None, _extreme(max)),
    "sum": Function(1, 1, _sum),
    "count": Function(1, 1, _count),
    "count-non-empty": Function(1, 1, _count_non_empty),
    "string": Function(1, 1, to_text),
    "string-length": Function(1, 1, lambda value: float(len(to_text(value)))),
    "normalize-space": Function(1, 1, lambda value: " ".join(_words(value))),
    "translate": Function(3, 3, _translate),
    "concat": Function(1, None, _concat),
    "join": Function(2, None, _join),
    "substr": Function(2, 3, _substr),
    "substring": Function(2, 3, _substring),
    "substring-before": Function(2, 2, _before),
    "substring-after": Function(2, 2, _after),
    "contains": Function(2, 2, lambda value, part: to_text(part) in to_text(value)),
    "starts-with": Function(2, 2, lambda value, part: to_text(value).startswith(to_text(part))),
    "ends-with": Function(2, 2, lambda value, part: to_text(value).endswith(to_text(part))),
    "regex": Function(2, 2, _matches),
    "digest": Function(2, 3, digest),
    "base64-decode": Function(1, 1, base64_decode),
    "selected": Function(2, 2, _selected),
    "selected-at": Function(2, 2, _selected_at),
    "count-selected": Function(1, 1, lambda value: float(len(_words(value)))),
    "date": Function(1, 1, to_date),
    "date-time": Function(1, 1, to_moment),
    "decimal-date-time": Function(1, 1, lambda value: to_number(to_moment(single(value)))),
    "decimal-time": Function(1, 1, decimal_time),
    "area": Function(1, 1, area),
    "enclosed-area": Function(1, 1, area),
    "distance": Function(1, None, distance),
    "geofence": Function(2, 2, geofence),
    "format-date": Function(2, 2, format_moment),
    "format-date-time": Function(2, 2, format_moment),
}
"""Those that look at the form (`if`, `once`, `position`, …) are in logic."""
