"""The parts of an item: what it rests on, how far it may go, what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from forms.limit_source import SetBy, read_set_by
from forms.plain import date_or_none, kept_of, to_plain
from forms.terms import NO_TEXT, Confidence, Grade, Kept, Text


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who checked a basis that was still to be verified, when, and against which source."""

    by: str
    on: date
    source: str

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(plain["by"], date.fromisoformat(plain["on"]), plain["source"])


@dataclass(frozen=True, slots=True)
class Basis:
    """One law or standard that an item rests on, and when it was in force."""

    text: Text
    effective_from: date | None = None
    effective_to: date | None = None
    confidence: Confidence = Confidence.V
    confirmed: Confirmation | None = None

    @property
    def is_open(self) -> bool:
        """True while it is still to be verified (待核) and nobody has confirmed it."""
        return self.confidence is Confidence.V and self.confirmed is None

    def is_in_force(self, day: date) -> bool:
        """True when `day` lies in the days in force, both ends included; unknown ends are open."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )

    def to_dict(self) -> dict[str, Any]:
        return to_plain(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            text=Text.from_dict(plain["text"]),
            effective_from=date_or_none(plain.get("effective_from")),
            effective_to=date_or_none(plain.get("effective_to")),
            confidence=Confidence(plain.get("confidence", Confidence.V)),
            confirmed=(
                Confirmation.from_dict(plain["confirmed"]) if plain.get("confirmed") else None
            ),
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number or count must lie within; both ends are included.

    Outside `minimum`–`maximum` it fails whatever the circumstances. Where the regulation has more
    than one limit (0.25 MPa, in high buildings 0.35 MPa), `sure_minimum` and `sure_maximum` say
    where it passes whatever the circumstances; between the two the inspector decides. Where the
    limit belongs to the thing itself (the seats of a bus), `minimum_of` and `maximum_of` name the
    attribute that holds it; while that is unknown the inspector decides.
    """

    minimum: float | None = None
    maximum: float | None = None
    sure_minimum: float | None = None
    sure_maximum: float | None = None
    minimum_of: str | None = None
    maximum_of: str | None = None
    set_by: SetBy = None
    """Which bases of the item set the limit; the only one when left out."""

    @property
    def is_stated(self) -> bool:
        """True when a number stands in the form, not only on the thing itself."""
        stated = (self.minimum, self.maximum, self.sure_minimum, self.sure_maximum)
        return any(limit is not None for limit in stated)

    def to_dict(self) -> dict[str, Any]:
        return to_plain(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        known = {name: plain.get(name) for name in cls.__dataclass_fields__}
        return cls(**known | {"set_by": read_set_by(plain.get("set_by"))})


class DueKind(StrEnum):
    expires = "expires"
    """The date entered is an expiry date: the day itself still counts."""
    within_days = "within_days"
    """The date entered must be at most `days` days ago."""
    lifetime = "lifetime"
    """The date entered plus the years for the asset's attribute is the expiry date."""


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a date that was entered is overdue."""

    kind: DueKind
    days: int | None = None
    notice_days: int | None = None
    """expires: this close to the expiry date the inspector decides (has it been applied for?)."""
    attribute: str | None = None
    """lifetime: the asset attribute that chooses the years, e.g. extinguisher_type."""
    years: tuple[tuple[str, int], ...] = ()
    """lifetime: attribute value and years; the value "*" stands for every other one."""
    first_years: tuple[tuple[str, int], ...] = ()
    """lifetime: the years that apply while the date is still the asset's `manufactured_on`."""
    set_by: SetBy = None
    """As in `Limits`."""

    @property
    def is_stated(self) -> bool:
        """False where the last good day is read off a document and nothing is added to it."""
        return self.kind is not DueKind.expires or self.notice_days is not None

    def to_dict(self) -> dict[str, Any]:
        plain = to_plain(self)
        for name in ("years", "first_years"):
            if name in plain:
                plain[name] = dict(getattr(self, name))
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            kind=DueKind(plain["kind"]),
            days=plain.get("days"),
            notice_days=plain.get("notice_days"),
            attribute=plain.get("attribute"),
            years=_years(plain.get("years", {})),
            first_years=_years(plain.get("first_years", {})),
            set_by=read_set_by(plain.get("set_by")),
        )


@dataclass(frozen=True, slots=True)
class Escalation:
    """A circumstance that makes a failure worse; `when` is set only where it can be computed."""

    text: Text
    grade: Grade
    when: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return to_plain(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(Text.from_dict(plain["text"]), Grade(plain["grade"]), plain.get("when"))


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text
    fails: bool = False
    points: float | None = None
    """What choosing it earns, where the item is scored; all or nothing when left out."""
    columns: tuple[tuple[str, str], ...] = ()
    """What a filter can ask of it, by name: the further columns of an XLSForm's choices."""
    kept: Kept = ()

    def to_dict(self) -> dict[str, Any]:
        plain = to_plain(self)
        if self.columns:
            plain["columns"] = dict(self.columns)
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            plain["value"],
            Text.from_dict(plain["label"]),
            plain.get("fails", False),
            plain.get("points"),
            tuple(sorted(plain.get("columns", {}).items())),
            kept_of(plain),
        )


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """Choices that several items of a form share; an item names it by `choice_list`."""

    id: str
    choices: tuple[Choice, ...]

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(plain["id"], tuple(map(Choice.from_dict, plain["choices"])))


@dataclass(frozen=True, slots=True)
class Repeat:
    """A section that is filled in once per row: one participant, one chemical, one movement."""

    label: Text
    """What one row is called; its number is put behind it."""
    minimum: int = 1
    """Rows that are there from the start and cannot be taken away."""
    maximum: int | None = None
    count: str | None = None
    """How many rows there are, where that is computed; then none can be added or taken away."""

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            Text.from_dict(plain["label"]),
            plain.get("minimum", 1),
            plain.get("maximum"),
            plain.get("count"),
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Items of a section that belong together under words and a condition of their own."""

    id: str
    label: Text = NO_TEXT
    relevant: str | None = None
    within: str | None = None
    """The group that this one is part of."""
    appearance: str = ""
    kept: Kept = ()

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        label = Text.from_dict(plain["label"]) if "label" in plain else NO_TEXT
        rest = {name: plain[name] for name in ("relevant", "within", "appearance") if name in plain}
        return cls(plain["id"], label, kept=kept_of(plain), **rest)


@dataclass(frozen=True, slots=True)
class MergeRule:
    """When many failures of one kind are one systemic hazard (domain.md §2.0.1 rule 3)."""

    id: str
    label: Text
    asset_kind: str
    percent: float
    """From this share of the assets that were checked."""
    at_least: int = 2
    """A single failure has nothing to merge with."""
    by: str = "building"
    """The assets that share this attribute are counted together."""
    items: tuple[str, ...] = ()
    """Only failures of these items count; of all when left out."""
    grade: Grade = Grade.serious

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        rest = {name: plain[name] for name in ("at_least", "by") if name in plain}
        return cls(
            plain["id"],
            Text.from_dict(plain["label"]),
            plain["asset_kind"],
            plain["percent"],
            items=tuple(plain.get("items", ())),
            grade=Grade(plain.get("grade", Grade.serious)),
            **rest,
        )


@dataclass(frozen=True, slots=True)
class Level:
    """What a score is called from so many percent on: the first that fits, in their order."""

    id: str
    label: Text
    percent: float
    none_of: Grade | None = None
    """Out of reach while an item of this grade or a worse one has failed."""

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        veto = Grade(plain["none_of"]) if plain.get("none_of") else None
        return cls(plain["id"], Text.from_dict(plain["label"]), plain["percent"], veto)


def _years(plain: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Sorted, so that a form is the same whatever order it was written in."""
    return tuple(sorted(plain.items()))
