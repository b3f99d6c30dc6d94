"""The functions of an expression that deal with days and times.

Sources: ODK XForms Specification, "XPath Functions", date and time; XForms 1.1 §7.9 and §7.10.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta

from forms.values import (
    DAY_S,
    EPOCH,
    MOMENT_EPOCH,
    Value,
    moment_in,
    single,
    to_number,
    to_text,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def to_date(value: Value) -> Value:
    """date(): days since 1970 or ISO text to a date; empty text when it is neither."""
    value = single(value)
    found = moment_in(value.strip()) if isinstance(value, str) else value
    if isinstance(found, datetime):
        return found.date()
    if isinstance(found, date):
        return found
    try:
        return EPOCH + timedelta(days=math.floor(to_number(value)))
    except (ValueError, OverflowError):
        return ""


def to_moment(value: Value) -> Value:
    """date-time(): as date(), with the time of day; a date begins at midnight UTC."""
    value = single(value)
    found = moment_in(value.strip()) if isinstance(value, str) else value
    if isinstance(found, datetime):
        return found
    number = to_number(value)
    try:
        return MOMENT_EPOCH + timedelta(days=number)
    except (ValueError, OverflowError):
        return ""


def decimal_time(value: Value) -> float:
    """The fraction of its day; of text "08:30:00", with or without an offset, and of a moment."""
    value = single(value)
    if isinstance(value, str) and (found := _TIME.fullmatch(value.strip())):
        return _fraction(found.group(1))
    moment = to_moment(value)
    if not isinstance(moment, datetime):
        return math.nan
    return _fraction(moment.time().isoformat())


def format_moment(value: Value, pattern: Value) -> str:
    """format-date() and format-date-time(); text that is no date gives empty text."""
    moment = to_moment(value)
    if not isinstance(moment, datetime):
        return ""
    return _DIRECTIVE.sub(lambda found: _written(moment, found.group(1)), to_text(pattern))


def _fraction(text: str) -> float:
    try:
        read = time.fromisoformat(text)
    except ValueError:
        return math.nan
    seconds = read.hour * 3600 + read.minute * 60 + read.second + read.microsecond / 1e6
    return seconds / DAY_S


def _written(moment: datetime, directive: str) -> str:
    match directive:
        case "Y":
            return f"{moment.year:04}"
        case "y":
            return f"{moment.year % 100:02}"
        case "m":
            return f"{moment.month:02}"
        case "n":
            return str(moment.month)
        case "b":
            return MONTHS[moment.month - 1]
        case "d":
            return f"{moment.day:02}"
        case "e":
            return str(moment.day)
        case "H":
            return f"{moment.hour:02}"
        case "h":
            return str(moment.hour)
        case "M":
            return f"{moment.minute:02}"
        case "S":
            return f"{moment.second:02}"
        case "3":
            return f"{moment.microsecond // 1000:03}"
        case "a":
            return WEEKDAYS[moment.weekday()]
    return directive


_TIME = re.compile(r"(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?:Z|[+-]\d\d:\d\d)?")
_DIRECTIVE = re.compile(r"%([YymnbdeHhMS3a%])")
