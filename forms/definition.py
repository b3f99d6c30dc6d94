"""What a form is: sections and items, as frozen values. docs/forms.md is its reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

from forms.errors import UnknownItem
from forms.limit_source import OPEN, sources_of
from forms.parts import (
    Basis,
    Choice,
    ChoiceList,
    Confirmation,
    DueKind,
    DueRule,
    Escalation,
    Group,
    Level,
    Limits,
    MergeRule,
    Repeat,
)
from forms.plain import digest_of, kept_of, to_plain
from forms.terms import (
    NO_TEXT,
    UNIT_KINDS,
    AnswerType,
    Confidence,
    Frequency,
    Grade,
    Kept,
    PhotoRule,
    Purpose,
    Reason,
    Result,
    Text,
)

__all__ = [
    "UNIT_KINDS",
    "AnswerType",
    "Basis",
    "Choice",
    "ChoiceList",
    "Confidence",
    "Confirmation",
    "DueKind",
    "DueRule",
    "Escalation",
    "Form",
    "Frequency",
    "Grade",
    "Group",
    "Item",
    "Level",
    "Limits",
    "MergeRule",
    "PhotoRule",
    "Purpose",
    "Reason",
    "Repeat",
    "Result",
    "Section",
    "Text",
]

NO_LISTS: Mapping[str, tuple[Choice, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a form.

    A judged item is looked at and passes, fails or does not apply. An item with `judged` false is
    only noted: it has a value and no result, no grade, no basis.
    """

    code: str
    answer: AnswerType
    label: Text = NO_TEXT
    method: Text = NO_TEXT
    """How to find out; of what is only noted, the hint beside it."""
    judged: bool = True
    unit: Text | None = None
    limits: Limits | None = None
    due: DueRule | None = None
    choices: tuple[Choice, ...] = ()
    """Its own, or those of its `choice_list`."""
    choice_list: str | None = None
    choice_filter: str | None = None
    """Offers the choices for which it holds; a bare name is a column of the choice."""
    photo: PhotoRule = PhotoRule.on_fail
    photo_when: str | None = None
    """A photo is also asked for where this holds."""
    grade: Grade = Grade.general
    escalation: tuple[Escalation, ...] = ()
    basis: tuple[Basis, ...] = ()
    asset_kind: str | None = None
    object: Text = NO_TEXT
    frequency: Frequency = Frequency.each_time
    group: str | None = None
    """The group of its section that it stands in."""
    relevant: str | None = None
    required: bool | str = True
    """Always, never, or where a condition holds."""
    required_message: Text = NO_TEXT
    constraint: str | None = None
    """What a value must satisfy; `.` is the value."""
    constraint_message: Text = NO_TEXT
    calculation: str | None = None
    """Computes the value, whenever what it names changes."""
    default: str | float | int | None = None
    """The value that the item starts with."""
    default_from: str | None = None
    """The same, computed once when the form or the row begins."""
    read_only: bool = False
    points: float | None = None
    """What passing earns; items with points make the form's score."""
    appearance: str = ""
    """As XLSForm has it; `counter` draws one big button that counts, `multiline` a tall field."""
    fail_words: Text = NO_TEXT
    """The standard wording that is prefilled when the item fails."""
    kept: Kept = ()

    @property
    def is_asked(self) -> bool:
        """False where there is nothing for a person to enter."""
        return self.answer.is_entered and not self.read_only and self.calculation is None

    @property
    def limit(self) -> Limits | DueRule | None:
        """The rule whose number stands in the form; what is read off the thing has none."""
        rule = self.limits or self.due
        return rule if rule is not None and rule.is_stated else None

    @property
    def limit_sources(self) -> tuple[int, ...]:
        """The numbers of the bases that set its limit."""
        return sources_of(self.limit.set_by, len(self.basis)) if self.limit else ()

    @property
    def is_limit_open(self) -> bool:
        """True while nobody has verified which basis sets its limit (待核)."""
        return self.limit is not None and self.limit.set_by == OPEN

    @property
    def is_shown(self) -> bool:
        """False for what is computed without a word to show beside it."""
        is_unseen = self.answer is AnswerType.calculate
        return not is_unseen or bool(self.label.zh or self.label.en)

    @property
    def keeps_its_beginning(self) -> bool:
        """True for what is computed once and then stands."""
        is_once = self.calculation is not None and "once(" in self.calculation
        return is_once or self.default is not None or self.default_from is not None

    def to_dict(self) -> dict[str, Any]:
        plain = to_plain(self)
        if self.choice_list is not None:
            plain.pop("choices", None)
        return plain

    @classmethod
    def from_dict(
        cls, plain: Mapping[str, Any], lists: Mapping[str, tuple[Choice, ...]] = NO_LISTS
    ) -> Self:
        """`lists` are the choices that the form's items share, by id."""
        known = {name: plain[name] for name in _PLAIN if name in plain}
        for name, read in _READ.items():
            if plain.get(name) is not None:
                known[name] = read(plain[name])
        known["kept"] = kept_of(plain)
        if known.get("choice_list") in lists:
            known["choices"] = lists[known["choice_list"]]
        return cls(**known)


def _each(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda plain: tuple(map(read, plain))


_READ: Mapping[str, Callable[[Any], Any]] = {
    "answer": AnswerType,
    "label": Text.from_dict,
    "method": Text.from_dict,
    "unit": Text.from_dict,
    "limits": Limits.from_dict,
    "due": DueRule.from_dict,
    "choices": _each(Choice.from_dict),
    "photo": PhotoRule,
    "grade": Grade,
    "escalation": _each(Escalation.from_dict),
    "basis": _each(Basis.from_dict),
    "object": Text.from_dict,
    "frequency": Frequency,
    "required_message": Text.from_dict,
    "constraint_message": Text.from_dict,
    "fail_words": Text.from_dict,
}
"""How the fields that are more than plain JSON are read."""

_PLAIN = frozenset(Item.__dataclass_fields__) - frozenset(_READ)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the walk.

    With `asset_kind` it is filled in once per scanned asset of that kind, with `repeat` once per
    row that is added.
    """

    id: str
    label: Text
    asset_kind: str | None = None
    items: tuple[Item, ...] = ()
    relevant: str | None = None
    repeat: Repeat | None = None
    groups: tuple[Group, ...] = ()
    weight: float | None = None
    """Its share of the form's score, as a ratio to the other sections' weights."""
    kept: Kept = ()

    def groups_of(self, item: Item) -> tuple[Group, ...]:
        """The groups around an item, the outermost first."""
        by_id = {group.id: group for group in self.groups}
        around: list[Group] = []
        name = item.group
        while name in by_id and by_id[name] not in around:
            around.insert(0, by_id[name])
            name = by_id[name].within
        return tuple(around)

    def to_dict(self) -> dict[str, Any]:
        return to_plain(self) | {"items": [item.to_dict() for item in self.items]}

    @classmethod
    def from_dict(
        cls, plain: Mapping[str, Any], lists: Mapping[str, tuple[Choice, ...]] = NO_LISTS
    ) -> Self:
        return cls(
            id=plain["id"],
            label=Text.from_dict(plain["label"]),
            asset_kind=plain.get("asset_kind"),
            items=tuple(Item.from_dict(item, lists) for item in plain["items"]),
            relevant=plain.get("relevant"),
            repeat=Repeat.from_dict(plain["repeat"]) if plain.get("repeat") else None,
            groups=tuple(map(Group.from_dict, plain.get("groups", ()))),
            weight=plain.get("weight"),
            kept=kept_of(plain),
        )


@dataclass(frozen=True)
class Form:
    """A checklist of one domain, or another form in the same language, in one version."""

    id: str
    version: int
    domain: str
    label: Text
    sections: tuple[Section, ...]
    unit_kinds: tuple[str, ...] = UNIT_KINDS
    purpose: Purpose = Purpose.checklist
    choice_lists: tuple[ChoiceList, ...] = ()
    merges: tuple[MergeRule, ...] = ()
    levels: tuple[Level, ...] = ()
    kept: Kept = ()
    _by_code: dict[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {item.code: item for item in self.items()})

    def item(self, code: str) -> Item:
        """Raises `UnknownItem` when the form has no such code."""
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownItem(form=self.id, item=code) from None

    def items(self) -> Iterator[Item]:
        return (item for section in self.sections for item in section.items)

    def suits(self, unit_kind: str) -> bool:
        """True when units of this kind are inspected by it."""
        return unit_kind in self.unit_kinds

    def asset_kinds(self) -> tuple[str, ...]:
        """The kinds whose sections repeat per scanned asset, in the order of the walk."""
        return tuple(dict.fromkeys(s.asset_kind for s in self.sections if s.asset_kind))

    def digest(self) -> str:
        """SHA-256, in hex, over the form's canonical JSON."""
        return digest_of(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        return to_plain(self) | {"unit_kinds": list(self.unit_kinds)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        lists = tuple(map(ChoiceList.from_dict, plain.get("choice_lists", ())))
        shared = {each.id: each.choices for each in lists}
        return cls(
            id=plain["id"],
            version=plain["version"],
            domain=plain["domain"],
            label=Text.from_dict(plain["label"]),
            sections=tuple(Section.from_dict(each, shared) for each in plain["sections"]),
            unit_kinds=tuple(plain.get("unit_kinds", UNIT_KINDS)),
            purpose=Purpose(plain.get("purpose", Purpose.checklist)),
            choice_lists=lists,
            merges=tuple(map(MergeRule.from_dict, plain.get("merges", ()))),
            levels=tuple(map(Level.from_dict, plain.get("levels", ()))),
            kept=kept_of(plain),
        )
