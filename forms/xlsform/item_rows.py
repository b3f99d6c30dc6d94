"""The rows of one item: its question, and behind a judged one what the inspector says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from forms.definition import AnswerType, Item, PhotoRule
from forms.terms import Result, Text
from forms.xlsform import own_words
from forms.xlsform.choices import RESERVED
from forms.xlsform.expressions import both
from forms.xlsform.own_columns import ITEM, JUDGED, OWN_LIST, PART, YES, cells_of
from forms.xlsform.question_types import META, RANGE, meaning_of
from forms.xlsform.questions import PARAMETERS, TYPE, is_drawn, within_range
from forms.xlsform.written import (
    APPEARANCE,
    CALCULATE,
    CONSTRAINT,
    DEFAULT,
    FILTER,
    RELEVANT,
    REQUIRED,
    Cells,
    RowWriter,
    own,
    words,
)

RESULTS, GRADES, REASONS = (f"{RESERVED}{name}" for name in ("results", "grades", "reasons"))
SIGNATURE, HIDDEN = "signature", "hidden"
NOT_NEGATIVE = ". >= 0"
TRUE = "true()"

_TYPES: Mapping[AnswerType, str] = {
    AnswerType.pass_fail: f"select_one {RESULTS}",
    AnswerType.number: "decimal",
    AnswerType.integer: "integer",
    AnswerType.count: "integer",
    AnswerType.text: "text",
    AnswerType.date: "date",
    AnswerType.time: "time",
    AnswerType.date_time: "dateTime",
    AnswerType.photo: "image",
    AnswerType.signature: "image",
    AnswerType.barcode: "barcode",
    AnswerType.geopoint: "geopoint",
    AnswerType.geotrace: "geotrace",
    AnswerType.geoshape: "geoshape",
    AnswerType.audio: "audio",
    AnswerType.video: "video",
    AnswerType.file: "file",
    AnswerType.note: "note",
    AnswerType.calculate: "calculate",
}
_SELECTS = {
    AnswerType.choice: "select_one",
    AnswerType.choices: "select_multiple",
    AnswerType.rank: "rank",
}


def own_list(item: Item) -> str:
    """What the list of an item is called that shares it with none."""
    return f"{item.code}.choices"


def rows_of(item: Item) -> list[Cells]:
    """Standard columns for ODK, our own beside them for the way back."""
    return [_question(item), *(_parts(item) if item.judged else ())]


def _question(item: Item) -> Cells:
    kept = dict(item.kept)
    kept_type = kept.pop(TYPE, "")
    meaning = meaning_of(kept_type) if kept_type else None
    if meaning and meaning.special == META:
        return {"type": kept_type, "name": item.code, **kept}
    is_shown = item.answer is AnswerType.calculate and bool(item.label.zh)
    kind = kept_type or ("text" if is_shown else _type(item))
    row = RowWriter({"type": kind, "name": item.code, **_own(item, kind, is_shown)})
    row.cells |= words("label", item.label) | words("hint", item.method)
    row.cells |= words("required_message", item.required_message)
    row.cells |= words("constraint_message", item.constraint_message)
    row.say(RELEVANT, item.relevant)
    _say_required(row, item)
    _say_constraint(row, item, kind, kept)
    _say_value(row, item, kind)
    row.say(APPEARANCE, item.appearance, _appearance(item))
    row.say(FILTER, item.choice_filter)
    return kept | row.row()


def _type(item: Item) -> str:
    if item.answer in _SELECTS:
        return f"{_SELECTS[item.answer]} {item.choice_list or own_list(item)}"
    return _TYPES[item.answer]


def _own(item: Item, kind: str, is_shown: bool) -> Cells:
    cells = cells_of(item, {name: ITEM[name] for name in ITEM if name not in _BY_HAND})
    if item.judged:
        cells |= own(JUDGED, YES)
    if item.answer in (AnswerType.pass_fail, AnswerType.count) or is_shown:
        cells |= own("answer", item.answer.value)
    if item.answer in _SELECTS and item.choice_list is None and kind.endswith(own_list(item)):
        cells |= own(OWN_LIST, YES)
    if not item.is_asked and item.required is not False:
        cells |= own("required", json.dumps(item.required, ensure_ascii=False))
    return cells


_BY_HAND = frozenset({"answer", "required"})


def _say_required(row: RowWriter, item: Item) -> None:
    """What is only read is never required; what is judged, only where it passes."""
    ours = TRUE if item.required is True else item.required or ""
    if not item.is_asked:
        return
    if item.judged and item.answer is not AnswerType.pass_fail:
        said = f"${{{item.code}.result}} = '{Result.passed}'" if ours else ""
        row.say(REQUIRED, ours, said)
    elif ours == TRUE:
        row.cells["required"] = "yes"
    else:
        row.say(REQUIRED, ours)


def _say_constraint(row: RowWriter, item: Item, kind: str, kept: Cells) -> None:
    """What a type demands by itself is not said again."""
    if kind == RANGE:
        within = within_range(kept.get(PARAMETERS, ""))
        row.say(CONSTRAINT, _beyond(within, item.constraint or ""))
    elif item.answer is AnswerType.count:
        row.say(CONSTRAINT, item.constraint, both(NOT_NEGATIVE, item.constraint))
    else:
        row.say(CONSTRAINT, item.constraint)


def _beyond(within: str, constraint: str) -> str:
    rest = constraint.removeprefix(f"({within}) and (")
    return "" if constraint == within else rest.removesuffix(")") if rest != constraint else rest


def _say_value(row: RowWriter, item: Item, kind: str) -> None:
    calculation = item.calculation or ""
    if kind == HIDDEN and calculation[:1] in ("'", '"') and calculation[-1:] == calculation[:1]:
        row.cells["default"] = calculation[1:-1]
    else:
        row.say(CALCULATE, item.calculation)
    if item.default is not None or item.default_from:
        row.say(DEFAULT, item.default_from or _plain(item.default))
    if item.read_only:
        row.cells["read_only"] = YES


def _plain(value: str | float | int | None) -> str:
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole else str(value)


def _appearance(item: Item) -> str | None:
    """ODK draws a signature where an image says so."""
    if item.answer is not AnswerType.signature or is_drawn(item.appearance):
        return None
    return f"{item.appearance} {SIGNATURE}".strip()


def _parts(item: Item) -> list[Cells]:
    """Made anew at every export: what the inspector says of a judged item."""
    result = item.code
    rows = []
    if item.answer is not AnswerType.pass_fail:
        result = f"{item.code}.result"
        required = {} if item.required is False else {"required": "yes"}
        said = _part(item, "result", f"select_one {RESULTS}", own_words.RESULT)
        rows.append(said | required | ({"relevant": item.relevant} if item.relevant else {}))
    has_failed = f"${{{result}}} = '{Result.failed}'"
    is_not_there = f"${{{result}}} = '{Result.not_applicable}'"
    rows += [
        _part(item, "grade", f"select_one {GRADES}", own_words.GRADE, has_failed)
        | {"default": item.grade.value, "required": "yes"},
        _part(item, "note", "text", own_words.NOTE, has_failed) | {"required": "yes"},
        _part(item, "reason", f"select_one {REASONS}", own_words.REASON, is_not_there)
        | {"required": "yes"},
    ]
    if item.photo is not PhotoRule.none:
        relevant = has_failed if item.photo is PhotoRule.on_fail else item.relevant or ""
        rows.append(_part(item, "photo", "image", own_words.PHOTO, relevant) | {"required": "yes"})
    return rows


def _part(item: Item, name: str, kind: str, said: Text, relevant: str = "") -> Cells:
    cells = {"type": kind, "name": f"{item.code}.{name}", **own(PART, YES)}
    cells |= words("label", own_words.of(item.label, said))
    return cells | ({"relevant": relevant} if relevant else {})
