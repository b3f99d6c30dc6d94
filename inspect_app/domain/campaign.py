"""The bureau's campaign: its phases and the days on which material is due, word for word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Phase:
    name: str
    starts_on: date
    ends_on: date

    def day_of(self, today: date) -> tuple[int, int]:
        """Return (day within the phase from 1, days in all)."""
        return (today - self.starts_on).days + 1, (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True, slots=True)
class Campaign:
    id: str
    name: str
    phases: tuple[Phase, ...]

    def phase_on(self, today: date) -> Phase | None:
        running = (phase for phase in self.phases if phase.starts_on <= today <= phase.ends_on)
        return next(running, None)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "phases": [
                {
                    "name": phase.name,
                    "starts_on": phase.starts_on.isoformat(),
                    "ends_on": phase.ends_on.isoformat(),
                }
                for phase in self.phases
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        phases = tuple(
            Phase(
                phase["name"],
                date.fromisoformat(phase["starts_on"]),
                date.fromisoformat(phase["ends_on"]),
            )
            for phase in data["phases"]
        )
        return cls(data["id"], data["name"], phases)
