"""What failed here before: carried into the next walk, and graver when it fails again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forms.answers import slot_of
from forms.grading import REBOUND_DAYS
from forms.terms import Grade
from inspect_app.domain.hazard import Hazard, HazardState
from inspect_app.storage.store import Store

CLOSED_LOOKED_AT = 1_000
"""Of one unit, the hazards that ended last; more within ninety days no unit has."""


@dataclass(frozen=True, slots=True)
class PastFailure:
    """The last time that an item failed, for one asset or in general."""

    hazard: str
    found_on: date
    grade: Grade
    is_open: bool

    def is_recent(self, today: date) -> bool:
        """True where failing again counts as a rebound."""
        return self.found_on >= today - timedelta(days=REBOUND_DAYS)


def past_failures(store: Store, unit_id: str, today: date) -> Mapping[str, PastFailure]:
    """By slot key: what is still open, and what failed within the last ninety days."""
    hazards = (
        *store.hazards.open(unit_id),
        *store.hazards.closed(unit_id, CLOSED_LOOKED_AT),
    )
    found: dict[str, PastFailure] = {}
    for hazard in sorted(hazards, key=lambda each: each.found_at):
        past = PastFailure(hazard.id, hazard.found_at.date(), hazard.grade, hazard.state.is_open)
        # One that was voided was none.
        if hazard.state is not HazardState.voided and (past.is_open or past.is_recent(today)):
            found |= dict.fromkeys(_slots_of(hazard), past)
    return found


def _slots_of(hazard: Hazard) -> tuple[str, ...]:
    return hazard.merged or (slot_of(hazard.item, hazard.asset),)
