"""What a checklist is: forms, sections and items, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from forms.errors import UnknownItem
from forms.parts import Basis, Choice, DueKind, DueRule, Escalation, Limits
from forms.plain import digest_of, to_plain
from forms.terms import (
    NO_TEXT,
    UNIT_KINDS,
    AnswerType,
    Confidence,
    Frequency,
    Grade,
    PhotoRule,
    Reason,
    Result,
    Text,
)

__all__ = [
    "UNIT_KINDS",
    "AnswerType",
    "Basis",
    "Choice",
    "Confidence",
    "DueKind",
    "DueRule",
    "Escalation",
    "Form",
    "Frequency",
    "Grade",
    "Item",
    "Limits",
    "PhotoRule",
    "Reason",
    "Result",
    "Section",
    "Text",
]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist: what to look at, how, and what a failure means."""

    code: str
    label: Text
    method: Text
    answer: AnswerType
    unit: Text | None = None
    limits: Limits | None = None
    due: DueRule | None = None
    choices: tuple[Choice, ...] = ()
    photo: PhotoRule = PhotoRule.on_fail
    grade: Grade = Grade.general
    escalation: tuple[Escalation, ...] = ()
    basis: tuple[Basis, ...] = ()
    asset_kind: str | None = None
    object: Text = NO_TEXT
    frequency: Frequency = Frequency.each_time
    relevant: str | None = None
    required: bool = True
    fail_words: Text = NO_TEXT
    """The standard wording that is prefilled when the item fails."""

    def to_dict(self) -> dict[str, Any]:
        plain = to_plain(self)
        if self.due is not None:
            plain["due"] = self.due.to_dict()
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            code=plain["code"],
            label=Text.from_dict(plain["label"]),
            method=Text.from_dict(plain["method"]),
            answer=AnswerType(plain["answer"]),
            unit=Text.from_dict(plain["unit"]) if plain.get("unit") else None,
            limits=Limits.from_dict(plain["limits"]) if "limits" in plain else None,
            due=DueRule.from_dict(plain["due"]) if plain.get("due") else None,
            choices=tuple(map(Choice.from_dict, plain.get("choices", ()))),
            photo=PhotoRule(plain.get("photo", PhotoRule.on_fail)),
            grade=Grade(plain.get("grade", Grade.general)),
            escalation=tuple(map(Escalation.from_dict, plain.get("escalation", ()))),
            basis=tuple(map(Basis.from_dict, plain.get("basis", ()))),
            asset_kind=plain.get("asset_kind"),
            object=Text.from_dict(plain["object"]) if "object" in plain else NO_TEXT,
            frequency=Frequency(plain.get("frequency", Frequency.each_time)),
            relevant=plain.get("relevant"),
            required=plain.get("required", True),
            fail_words=Text.from_dict(plain["fail_words"]) if "fail_words" in plain else NO_TEXT,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the walk; with `asset_kind` it repeats once per scanned asset of that kind."""

    id: str
    label: Text
    asset_kind: str | None = None
    items: tuple[Item, ...] = ()
    relevant: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return to_plain(self) | {"items": [item.to_dict() for item in self.items]}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            id=plain["id"],
            label=Text.from_dict(plain["label"]),
            asset_kind=plain.get("asset_kind"),
            items=tuple(map(Item.from_dict, plain["items"])),
            relevant=plain.get("relevant"),
        )


@dataclass(frozen=True)
class Form:
    """A checklist of one domain, in one version."""

    id: str
    version: int
    domain: str
    label: Text
    sections: tuple[Section, ...]
    unit_kinds: tuple[str, ...] = UNIT_KINDS
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
        return {
            "id": self.id,
            "version": self.version,
            "domain": self.domain,
            "label": self.label.to_dict(),
            "unit_kinds": list(self.unit_kinds),
            "sections": [section.to_dict() for section in self.sections],
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            id=plain["id"],
            version=plain["version"],
            domain=plain["domain"],
            label=Text.from_dict(plain["label"]),
            sections=tuple(map(Section.from_dict, plain["sections"])),
            unit_kinds=tuple(plain.get("unit_kinds", UNIT_KINDS)),
        )
