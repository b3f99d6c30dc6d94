"""What a value means beside its limits, in words: how far it is off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from forms.answers import Value, due_on, judge, limits_for
from forms.definition import Item
from forms.terms import AnswerType, Result
from inspect_app.strings import Strings
from inspect_app.strings.measures import shown_number, unit_of


def verdict(
    t: Strings, item: Item, value: Value, today: date, attributes: Mapping[str, object]
) -> str:
    """Say how a value stands: `0.18 MPa 低于 0.25`, `还有 37 天`; empty when there is no rule."""
    if value is None:
        return ""
    match item.answer:
        case AnswerType.number | AnswerType.count:
            return _of_number(t, item, float(value), today, attributes)
        case AnswerType.date:
            return _of_date(t, item, date.fromisoformat(str(value)), today, attributes)
    return ""


def verdict_result(
    item: Item, value: Value, today: date, attributes: Mapping[str, object]
) -> Result | None:
    """What the value says by itself, whatever the inspector chose."""
    return judge(item, value, today, attributes)


def _of_number(
    t: Strings, item: Item, value: float, today: date, attributes: Mapping[str, object]
) -> str:
    if item.limits is None:
        return ""
    low, high = limits_for(item.limits, attributes)
    shown = " ".join(part for part in (shown_number(value), unit_of(t, item)) if part)
    if low is not None and value < low:
        return t("inspection.below", value=shown, limit=shown_number(low))
    if high is not None and value > high:
        return t("inspection.above", value=shown, limit=shown_number(high))
    if judge(item, value, today, attributes) is None:
        return t("inspection.decide", value=shown)
    return t("inspection.within", value=shown)


def _of_date(
    t: Strings, item: Item, entered: date, today: date, attributes: Mapping[str, object]
) -> str:
    if item.due is None:
        return ""
    last_day = due_on(item.due, entered, attributes)
    if last_day is None:
        return t("inspection.decide_date")
    days_left = (last_day - today).days
    if days_left < 0:
        return t("inspection.expired", count=-days_left, day=t.full_day(last_day))
    if days_left == 0:
        return t("inspection.expires_today")
    return t("inspection.days_left", count=days_left, day=t.full_day(last_day))
