"""How far a run has come, told often enough to look alive and rarely enough to cost nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

INTERVAL_S = 0.15


class Phase(StrEnum):
    pushing = "pushing"
    uploading = "uploading"
    references = "references"
    records = "records"


@dataclass(frozen=True, slots=True)
class Progress:
    """Records and photo bytes that wait to leave; in the pulling phases, what came in."""

    records_done: int = 0
    records_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    phase: Phase = Phase.pushing
    pulled: int = 0


class Reporter:
    """Passes progress on: at once when the phase changes or ends, else at intervals."""

    def __init__(
        self,
        listener: Callable[[Progress], None],
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.now = Progress()
        self._listener = listener
        self._monotonic_s = monotonic_s
        self._told_s = float("-inf")
        self._told = Progress()
        self._arrived: dict[str, int] = {}

    def expect(self, records: int, photo_bytes: int) -> None:
        self._move(replace(self.now, records_total=records, bytes_total=photo_bytes))

    def enter(self, phase: Phase) -> None:
        self._move(replace(self.now, phase=phase))

    def answered(self, records: int) -> None:
        self._move(replace(self.now, records_done=self.now.records_done + records))

    def arrived(self, sha256: str, count: int) -> None:
        """Of one photo, `count` bytes are at the endpoint (or on the line)."""
        self._arrived[sha256] = count
        done = min(sum(self._arrived.values()), self.now.bytes_total)
        self._move(replace(self.now, bytes_done=done))

    def pulled(self, count: int) -> None:
        self._move(replace(self.now, pulled=self.now.pulled + count))

    def end(self) -> None:
        if self._told != self.now:
            self._tell()

    def _move(self, now: Progress) -> None:
        entered = now.phase is not self.now.phase
        self.now = now
        if entered or self._monotonic_s() - self._told_s >= INTERVAL_S:
            self._tell()

    def _tell(self) -> None:
        self._told, self._told_s = self.now, self._monotonic_s()
        self._listener(self.now)
