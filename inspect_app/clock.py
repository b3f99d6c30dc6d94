"""Time: read once per inspection, then monotonic, since device clocks lie."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


def _now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Clock:
    """The device's clock with its offset, and a counter that never jumps."""

    now: Callable[[], datetime] = _now
    monotonic_ms: Callable[[], int] = field(default=lambda: time.monotonic_ns() // 1_000_000)

    def today(self) -> date:
        return self.now().date()


@dataclass(frozen=True, slots=True)
class Sitting:
    """One anchor of the device's clock; every later time is counted from it."""

    clock: Clock
    began_at: datetime
    began_ms: int
    before_ms: int = 0
    """What earlier sittings of the same inspection took."""

    @classmethod
    def begin(cls, clock: Clock, before_ms: int = 0) -> "Sitting":
        return cls(clock, clock.now(), clock.monotonic_ms(), before_ms)

    def elapsed_ms(self) -> int:
        return self.before_ms + self.clock.monotonic_ms() - self.began_ms

    def now(self) -> datetime:
        return self.began_at + timedelta(milliseconds=self.clock.monotonic_ms() - self.began_ms)
