"""Evidence: photos named by their digest, and signatures kept as strokes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

Stroke = tuple[tuple[int, int], ...]
"""Points of one pen stroke, in thousandths of the pad's width from its top left corner."""

MIN_SIGNATURE_POINTS = 8


def strokes_in(text: str) -> tuple[Stroke, ...]:
    """Read the strokes of a signature that is kept as an answer's value."""
    strokes = json.loads(text) if text else []
    return tuple(tuple((x, y) for x, y in stroke) for stroke in strokes)


class PhotoSource(StrEnum):
    camera = "camera"
    picker = "picker"


@dataclass(frozen=True, slots=True)
class Photo:
    """A stamped picture as it is kept; its bytes are named by `sha256`."""

    sha256: str
    size: int
    width_px: int
    height_px: int
    taken_at: datetime
    source: PhotoSource = PhotoSource.camera
    original_sha256: str = ""
    """Digest of the bytes as the camera or picker gave them, before orienting and stamping."""
    stamp: tuple[str, ...] = ()
    """The lines written into the picture."""
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {
            "taken_at": self.taken_at.isoformat(),
            "source": str(self.source),
            "stamp": list(self.stamp),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["taken_at"] = datetime.fromisoformat(data["taken_at"])
        known["source"] = PhotoSource(data.get("source", PhotoSource.camera))
        known["stamp"] = tuple(data.get("stamp", ()))
        return cls(**known)


class SignatureRole(StrEnum):
    inspector = "inspector"
    second_inspector = "second_inspector"
    responsible = "responsible"
    """The responsible person of the inspected unit."""
    witness = "witness"
    """Signs when the inspected unit refuses to."""


@dataclass(frozen=True, slots=True)
class Signature:
    role: SignatureRole
    name: str
    strokes: tuple[Stroke, ...]
    signed_at: datetime

    @property
    def is_drawn(self) -> bool:
        return sum(map(len, self.strokes)) >= MIN_SIGNATURE_POINTS

    def to_dict(self) -> dict[str, Any]:
        return {
            "role": str(self.role),
            "name": self.name,
            "strokes": [[list(point) for point in stroke] for stroke in self.strokes],
            "signed_at": self.signed_at.isoformat(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            SignatureRole(data["role"]),
            data["name"],
            tuple(tuple((int(x), int(y)) for x, y in stroke) for stroke in data["strokes"]),
            datetime.fromisoformat(data["signed_at"]),
        )
