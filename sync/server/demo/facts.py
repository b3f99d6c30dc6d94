"""What happened in the demo district: a list of things said, each by someone at some time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from inspect_app.domain.evidence import Photo, PhotoSource
from inspect_app.domain.ids import new_id
from inspect_app.domain.unit import Person
from sync.protocol import RecordKind

FIRST_HOUR, LAST_HOUR = 8, 18


@dataclass(frozen=True, slots=True)
class Fact:
    """A record before it is sealed."""

    at: datetime
    by: Person
    kind: RecordKind
    unit: str
    body: dict[str, Any]
    blobs: tuple[str, ...] = ()
    elapsed_ms: int = 0


@dataclass(slots=True)
class Story:
    """Collects facts and photos; one seed, one story."""

    random: Random
    draw: Callable[[str, tuple[str, ...], Random], bytes]
    """Asset kind and stamp lines to a JPEG."""
    facts: list[Fact] = field(default_factory=list)
    photos: dict[str, bytes] = field(default_factory=dict)

    def new_id(self, at: datetime) -> str:
        return new_id(lambda: int(at.timestamp() * 1000), self.random.randbytes)

    def photograph(self, subject: str, lines: tuple[str, ...], at: datetime) -> Photo:
        stamp = (at.strftime("%Y-%m-%d %H:%M:%S"), *lines)
        content = self.draw(subject, stamp, self.random)
        digest = sha256(content).hexdigest()
        self.photos[digest] = content
        return Photo(digest, len(content), 1024, 768, at, PhotoSource.camera, digest, stamp)

    def say(self, fact: Fact) -> None:
        self.facts.append(fact)

    def later(self, at: datetime, low_hours: float, high_hours: float) -> datetime:
        """Some hours later, within the hours in which people work."""
        moment = at + timedelta(hours=self.random.uniform(low_hours, high_hours))
        if not FIRST_HOUR <= moment.hour < LAST_HOUR:
            moment = (moment + timedelta(hours=24 - LAST_HOUR)).replace(hour=FIRST_HOUR)
        return moment.replace(microsecond=0)
