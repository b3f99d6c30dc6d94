"""How what was typed becomes an item's value, and what is refused."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time

from forms.definition import Item
from forms.errors import InvalidAnswer
from forms.terms import AnswerType

Value = str | float | int | None

TEXT_LENGTH_MAX = 2000
NUMBER_MAX = 1e9
"""No reading of any item comes near; guards against a slip of the finger."""
FIRST_YEAR, LAST_YEAR = 1950, 2100
LINE_LEAST, AREA_LEAST = 2, 3
"""Places of which a line or an area is made at least."""
POINTS_MAX = 500
"""Of a line or an area: more than anybody walks and taps."""
SIGNATURE_LENGTH_MAX = 40_000
"""Some four thousand points: a long name, written slowly."""


def parse(item: Item, text: str) -> Value:
    """Turn what was typed into the item's value.

    Full-width digits and surrounding spaces are forgiven; prose stays as it was written, and a
    choice is what the form calls it. Dates may be written 2019-05-01,
    2019/5/1, 2019.5.1, 2019年5月1日 or 20190501; a month alone (as stamped on a cylinder) means its
    first day, the careful reading of a date of manufacture or expiry. Dates and times come back as
    ISO text, a moment without an offset: whoever knows the clock adds it.
    Raises `InvalidAnswer`.
    """
    plain = text.strip()
    if not (item.answer.is_chosen or _is_prose(item)):
        plain = unicodedata.normalize("NFKC", plain).strip()
    if not plain:
        raise InvalidAnswer(item.code, "empty")
    if not item.is_asked:
        _refuse(item, plain)
    return PARSERS[item.answer](item, plain)


def _is_prose(item: Item) -> bool:
    """Text that a form constrains is a number or a code, as a rule."""
    return item.answer is AnswerType.text and item.constraint is None


def _parse_number(item: Item, text: str) -> float:
    try:
        number = float(text.removesuffix(item.unit.zh).strip() if item.unit else text)
    except ValueError:
        raise InvalidAnswer(item.code, "not_a_number", text=text) from None
    if not math.isfinite(number):
        raise InvalidAnswer(item.code, "not_a_number", text=text)
    if abs(number) > NUMBER_MAX:
        raise InvalidAnswer(item.code, "number_out_of_range", maximum=int(NUMBER_MAX))
    return number


def _parse_count(item: Item, text: str) -> int:
    number = _parse_integer(item, text)
    if number < 0:
        raise InvalidAnswer(item.code, "negative", text=text)
    return number


def _parse_integer(item: Item, text: str) -> int:
    number = _parse_number(item, text)
    if number != int(number):
        raise InvalidAnswer(item.code, "not_a_whole_number", text=text)
    return int(number)


_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})?日?)?|(\d{4})(\d\d)(\d\d)")


def _parse_date(item: Item, text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        raise InvalidAnswer(item.code, "not_a_date", text=text)
    year, month, day = found.group(1, 2, 3) if found.group(1) else found.group(4, 5, 6)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise InvalidAnswer(
            item.code, "date_out_of_range", first_year=FIRST_YEAR, last_year=LAST_YEAR
        )
    try:
        return date(int(year), int(month), int(day or 1)).isoformat()
    except ValueError:
        raise InvalidAnswer(item.code, "not_a_date", text=text) from None


def _parse_choice(item: Item, text: str) -> str:
    if all(choice.value != text for choice in item.choices):
        raise InvalidAnswer(item.code, "no_such_choice", text=text)
    return text


def _parse_choices(item: Item, text: str) -> str:
    """In the order of the list, whatever the order of the taps."""
    known = {choice.value for choice in item.choices}
    chosen = text.split()
    if not known.issuperset(chosen):
        chosen = text.replace(",", " ").split()
    for each in chosen:
        _parse_choice(item, each)
    return " ".join(choice.value for choice in item.choices if choice.value in chosen)


def _parse_rank(item: Item, text: str) -> str:
    """Each at most once, in the order in which they were tapped."""
    ranked = list(dict.fromkeys(text.split()))
    for each in ranked:
        _parse_choice(item, each)
    return " ".join(ranked)


_TIME = re.compile(r"(\d{1,2})(?:[:.时点](\d{1,2})?分?(?::(\d{1,2})(?:\.\d+)?)?)|(\d\d)(\d\d)")


def _parse_time(item: Item, text: str) -> str:
    """8:30, 08:30:00, 0830 and 8点30分 are the same."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise InvalidAnswer(item.code, "not_a_time", text=text)
    hour, minute, second = found.group(1, 2, 3) if found.group(1) else (*found.group(4, 5), "0")
    try:
        return time(int(hour), int(minute or 0), int(second or 0)).isoformat()
    except ValueError:
        raise InvalidAnswer(item.code, "not_a_time", text=text) from None


def _parse_date_time(item: Item, text: str) -> str:
    day, _, rest = text.replace("T", " ").partition(" ")
    found = _OFFSET.fullmatch(rest.strip())
    if found is None:
        raise InvalidAnswer(item.code, "not_a_time", text=text)
    return f"{_parse_date(item, day)}T{_parse_time(item, found.group(1))}{found.group(2) or ''}"


_OFFSET = re.compile(r"(.*?)\s*([+-]\d\d:\d\d|Z)?")


def _parse_geopoint(item: Item, text: str) -> str:
    """Two to four numbers; altitude and accuracy are 0 where they are not said."""
    parts = text.replace(",", " ").split()
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    is_place = 2 <= len(numbers) <= 4 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180
    if not is_place or not all(map(math.isfinite, numbers)):
        raise InvalidAnswer(item.code, "not_a_place", text=text)
    return " ".join(f"{number:.10g}" for number in (*numbers, 0.0, 0.0)[:4])


def _parse_line(item: Item, text: str) -> str:
    """Kept from the first place on, so that nothing is lost while somebody walks along it."""
    points = [_parse_geopoint(item, each) for each in text.split(";") if each.strip()]
    if not 1 <= len(points) <= POINTS_MAX:
        raise InvalidAnswer(item.code, "too_many_places", maximum=POINTS_MAX)
    return ";".join(points)


def _parse_area(item: Item, text: str) -> str:
    """From three corners on the first is put behind the last."""
    corners = _parse_line(item, text).split(";")
    if len(corners) > AREA_LEAST and _place(corners[0]) == _place(corners[-1]):
        corners.pop()
    return ";".join((*corners, corners[0]) if len(corners) >= AREA_LEAST else corners)


def _place(point: str) -> list[str]:
    return point.split()[:2]


def _parse_signature(item: Item, text: str) -> str:
    if len(text) > SIGNATURE_LENGTH_MAX:
        raise InvalidAnswer(item.code, "too_long", maximum=SIGNATURE_LENGTH_MAX)
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError):
        strokes = None
    if not isinstance(strokes, list) or not strokes or not all(map(_is_stroke, strokes)):
        raise InvalidAnswer(item.code, "not_a_signature")
    return json.dumps(strokes, separators=(",", ":"))


def _is_stroke(stroke: object) -> bool:
    return isinstance(stroke, list) and all(
        isinstance(point, list)
        and len(point) == 2
        and all(isinstance(each, int) and not isinstance(each, bool) for each in point)
        for point in stroke
    )


def _parse_text(item: Item, text: str) -> str:
    if len(text) > TEXT_LENGTH_MAX:
        raise InvalidAnswer(item.code, "too_long", maximum=TEXT_LENGTH_MAX)
    return text


def _refuse(item: Item, text: str) -> Value:
    raise InvalidAnswer(item.code, "no_value_expected", text=text)


PARSERS: Mapping[AnswerType, Callable[[Item, str], Value]] = {
    AnswerType.pass_fail: _refuse,
    AnswerType.number: _parse_number,
    AnswerType.count: _parse_count,
    AnswerType.date: _parse_date,
    AnswerType.choice: _parse_choice,
    AnswerType.text: _parse_text,
    AnswerType.integer: _parse_integer,
    AnswerType.time: _parse_time,
    AnswerType.date_time: _parse_date_time,
    AnswerType.choices: _parse_choices,
    AnswerType.photo: _refuse,
    AnswerType.signature: _parse_signature,
    AnswerType.barcode: _parse_text,
    AnswerType.geopoint: _parse_geopoint,
    AnswerType.geotrace: _parse_line,
    AnswerType.geoshape: _parse_area,
    AnswerType.rank: _parse_rank,
    AnswerType.audio: _refuse,
    AnswerType.video: _refuse,
    AnswerType.file: _refuse,
    AnswerType.note: _refuse,
    AnswerType.calculate: _refuse,
}
