"""A hazard and its closed loop: the state is a fold over the records that speak of it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from forms.definition import Grade


class HazardState(StrEnum):
    reported = "reported"
    confirmed = "confirmed"
    rectifying = "rectifying"
    submitted = "submitted"
    returned = "returned"
    closed = "closed"
    voided = "voided"
    transferred = "transferred"

    @property
    def is_open(self) -> bool:
        return self not in {HazardState.closed, HazardState.voided, HazardState.transferred}


class HazardEvent(StrEnum):
    """The record kinds `hazard.<event>`."""

    reported = "reported"
    confirmed = "confirmed"
    planned = "planned"
    submitted = "submitted"
    rechecked = "rechecked"
    extended = "extended"
    transferred = "transferred"
    closed = "closed"
    voided = "voided"


DEADLINE_DAYS: Mapping[Grade, int] = {Grade.general: 7, Grade.serious: 15, Grade.major: 90}
"""Default days to rectify; proposed values of domain.md 3.4, to be set by the bureau."""


@dataclass(frozen=True, slots=True)
class Hazard:
    id: str
    code: str
    """Temporary number of the device until the endpoint gives the final one."""
    unit: str
    domain: str
    inspection: str
    item: str
    asset: str
    place_name: str
    description: str
    grade: Grade
    bases: tuple[str, ...]
    photos: tuple[str, ...]
    found_at: datetime
    found_by: tuple[str, ...]
    due_on: date
    state: HazardState = HazardState.reported
    returns: int = 0
    """How often a recheck sent it back."""
    closed_at: datetime | None = None
    unit_submitted_by: str = ""
    """Who asked for the recheck: may not be the one who rechecks."""
    rebound_of: str = ""
    """The hazard that failed here within ninety days before (domain.md §2.0.1 rule 2)."""
    merged: tuple[str, ...] = ()
    """The slot keys of the failures that this systemic hazard stands for."""

    def is_overdue(self, today: date) -> bool:
        """Computed, never stored: past its day and not yet handed in."""
        waiting = {HazardState.reported, HazardState.confirmed}
        waiting |= {HazardState.rectifying, HazardState.returned}
        return self.state in waiting and today > self.due_on

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {
            "grade": str(self.grade),
            "state": str(self.state),
            "bases": list(self.bases),
            "photos": list(self.photos),
            "found_by": list(self.found_by),
            "merged": list(self.merged),
            "found_at": self.found_at.isoformat(),
            "due_on": self.due_on.isoformat(),
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["grade"] = Grade(data["grade"])
        known["state"] = HazardState(data.get("state", HazardState.reported))
        for name in ("bases", "photos", "found_by", "merged"):
            known[name] = tuple(data.get(name, ()))
        known["found_at"] = datetime.fromisoformat(data["found_at"])
        known["due_on"] = date.fromisoformat(data["due_on"])
        closed_at = data.get("closed_at")
        known["closed_at"] = datetime.fromisoformat(closed_at) if closed_at else None
        return cls(**known)


def default_due_on(grade: Grade, found_on: date) -> date:
    return found_on + timedelta(days=DEADLINE_DAYS[grade])


_REACHED: Mapping[HazardEvent, tuple[frozenset[HazardState], HazardState]] = {
    HazardEvent.confirmed: (frozenset({HazardState.reported}), HazardState.confirmed),
    HazardEvent.planned: (
        frozenset({HazardState.confirmed, HazardState.rectifying, HazardState.returned}),
        HazardState.rectifying,
    ),
    HazardEvent.submitted: (
        frozenset({HazardState.confirmed, HazardState.rectifying, HazardState.returned}),
        HazardState.submitted,
    ),
    HazardEvent.transferred: (
        frozenset({HazardState.confirmed, HazardState.rectifying}),
        HazardState.transferred,
    ),
    HazardEvent.closed: (frozenset({HazardState.submitted}), HazardState.closed),
    HazardEvent.voided: (frozenset({HazardState.reported}), HazardState.voided),
}


def can_follow(state: HazardState, event: HazardEvent) -> bool:
    """Whether `event` is possible in `state` (domain.md 3.3)."""
    if event is HazardEvent.rechecked:
        return state is HazardState.submitted
    if event is HazardEvent.extended:
        return state.is_open and state is not HazardState.submitted
    return event in _REACHED and state in _REACHED[event][0]


def follow(hazard: Hazard, event: HazardEvent, body: Mapping[str, Any], at: datetime) -> Hazard:
    """Return `hazard` after `event`; an event that is not possible changes nothing."""
    if not can_follow(hazard.state, event):
        return hazard
    if event is HazardEvent.rechecked:
        if body.get("passed"):
            return replace(hazard, state=HazardState.closed, closed_at=at)
        return replace(hazard, state=HazardState.returned, returns=hazard.returns + 1)
    if event is HazardEvent.extended:
        return replace(hazard, due_on=date.fromisoformat(body["due_on"]))
    changes: dict[str, Any] = {"state": _REACHED[event][1]}
    if event is HazardEvent.confirmed and body.get("grade"):
        changes["grade"] = Grade(body["grade"])
    if event in {HazardEvent.confirmed, HazardEvent.planned} and body.get("due_on"):
        changes["due_on"] = date.fromisoformat(body["due_on"])
    if event is HazardEvent.submitted:
        changes["unit_submitted_by"] = body.get("by", "")
    if event is HazardEvent.closed:
        changes["closed_at"] = at
    return replace(hazard, **changes)


def fold(
    reported: Mapping[str, Any],
    events: Iterable[tuple[HazardEvent, Mapping[str, Any], datetime]],
) -> Hazard:
    """Return the current state from a `hazard.reported` body and what followed, in order."""
    hazard = Hazard.from_dict(reported)
    for event, body, at in events:
        hazard = follow(hazard, event, body, at)
    return hazard
