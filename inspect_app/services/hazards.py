"""Hazards as they stand: what is open, what is due, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspect_app.clock import Clock
from inspect_app.domain.hazard import Hazard, HazardEvent
from inspect_app.errors import HazardUnknown
from inspect_app.storage.store import Store


@dataclass(frozen=True, slots=True)
class HazardStep:
    """One entry of a hazard's timeline."""

    event: HazardEvent
    at: datetime
    author: str
    body: dict[str, object]

    @property
    def photos(self) -> tuple[str, ...]:
        """Digests of the photos that this step brought."""
        said = self.body.get("photos")
        return tuple(map(str, said)) if isinstance(said, list | tuple) else ()


@dataclass(frozen=True, slots=True)
class HazardStory:
    hazard: Hazard
    steps: tuple[HazardStep, ...]

    @property
    def photos_after(self) -> tuple[str, ...]:
        """Digests of the photos that prove the rectification, the newest hand-in last."""
        handed_in = (step for step in self.steps if step.event is HazardEvent.submitted)
        return tuple(dict.fromkeys(photo for step in handed_in for photo in step.photos))


class Hazards:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open(self, unit_id: str | None = None) -> tuple[Hazard, ...]:
        """Return the open hazards: overdue first, then by grade, then by day due."""
        today = self._clock.today()
        hazards = self._store.hazards.open(unit_id)
        return tuple(
            sorted(hazards, key=lambda h: (not h.is_overdue(today), -h.grade.rank, h.due_on))
        )

    def closed(self, unit_id: str | None = None, limit: int = 50) -> tuple[Hazard, ...]:
        return self._store.hazards.closed(unit_id, limit)

    def story(self, hazard_id: str) -> HazardStory:
        """Raise `HazardUnknown` when it is not on this device."""
        hazard = self._store.hazards.fetch(hazard_id)
        if hazard is None:
            raise HazardUnknown(hazard=hazard_id)
        steps = tuple(
            HazardStep(
                HazardEvent(record.kind.removeprefix("hazard.")),
                datetime.fromisoformat(record.recorded_at),
                record.author,
                dict(record.body),
            )
            for record in self._store.records.about_hazard(hazard_id)
        )
        return HazardStory(hazard, steps)
