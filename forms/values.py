"""What expressions work with, and how XPath 1.0 turns one type into another."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

Atom = str | float | bool | date
"""One value; a moment is a `datetime`, which is a `date`. A name without a value is empty text."""


class Nodes(tuple[Atom, ...]):
    """The values of one name in all rows, or for all assets, in the order of the walk."""

    __slots__ = ()


Value = Atom | Nodes

EPOCH = date(1970, 1, 1)
MOMENT_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_S = 86_400


def single(value: Value) -> Atom:
    """XPath 1.0 §4.2: of several nodes the first stands for all; of none the empty text."""
    if isinstance(value, Nodes):
        return value[0] if value else ""
    return value


def each(values: Iterable[Value]) -> Iterator[Atom]:
    """Every value, with nodes one by one."""
    for value in values:
        if isinstance(value, Nodes):
            yield from value
        else:
            yield value


def to_text(value: Value) -> str:
    value = single(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
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
    """XPath's number(); a date, or text that is one in ISO, is its days since 1970-01-01.

    A moment is its days and their fraction, in UTC; without an offset it is read as UTC.
    """
    value = single(value)
    if isinstance(value, datetime):
        return days_of(value)
    if isinstance(value, date):
        return float((value - EPOCH).days)
    if not isinstance(value, str):
        return float(value)
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    moment = moment_in(text)
    return math.nan if moment is None else to_number(moment)


def is_empty(value: Value) -> bool:
    """Empty text, no node, and a number that is none: what an empty answer is as a number."""
    value = single(value)
    return value == "" or (isinstance(value, float) and math.isnan(value))


def to_boolean(value: Value) -> bool:
    """XPath's boolean(): text that is not empty (even "false"), a number neither 0 nor NaN."""
    if isinstance(value, bool | str | Nodes):
        return bool(value)
    if isinstance(value, date):
        return True
    return value != 0 and not math.isnan(value)


def are_equal(left: Value, right: Value) -> bool:
    """XPath 1.0 §3.4: as booleans if one is, else as numbers if one is (or a date), else text."""
    return _any_pair(_equal, left, right)


def are_different(left: Value, right: Value) -> bool:
    """Not the opposite of `are_equal` for nodes: one that differs is enough."""
    return _any_pair(lambda one, other: not _equal(one, other), left, right)


def in_order(compare: Callable[[float, float], bool]) -> Callable[[Value, Value], bool]:
    """Compare as numbers; of nodes one is enough (XPath 1.0 §3.4)."""

    def compared(left: Value, right: Value) -> bool:
        return _any_pair(lambda a, b: compare(to_number(a), to_number(b)), left, right)

    return compared


def divide(left: float, right: float) -> float:
    """IEEE 754 division: by zero gives an infinity, 0 div 0 gives NaN."""
    if right:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left)


def remainder(left: float, right: float) -> float:
    """XPath's mod: the sign of the dividend."""
    return math.nan if not right or math.isinf(left) else math.fmod(left, right)


def moment_in(text: str) -> date | None:
    """The date or moment that ISO text names; None where it names none."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def days_of(moment: datetime) -> float:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - MOMENT_EPOCH) / timedelta(days=1)


def to_answer(value: Value) -> str | float | int | None:
    """How a computed value is stored; None where there is nothing to store."""
    value = single(value)
    if isinstance(value, bool | date):
        return to_text(value)
    if isinstance(value, str):
        return value or None
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else value


def _any_pair(test: Callable[[Atom, Atom], bool], left: Value, right: Value) -> bool:
    """Beside a truth value, nodes are one themselves: whether there are any."""
    if isinstance(left, bool) or isinstance(right, bool):
        left, right = _as_truth(left), _as_truth(right)
    if isinstance(left, Nodes) or isinstance(right, Nodes):
        return any(test(one, other) for one in each((left,)) for other in each((right,)))
    return test(left, right)


def _as_truth(value: Value) -> Value:
    return bool(value) if isinstance(value, Nodes) else value


def _equal(left: Atom, right: Atom) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if not (isinstance(left, str) and isinstance(right, str)):
        return to_number(left) == to_number(right)
    return left == right


_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
