"""One entry of the outbox: a record or a photo, where it is, and why it is not there yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self


class OutboxState(StrEnum):
    waiting = "waiting"
    sending = "sending"
    sent = "sent"
    trouble = "trouble"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is not sent: a string key and what fills it."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {"key": self.key, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class OutboxRecord:
    id: str
    state: OutboxState
    photos: tuple[str, ...] = ()
    """Digests of the photos that the record speaks of."""
    reason: Reason | None = None
    attempts: int = 0
    next_try_at: datetime | None = None

    def may_be_sent(self, now: datetime | None) -> bool:
        """Whether the pause after the last failure is over; without `now` pauses do not count."""
        return now is None or self.next_try_at is None or self.next_try_at <= now

    def to_dict(self) -> dict[str, Any]:
        next_try_at = self.next_try_at and self.next_try_at.astimezone(UTC).isoformat()
        return {
            "id": self.id,
            "state": str(self.state),
            "photos": list(self.photos),
            "reason": self.reason and self.reason.to_dict(),
            "attempts": self.attempts,
            "next_try_at": next_try_at,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        next_try_at = plain["next_try_at"]
        return cls(
            id=plain["id"],
            state=OutboxState(plain["state"]),
            photos=tuple(plain["photos"]),
            reason=_reason(plain["reason"]),
            attempts=plain["attempts"],
            next_try_at=datetime.fromisoformat(next_try_at) if next_try_at else None,
        )


@dataclass(frozen=True, slots=True)
class OutboxPhoto:
    sha256: str
    size: int
    record: str
    """The first record that speaks of it."""
    state: OutboxState
    is_asked: bool = False
    """The endpoint holds the record and lacks the photo; before that it is not sent."""
    resume: str | None = None
    """Where the upload left off, in the transport's own words."""
    reason: Reason | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "sha256": self.sha256,
            "size": self.size,
            "record": self.record,
            "state": str(self.state),
            "is_asked": self.is_asked,
            "resume": self.resume,
            "reason": self.reason and self.reason.to_dict(),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            sha256=plain["sha256"],
            size=plain["size"],
            record=plain["record"],
            state=OutboxState(plain["state"]),
            is_asked=plain["is_asked"],
            resume=plain["resume"],
            reason=_reason(plain["reason"]),
        )


def _reason(plain: Mapping[str, Any] | None) -> Reason | None:
    return None if plain is None else Reason(plain["key"], plain["params"])
