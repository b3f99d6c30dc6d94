"""How long to wait before the endpoint is asked again: longer each time, never all at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

FIRST_S = 2.0
LONGEST_S = 300.0
SHORTEST_S = 0.5
"""Chance may not make a busy loop of it."""
LOOK_S, LATEST_LOOK_S, LOOK_SHARE = 2.0, 30.0, 0.05
"""With no line, how often to look whether it is back: a look sends next to nothing."""


@dataclass(slots=True)
class Pausing:
    """Exponential back-off with full jitter: two hundred devices come back one by one."""

    chance: Callable[[], float] = random.random
    failures: int = 0

    def succeed(self) -> None:
        self.failures = 0

    def until_look_s(self, away_s: float) -> float:
        """Return the seconds until the next look for a line that has been away for so long.

        A twentieth of that, which whoever waits does not notice, and never all phones at once.
        """
        reach_s = min(max(away_s * LOOK_SHARE, LOOK_S), LATEST_LOOK_S)
        return reach_s * (1 + self.chance()) / 2

    def fail(self, retry_after_s: float | None = None) -> float:
        """Return the seconds to wait; never less than the endpoint asked for."""
        reach_s = min(FIRST_S * 2**self.failures, LONGEST_S)
        self.failures = min(self.failures + 1, 16)
        return max(reach_s * self.chance(), SHORTEST_S) + (retry_after_s or 0.0)
