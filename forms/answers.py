"""What an answer is, and when a value passes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from forms.definition import DueKind, DueRule, Item, Limits
from forms.errors import InvalidAnswer
from forms.terms import AnswerType, Grade, Result
from forms.typed import FIRST_YEAR, LAST_YEAR, NUMBER_MAX, TEXT_LENGTH_MAX, Value, parse

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "NUMBER_MAX",
    "TEXT_LENGTH_MAX",
    "Answer",
    "Value",
    "due_on",
    "judge",
    "limits_for",
    "parse",
    "slot_of",
]


def slot_of(item: str, asset: str = "") -> str:
    """Name the place of an answer: "FIRE-01", or "FIRE-01@7F3K9QZ2M4" for one asset."""
    return f"{item}@{asset}" if asset else item


@dataclass(frozen=True, slots=True)
class Answer:
    """What the inspector said about one item, for one asset or in general."""

    item: str
    asset: str = ""
    """The scanned asset, or the row of a section that repeats."""
    result: Result | None = None
    value: Value = None
    """Dates as ISO text."""
    grade: Grade | None = None
    note: str = ""
    reason: str = ""
    """Why the item does not apply: a value of `terms.Reason`."""
    photos: tuple[str, ...] = ()
    """SHA-256 of each photo, in hex."""
    answered_ms: int = 0
    """Milliseconds since the inspection began, on the monotonic clock."""

    @property
    def slot(self) -> str:
        return slot_of(self.item, self.asset)

    @property
    def is_blank(self) -> bool:
        """True when nothing was said yet, or everything was taken back."""
        said = (self.result, self.value, self.note, self.photos)
        return not any(each or each == 0 for each in said)

    def to_dict(self) -> dict[str, Any]:
        return {
            "item": self.item,
            "asset": self.asset,
            "result": self.result.value if self.result else None,
            "value": self.value,
            "grade": self.grade.value if self.grade else None,
            "note": self.note,
            "reason": self.reason,
            "photos": list(self.photos),
            "answered_ms": self.answered_ms,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            item=plain["item"],
            asset=plain.get("asset", ""),
            result=Result(plain["result"]) if plain.get("result") else None,
            value=plain.get("value"),
            grade=Grade(plain["grade"]) if plain.get("grade") else None,
            note=plain.get("note", ""),
            reason=plain.get("reason", ""),
            photos=tuple(plain.get("photos", ())),
            answered_ms=plain.get("answered_ms", 0),
        )


def judge(
    item: Item, value: Value, today: date, attributes: Mapping[str, object] | None = None
) -> Result | None:
    """Say whether a value passes by itself; None means that the inspector decides.

    What is only noted neither passes nor fails.

    Numbers and counts pass from the minimum to the maximum, both included. An expiry date still
    passes on the day itself; a date "at most n days ago" passes on the n-th day. A date after
    `today` where only a past one makes sense, a limit the form does not state, and an attribute
    that is not known are left to the inspector, and so is every pass_fail item.
    `attributes` are the asset's (or the unit's, where the item has no asset). Raises
    `InvalidAnswer` for a value that `parse` would never give.
    """
    if value is None or value == "" or not item.judged:
        return None
    known = attributes or {}
    match item.answer:
        case AnswerType.number | AnswerType.count | AnswerType.integer:
            return _judge_number(_number(item, value), item.limits, known)
        case AnswerType.date:
            return _judge_date(_day(item, value), item.due, today, known)
        case AnswerType.choice:
            chosen = next((each for each in item.choices if each.value == value), None)
            return None if chosen is None else _result(not chosen.fails)
        case AnswerType.choices:
            failing = {each.value for each in item.choices if each.fails}
            return _result(failing.isdisjoint(str(value).split()))
        case AnswerType.text:
            return _result(True) if str(value).strip() else None
    return None


def due_on(
    rule: DueRule, entered: date, attributes: Mapping[str, object] | None = None
) -> date | None:
    """The last day on which a date that was entered still passes; None when it is not known."""
    match rule.kind:
        case DueKind.expires:
            return entered
        case DueKind.within_days:
            return None if rule.days is None else entered + timedelta(days=rule.days)
        case DueKind.lifetime:
            years = _years(rule, entered, attributes or {})
            return None if years is None else _add_years(entered, years)


def limits_for(
    limits: Limits, attributes: Mapping[str, object] | None = None
) -> tuple[float | None, float | None]:
    """The lowest and highest value for this thing, its own attributes looked up; None is open."""
    known = attributes or {}
    return (
        limits.minimum if limits.minimum_of is None else _number_in(known, limits.minimum_of),
        limits.maximum if limits.maximum_of is None else _number_in(known, limits.maximum_of),
    )


def _judge_number(
    value: float, limits: Limits | None, known: Mapping[str, object]
) -> Result | None:
    if limits is None:
        return None
    low, high = limits_for(limits, known)
    if (low is not None and value < low) or (high is not None and value > high):
        return Result.failed
    is_open = low is None and high is None and _sure(limits) == (None, None)
    lacks_own = (limits.minimum_of and low is None) or (limits.maximum_of and high is None)
    if is_open or lacks_own:
        return None
    sure_low, sure_high = _sure(limits)
    is_unsure = (sure_low is not None and value < sure_low) or (
        sure_high is not None and value > sure_high
    )
    return None if is_unsure else Result.passed


def _sure(limits: Limits) -> tuple[float | None, float | None]:
    return limits.sure_minimum, limits.sure_maximum


def _judge_date(
    entered: date, rule: DueRule | None, today: date, known: Mapping[str, object]
) -> Result | None:
    if rule is None:
        return None
    if rule.kind is not DueKind.expires and entered > today:
        return None
    last_day = due_on(rule, entered, known)
    if last_day is None:
        return None
    if rule.notice_days is not None and today <= last_day < today + timedelta(rule.notice_days):
        return None
    return _result(today <= last_day)


def _number(item: Item, value: str | float | int) -> float:
    try:
        return float(value)
    except ValueError:
        raise InvalidAnswer(item.code, "not_a_number", text=value) from None


def _day(item: Item, value: str | float | int) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InvalidAnswer(item.code, "not_a_date", text=value) from None


def _years(rule: DueRule, entered: date, known: Mapping[str, object]) -> int | None:
    is_first = rule.first_years and known.get("manufactured_on") == entered.isoformat()
    years = dict(rule.first_years if is_first else rule.years)
    kind = str(known.get(rule.attribute, "")) if rule.attribute else ""
    if rule.attribute and not kind:
        return None
    return years.get(kind, years.get("*"))


def _add_years(day: date, years: int) -> date:
    """29 February becomes 28 February where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _number_in(known: Mapping[str, object], name: str) -> float | None:
    value = known.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _result(has_passed: bool) -> Result:
    return Result.passed if has_passed else Result.failed
