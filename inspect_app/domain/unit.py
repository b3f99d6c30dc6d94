"""Who is inspected and who inspects: units, their places, and people."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self


class UnitKind(StrEnum):
    kindergarten = "kindergarten"
    primary = "primary"
    middle = "middle"
    high = "high"
    vocational = "vocational"
    special = "special"
    training_centre = "training_centre"
    bus_operator = "bus_operator"
    canteen = "canteen"
    site = "site"


class Role(StrEnum):
    inspector = "inspector"
    """Bureau inspector: carries out supervision and spot checks in the units of the scope."""
    safety_officer = "safety_officer"
    """A unit's own safety officer: self-checks, plans and proves rectifications."""
    principal = "principal"
    """The first responsible person of a unit."""
    bureau = "bureau"
    """Bureau staff at the desk: reads everything, draws spot checks, reminds."""
    admin = "admin"


@dataclass(frozen=True, slots=True)
class Place:
    id: str
    name: str
    building: str = ""
    floor: str = ""
    kind: str = ""
    """By forms.place_kinds; empty where nobody has said."""

    @property
    def full_name(self) -> str:
        return "".join(part for part in (self.building, self.floor, self.name) if part)


@dataclass(frozen=True, slots=True)
class Unit:
    id: str
    code: str
    """Four characters, part of every asset code of the unit."""
    name: str
    kind: UnitKind
    town: str = ""
    address: str = ""
    students: int = 0
    is_boarding: bool = False
    is_key_unit: bool = False
    places: tuple[Place, ...] = ()
    domains: tuple[str, ...] = ()
    """Form ids that apply here, such as `fire` and `gas`."""
    contact: str = ""
    """Duty telephone for the public page; never a private number."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """What trims its checklists, by the names of `forms.attributes.UNIT_ATTRIBUTES`."""

    def place(self, place_id: str) -> Place | None:
        return next((place for place in self.places if place.id == place_id), None)

    def kind_of_place(self, full_name: str) -> str:
        """Empty for no place of the unit, and for one whose kind is not known."""
        named = (place.kind for place in self.places if place.full_name == full_name)
        return next(named, "")

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {
            "places": [asdict(place) for place in self.places],
            "domains": list(self.domains),
            "attributes": dict(self.attributes),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["kind"] = UnitKind(data["kind"])
        known["places"] = tuple(
            Place(**{name: place[name] for name in Place.__slots__ if name in place})
            for place in data.get("places", ())
        )
        known["domains"] = tuple(data.get("domains", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    unit: str
    """Unit id; empty for bureau staff."""
    roles: tuple[Role, ...] = ()
    title: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"roles": [str(role) for role in self.roles]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["roles"] = tuple(Role(role) for role in data.get("roles", ()))
        return cls(**known)
