"""Why photos could not be fetched, in sentences, and how long each is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inspect_app.clock import Clock
from inspect_app.errors import (
    AppError,
    PhotoError,
    PictureTooLarge,
    RoomReserved,
    StorageError,
    StoreFull,
)
from inspect_app.storage.outbox_entry import Reason
from sync.errors import BlobAbsent, DownloadFailed, SyncError, TooBusy

LINE_S, LONGEST_LINE_S = 15.0, 600.0
ABSENT_S, LONGEST_S = 120.0, 6 * 3600.0
"""It is asked for again soon at first: whoever took it may be sending at this moment."""
REASON = "photo.reason."
_TOLD = frozenset(
    {
        "answer_damaged",
        "blob_absent",
        "blob_differs",
        "blob_too_large",
        "offline",
        "refused",
        "timed_out",
        "too_busy",
        "wrong_answer",
    }
)
"""The wire's causes that have a sentence of their own."""


@dataclass(frozen=True, slots=True)
class Failure:
    reason: Reason
    times: int
    is_of_line: bool
    """Another line, or the same one later, may well do it."""
    until_ms: int


class Failures:
    """Kept in memory only: a new start tries everything once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Failure] = {}

    def reason(self, sha256: str) -> Reason | None:
        known = self._known.get(sha256)
        return known and known.reason

    def is_resting(self, sha256: str) -> bool:
        known = self._known.get(sha256)
        return known is not None and known.until_ms > self._clock.monotonic_ms()

    def note(self, sha256: str, error: SyncError | AppError | None) -> None:
        """Let the photo rest, each time twice as long; None is a surprise that was logged."""
        known = self._known.get(sha256)
        times = known.times + 1 if known else 1
        pause_s = _pause_s(error, times)
        until_ms = self._clock.monotonic_ms() + round(pause_s * 1000)
        self._known[sha256] = Failure(_reason(error), times, _is_of_line(error), until_ms)

    def forget(self, photos: Iterable[str]) -> None:
        for sha256 in photos:
            self._known.pop(sha256, None)

    def forget_line(self) -> None:
        """The line is another one now."""
        self.forget([sha256 for sha256, each in self._known.items() if each.is_of_line])


def _pause_s(error: SyncError | AppError | None, times: int) -> float:
    if isinstance(error, TooBusy) and error.retry_after_s:
        return error.retry_after_s
    if isinstance(error, BlobAbsent):
        return min(ABSENT_S * 2 ** (times - 1), LONGEST_S)
    if _is_of_line(error) or isinstance(error, StorageError):
        return min(LINE_S * 2 ** (times - 1), LONGEST_LINE_S)
    return LONGEST_S


def _is_of_line(error: SyncError | AppError | None) -> bool:
    return isinstance(error, SyncError) and not isinstance(error, DownloadFailed)


def _reason(error: SyncError | AppError | None) -> Reason:
    if isinstance(error, SyncError):
        return Reason(REASON + (error.code if error.code in _TOLD else "server_trouble"))
    if isinstance(error, RoomReserved | StoreFull):
        return Reason(f"{REASON}no_room")
    if isinstance(error, PictureTooLarge):
        return Reason(f"{REASON}blob_too_large")
    return Reason(REASON + ("not_a_picture" if isinstance(error, PhotoError) else "failed"))
