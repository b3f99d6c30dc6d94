"""One question of a survey as one of our items."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.parsing.parameters import parse as parse_parameters
from pyxform.utils import default_is_dynamic

from forms.answers import parse as parse_answer
from forms.definition import AnswerType, Choice, Item, Text
from forms.errors import InvalidAnswer
from forms.terms import NO_TEXT
from forms.xlsform import question_types
from forms.xlsform.annotations import Kept, kept_of
from forms.xlsform.choices import RESERVED, Lists, with_other
from forms.xlsform.columns import Row, Tokens
from forms.xlsform.expressions import both, expression_in, truth
from forms.xlsform.faults import FaultKind, Findings, RemarkKind
from forms.xlsform.own_columns import (
    ITEM,
    JUDGED,
    OWN_LIST,
    YES,
    original,
    own_text,
    read_own,
)
from forms.xlsform.question_types import (
    ACKNOWLEDGE,
    EXTERNAL,
    FILLED_IN,
    META,
    OUTSIDE,
    RANGE,
    TABLE_TYPE,
    Meaning,
)
from forms.xlsform.survey import Question
from forms.xlsform.words import Languages

NAME = re.compile(r"[A-Za-z_一-鿿][A-Za-z0-9_一-鿿-]{0,63}")
OK = Choice("OK", Text("确认", "OK"))
SPECIFY = Text("请说明其他情况", "Specify other.")
OTHER = Text("其他", "Other")
TYPE, PARAMETERS = "type", "parameters"

NOTHING = "''"

_NAMED: frozenset[Tokens | str] = frozenset({("type",), ("name",), ("disabled",)})
_DRAWN = frozenset({"signature", "draw"})
"""Appearances of an image that is drawn with a finger."""
_OUTSIDE_APPEARANCES = ("search(", "printer:")
"""They bring in choices from elsewhere, or do what is not done here; any other is a way to show or
enter the very same value, and where this app has not that way, it has its own."""
_OF_FILE = ("value", "label")
_OF_FILE_COLUMN = re.compile(r"(?<![\w${.'\"-])(?:name|label)(?![\w.}'\"-])")
_READ: frozenset[Tokens | str] = frozenset(
    {
        "type",
        "name",
        "label",
        "hint",
        "default",
        "choice_filter",
        "parameters",
        "disabled",
        ("control", "appearance"),
        ("bind", "relevant"),
        ("bind", "required"),
        ("bind", "constraint"),
        ("bind", "calculate"),
        ("bind", "readonly"),
    }
)


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading a question needs besides its row."""

    lists: Lists
    languages: Languages
    findings: Findings
    codes: Mapping[int, str]
    """By the number of the row."""
    is_renamed: Callable[[str], bool] = lambda _: False
    """Whether a list's file means other columns by `name` and `label`."""
    own_lists: set[str] = field(default_factory=set)
    """Ids of the lists that belong to one item alone."""

    def items(self, question: Question) -> list[Item]:
        """The item, and the one that `or_other` adds; none where the type is outside."""
        row = question.row
        meaning = _unseen(row, question_types.meaning_of(question.type))
        if meaning.special == OUTSIDE:
            self.findings.fault(row.place("type"), FaultKind.outside_type, name=meaning.name)
            return []
        if meaning.name == TABLE_TYPE:
            return []
        name = row.text("name") or self._name_of_note(meaning, row)
        if not self._is_name(row, name):
            return []
        name = self._code(row, name)
        if meaning.special == META:
            return [self._filled_in(row, meaning, name)]
        item = self._item(row, meaning, name)
        return [item, *self._other(item)] if meaning.has_other else [item]

    def text(self, row: Row, *tokens: str) -> Text:
        return self.languages.text(row.by_language(*tokens))

    def _code(self, row: Row, name: str) -> str:
        code = self.codes.get(row.number, name)
        if code != name:
            place = row.place("name")
            self.findings.remark(place, RemarkKind.name_changed, name=name, code=code)
        return code

    def _name_of_note(self, meaning: Meaning, row: Row) -> str:
        """As pyxform names a note without a name."""
        return f"generated_note_name_{row.number}" if meaning.answer is AnswerType.note else ""

    def _is_name(self, row: Row, name: str) -> bool:
        if not name:
            self.findings.fault(row.place("name"), FaultKind.name_missing)
        elif not NAME.fullmatch(name):
            self.findings.fault(row.place("name"), FaultKind.bad_name, name=name)
        else:
            return True
        return False

    def _filled_in(self, row: Row, meaning: Meaning, name: str) -> Item:
        """What a device notes by itself: every record here says it, so it is only kept."""
        self.findings.remark(row.place("type"), RemarkKind.meta_kept, name=meaning.name)
        return Item(
            name,
            AnswerType.calculate,
            judged=False,
            required=False,
            calculation=FILLED_IN.get(meaning.name, NOTHING),
            kept=((TYPE, row.text("type")), *kept_of(row, _NAMED, self.findings)),
        )

    def _item(self, row: Row, meaning: Meaning, name: str) -> Item:
        assert meaning.answer is not None
        is_unseen = meaning.answer is AnswerType.calculate
        item = Item(
            code=name,
            answer=meaning.answer,
            label=NO_TEXT if is_unseen else self.text(row, "label"),
            method=NO_TEXT if is_unseen else self.text(row, "hint"),
            judged=False,
            relevant=expression_in(row, self.findings, "bind", "relevant"),
            required=truth(expression_in(row, self.findings, "bind", "required")),
            required_message=self.text(row, "bind", "jr:requiredMsg"),
            constraint=expression_in(row, self.findings, "bind", "constraint"),
            constraint_message=self.text(row, "bind", "jr:constraintMsg"),
            calculation=expression_in(row, self.findings, "bind", "calculate"),
            read_only=self._is_read_only(row),
            appearance=self._appearance(row),
            kept=self._kept(row, _READ - _unread(meaning)),
        )
        if meaning.constraint:
            item = replace(item, constraint=both(meaning.constraint, item.constraint))
        item = self._labelled(row, item)
        item = self._with_default(row, self._by_type(row, meaning, item))
        return self._own(row, item)

    def _own(self, row: Row, item: Item) -> Item:
        """What our own columns add; an item is judged only where they say so."""
        own = read_own(row, ITEM, self.findings)
        own["judged"] = own_text(row, JUDGED) == YES
        appearance = original(row, "control::appearance", item.appearance)
        if appearance is not None:
            own["appearance"] = appearance
        if own_text(row, OWN_LIST) == YES and item.choice_list:
            self.own_lists.add(item.choice_list)
            own["choice_list"] = None
        return replace(item, **own)

    def _labelled(self, row: Row, item: Item) -> Item:
        """What is shown needs words: its name, where there are none but pyxform lets it pass."""
        if item.label.zh or item.answer is AnswerType.calculate:
            return item
        has_media = any(name.startswith("media") for name, _ in item.kept)
        if item.method.zh or has_media or item.answer is AnswerType.note:
            return replace(
                item, label=item.method if item.method.zh else Text(item.code, item.code)
            )
        self.findings.fault(row.place("label"), FaultKind.label_missing, name=item.code)
        return item

    def _by_type(self, row: Row, meaning: Meaning, item: Item) -> Item:
        if meaning.special == RANGE:
            return self._range(row, item)
        if meaning.special == ACKNOWLEDGE:
            return replace(item, choices=(OK,), kept=(*item.kept, (TYPE, meaning.name)))
        if meaning.list_name:
            return self._select(row, meaning, item)
        if item.answer is AnswerType.photo and is_drawn(item.appearance):
            item = replace(item, answer=AnswerType.signature)
        if item.answer is AnswerType.calculate:
            return self._calculate(row, meaning, item)
        return replace(item, kept=(*item.kept, *self._parameters(row)))

    def _select(self, row: Row, meaning: Meaning, item: Item) -> Item:
        if meaning.list_name.startswith(RESERVED):
            return item
        name = meaning.list_name
        if meaning.name == EXTERNAL:
            name = self.lists.external.get(name, "")
        if name not in self.lists.by_name:
            params = {"name": meaning.list_name}
            self.findings.fault(row.place("type"), FaultKind.list_missing, **params)
            return item
        if meaning.answer.is_of_several:
            for value, place in self.lists.spaced.get(name, ()):
                self.findings.fault(place, FaultKind.choice_spaces, name=value)
        shared = self.lists.by_name[name]
        if meaning.has_other:
            shared = with_other(shared, OTHER)
        return replace(
            item,
            choice_list=shared.id,
            choices=shared.choices,
            choice_filter=self._filter(row, meaning),
            kept=(*item.kept, *self._parameters(row, _OF_FILE if meaning.special else ())),
        )

    def _filter(self, row: Row, meaning: Meaning) -> str | None:
        found = expression_in(row, self.findings, "choice_filter")
        if found and self.is_renamed(meaning.list_name) and _OF_FILE_COLUMN.search(found):
            self.findings.fault(row.place("choice_filter"), FaultKind.outside_filter, name=found)
        return found

    def _other(self, item: Item) -> list[Item]:
        name = f"{item.code}_other"
        return [
            Item(
                name,
                AnswerType.text,
                label=SPECIFY,
                judged=False,
                required=False,
                relevant=f"selected(${{{item.code}}}, 'other')",
            )
        ]

    def _calculate(self, row: Row, meaning: Meaning, item: Item) -> Item:
        """A hidden field without a calculation holds its default."""
        kept = (*item.kept, (TYPE, meaning.name)) if meaning.name != "calculate" else item.kept
        item = replace(item, required=False, read_only=False, kept=kept)
        if item.calculation is not None:
            return item
        default = row.text("default")
        if meaning.name == "calculate" and not default:
            self.findings.fault(row.place("bind", "calculate"), FaultKind.calculation_missing)
        if "'" in default and '"' in default:
            self.findings.fault(row.place("default"), FaultKind.outside_default, text=default)
        quote = '"' if "'" in default else "'"
        is_dynamic = default_is_dynamic(default)
        calculation = default if is_dynamic else f"{quote}{default}{quote}"
        if is_dynamic:
            expression_in(row, self.findings, "default")
        return replace(item, calculation=calculation)

    def _range(self, row: Row, item: Item) -> Item:
        text = row.text("parameters")
        kept = (*item.kept, (TYPE, RANGE), *self._parameters(row))
        try:
            within = within_range(text)
        except (ValueError, PyXFormError):
            self.findings.fault(row.place("parameters"), FaultKind.bad_value, text=text)
            return item
        is_whole = not {"."} & set(text)
        return replace(
            item,
            answer=AnswerType.integer if is_whole else AnswerType.number,
            constraint=both(within, item.constraint),
            kept=kept,
        )

    def _parameters(self, row: Row, read: tuple[str, ...] = ()) -> Kept:
        """But for those that were `read`, they say how something is entered, or how large."""
        text = row.text("parameters")
        if read:
            said = _parsed(text)
            text = " ".join(f"{name}={said[name]}" for name in said if name not in read)
        if not text:
            return ()
        self.findings.remark(row.place("parameters"), RemarkKind.parameter_kept, name=text)
        return ((PARAMETERS, text),)

    def _is_read_only(self, row: Row) -> bool:
        found = truth(expression_in(row, self.findings, "bind", "readonly"))
        if isinstance(found, str):
            place = row.place("bind", "readonly")
            self.findings.fault(place, FaultKind.outside_expression, name=found)
            return False
        return found

    def _appearance(self, row: Row) -> str:
        said = row.text("control", "appearance")
        if any(each in said for each in _OUTSIDE_APPEARANCES):
            place = row.place("control", "appearance")
            self.findings.fault(place, FaultKind.outside_appearance, name=said)
        elif said:
            place = row.place("control", "appearance")
            self.findings.remark(place, RemarkKind.appearance_kept, name=said)
        return said

    def _kept(self, row: Row, read: frozenset[Tokens | str]) -> Kept:
        messages = ("jr:requiredMsg", "jr:constraintMsg")
        known = {tokens for tokens, _ in row.under("bind") if tokens[1] in messages}
        return kept_of(row, read | known, self.findings)

    def _with_default(self, row: Row, item: Item) -> Item:
        text = row.text("default")
        if not text or item.answer is AnswerType.calculate:
            return item
        if default_is_dynamic(text, row.text("type")):
            return replace(item, default_from=expression_in(row, self.findings, "default"))
        try:
            return replace(item, default=_value(item, text))
        except InvalidAnswer:
            self.findings.fault(row.place("default"), FaultKind.outside_default, text=text)
            return item


def _unseen(row: Row, meaning: Meaning) -> Meaning:
    """A question of any type that nobody is shown is computed, as pyxform has it."""
    is_shown = any(row.by_language(each) for each in ("label", "hint", "guidance_hint", "media"))
    is_typed = meaning.answer in question_types.TYPED and not meaning.special
    if is_shown or not is_typed or not row.text("bind", "calculate"):
        return meaning
    return Meaning(AnswerType.calculate, name=meaning.name)


def is_drawn(appearance: str) -> bool:
    return not _DRAWN.isdisjoint(appearance.split())


def _unread(meaning: Meaning) -> set[str]:
    """What has no effect for a question of that kind: it is kept."""
    unread = {"label", "hint"} if meaning.answer is AnswerType.calculate else set()
    return unread if meaning.list_name else unread | {"choice_filter"}


def _parsed(parameters: str) -> dict[str, str]:
    """Nothing of what is no parameters: pyxform says so at their cell."""
    try:
        return parse_parameters(parameters, 0) if parameters else {}
    except PyXFormError:
        return {}


def within_range(parameters: str) -> str:
    """What a range demands: from start to end, one to ten where it does not say.

    Raises ValueError or `PyXFormError`.
    """
    said = parse_parameters(parameters, 0) if parameters else {}
    known = {"start": "1", "end": "10"} | said
    low, high = sorted((float(known["start"]), float(known["end"])))
    return f". >= {low:g} and . <= {high:g}"


def _value(item: Item, text: str) -> Any:
    """Raises `InvalidAnswer` for what the item itself would not take."""
    is_drawn_or_shot = item.answer in (AnswerType.photo, AnswerType.signature)
    if not item.answer.is_entered or item.answer.is_file or is_drawn_or_shot:
        raise InvalidAnswer(item.code, "no_value_expected", text=text)
    return parse_answer(replace(item, read_only=False, calculation=None), text)
