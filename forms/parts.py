"""The parts of an item: what it rests on, how far it may go, what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from forms.plain import date_or_none, to_plain
from forms.terms import Confidence, Grade, Text


@dataclass(frozen=True, slots=True)
class Basis:
    """One law or standard that an item rests on, and when it was in force."""

    text: Text
    effective_from: date | None = None
    effective_to: date | None = None
    confidence: Confidence = Confidence.V

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

    def to_dict(self) -> dict[str, Any]:
        return to_plain(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(**{name: plain.get(name) for name in cls.__dataclass_fields__})


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

    def to_dict(self) -> dict[str, Any]:
        return to_plain(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(plain["value"], Text.from_dict(plain["label"]), plain.get("fails", False))


def _years(plain: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Sorted, so that a form is the same whatever order it was written in."""
    return tuple(sorted(plain.items()))
