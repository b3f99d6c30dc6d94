"""Who this device is to its endpoint: kept from enrolment to signing out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from inspect_app.domain.unit import Person
from inspect_app.errors import NotEnrolled
from inspect_app.storage.settings import Settings
from sync.protocol import Enrolment

SETTING = "identity"
CHAIN_HEAD = "chain_head"
"""Setting: the digest of the last record, and the device that sealed it."""


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """The token and the key are secrets: this value has no readable form."""

    address: str
    """The endpoint's origin, such as `https://inspect.example`."""
    device: str
    token: str
    key: str
    """Hex; seals this device's records."""
    person: Person
    district: str
    scope: tuple[str, ...]
    """Unit ids, or `*` for the whole district."""
    tag_host: str

    @classmethod
    def of(cls, address: str, enrolment: Enrolment) -> Self:
        return cls(
            address,
            enrolment.device,
            enrolment.token,
            enrolment.key,
            Person.from_dict(enrolment.person),
            enrolment.district,
            enrolment.scope,
            enrolment.tag_host,
        )

    def to_dict(self) -> dict[str, Any]:
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        return plain | {"person": self.person.to_dict(), "scope": list(self.scope)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__}
        known["person"] = Person.from_dict(data["person"])
        known["scope"] = tuple(data["scope"])
        return cls(**known)


def stored_identity(settings: Settings) -> Identity | None:
    found = settings.get(SETTING)
    return None if found is None else Identity.from_dict(found)


def required_identity(settings: Settings) -> Identity:
    """Raise `NotEnrolled` when this device belongs to no endpoint."""
    identity = stored_identity(settings)
    if identity is None:
        raise NotEnrolled
    return identity
