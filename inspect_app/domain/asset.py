"""A tagged thing on a campus: what it is, where it stands, what falls due when."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Self


class AssetState(StrEnum):
    in_use = "in_use"
    out_of_use = "out_of_use"
    retired = "retired"


class DueKind(StrEnum):
    inspection = "inspection"
    """Statutory inspection or calibration."""
    service = "service"
    scrap = "scrap"
    """End of life."""
    licence = "licence"
    """A permit, plate or insurance."""


@dataclass(frozen=True, slots=True)
class Due:
    kind: DueKind
    on: date

    def days_left(self, today: date) -> int:
        return (self.on - today).days


@dataclass(frozen=True, slots=True)
class Asset:
    id: str
    """Machine id: ten random Crockford characters, never reused, what the tag carries."""
    code: str
    """Human code with check character, such as `WJ-0137-FX-03-0042-K`."""
    unit: str
    kind: str
    """Two letters of forms.asset_kinds."""
    name: str
    place: str = ""
    """Place id within the unit."""
    place_name: str = ""
    state: AssetState = AssetState.in_use
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """What the checklists compute with, such as `extinguisher_type`, `manufactured_on`."""
    dues: tuple[Due, ...] = ()
    tag_revision: int = 1
    responsible: str = ""
    """Post, not a name, as printed on the tag."""
    other_codes: tuple[str, ...] = ()
    """Codes of other systems seen on this thing, as read."""

    @property
    def next_due(self) -> Due | None:
        return min(self.dues, key=lambda due: due.on, default=None)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {
            "attributes": dict(self.attributes),
            "dues": [{"kind": str(due.kind), "on": due.on.isoformat()} for due in self.dues],
            "other_codes": list(self.other_codes),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["state"] = AssetState(data.get("state", AssetState.in_use))
        known["dues"] = tuple(
            Due(DueKind(due["kind"]), date.fromisoformat(due["on"])) for due in data.get("dues", ())
        )
        known["other_codes"] = tuple(data.get("other_codes", ()))
        return cls(**known)
