"""The wire: the record envelope, its kinds, the messages, and nothing about either end."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

API = "/v1"
FILES = "/files"
"""Where blobs are uploaded by tus 1.0."""

MAX_RECORD_BYTES = 2_000_000
MAX_BATCH_RECORDS = 50
MAX_BATCH_BYTES = 4_000_000
MAX_BLOB_BYTES = 8_000_000
PAGE_RECORDS = 500
PAGE_REFERENCES = 2_000
CLOCK_SKEW_MARKED_S = 300
"""A device clock further off than this is marked, never refused."""

SHA256 = re.compile(r"[0-9a-f]{64}")
"""How a digest is written: the only thing from a record that ever becomes part of an address."""
GENESIS = "0" * 64
"""`previous` of a device's first record."""


class RecordKind(StrEnum):
    inspection_submitted = "inspection.submitted"
    hazard_reported = "hazard.reported"
    hazard_confirmed = "hazard.confirmed"
    hazard_planned = "hazard.planned"
    hazard_submitted = "hazard.submitted"
    hazard_rechecked = "hazard.rechecked"
    hazard_extended = "hazard.extended"
    hazard_transferred = "hazard.transferred"
    hazard_closed = "hazard.closed"
    hazard_voided = "hazard.voided"
    asset_code_seen = "asset.code_seen"
    """Another system's code was read on a campus; kept as it was."""


class ReferenceKind(StrEnum):
    """What is versioned at the endpoint and fetched as deltas."""

    units = "units"
    people = "people"
    assets = "assets"
    forms = "forms"
    campaigns = "campaigns"


class PushStatus(StrEnum):
    accepted = "accepted"
    duplicate = "duplicate"
    """The same id and digest is stored already: success."""
    changed = "changed"
    """The same id is stored with another digest: an error that is shown."""
    conflict = "conflict"
    """No longer possible, such as closing a closed hazard; kept on the device and shown."""
    rejected = "rejected"
    """Malformed, out of scope, or of an unknown kind; kept on the device and shown."""

    @property
    def is_stored(self) -> bool:
        return self in {PushStatus.accepted, PushStatus.duplicate}


def canonical(value: Any) -> bytes:
    """Return canonical JSON: sorted keys, no blanks, UTF-8. Not-a-number is refused."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


@dataclass(frozen=True, slots=True)
class Record:
    """One signed-off fact. `body` is a JSON object; everything but `seal` is under `digest`."""

    id: str
    """UUIDv7."""
    kind: str
    unit: str
    author: str
    """Person id."""
    device: str
    recorded_at: str
    """ISO 8601 with offset, by the device's clock."""
    elapsed_ms: int
    """Monotonic, since the inspection began."""
    previous: str
    """Digest of this device's last record, or GENESIS."""
    blobs: tuple[str, ...]
    """SHA-256 of every photo that the body speaks of, in order of appearance."""
    body: Mapping[str, Any]
    digest: str = ""
    seal: str = ""
    """HMAC-SHA-256 of the digest under the device's key of enrolment."""
    seq: int | None = None
    received_at: str | None = None

    def sealed_by(self, device_key: bytes) -> Self:
        """Return this record with digest and seal computed."""
        digest = self.computed_digest()
        values = {name: getattr(self, name) for name in self.__slots__}
        return type(self)(**values | {"digest": digest, "seal": seal_of(digest, device_key)})

    def computed_digest(self) -> str:
        return hashlib.sha256(canonical(self.content())).hexdigest()

    def content(self) -> dict[str, Any]:
        """Return what the digest covers."""
        names = [f.name for f in fields(self) if f.name not in _ENDPOINT_SIDE]
        return {name: _plain(getattr(self, name)) for name in names}

    def to_dict(self) -> dict[str, Any]:
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a record; fields that are not known are ignored."""
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["blobs"] = tuple(data.get("blobs", ()))
        return cls(**known)


_ENDPOINT_SIDE = {"digest", "seal", "seq", "received_at"}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def seal_of(digest: str, device_key: bytes) -> str:
    # Not hmac.digest: that lets go of Python's lock, and waits for it, for two microseconds' work.
    return hmac.new(device_key, digest.encode(), "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """What became of one pushed record."""

    id: str
    status: PushStatus
    code: str = ""
    """Machine-readable reason of conflict, changed and rejected, such as `hazard_closed`."""
    message: str = ""
    seq: int | None = None
    received_at: str = ""
    blobs_missing: tuple[str, ...] = ()
    """Of the record's blobs, those that the endpoint does not hold yet."""
    number: str = ""
    """The final number of a hazard that the record reported, instead of the temporary one."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__ if data.get(name) is not None}
        known["status"] = PushStatus(data["status"])
        known["blobs_missing"] = tuple(data.get("blobs_missing", ()))
        answer = cls(**known)
        texts = (answer.id, answer.code, answer.message, answer.received_at, answer.number)
        is_whole = all(isinstance(text, str) for text in (*texts, *answer.blobs_missing))
        if not is_whole or not isinstance(data.get("blobs_missing", []), list):
            raise TypeError("an answer whose fields are of other types")
        if not isinstance(answer.seq, int | None):
            raise TypeError("an answer whose seq is no number")
        return answer


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a pull. Ask again with `cursor` while `more`."""

    items: tuple[Mapping[str, Any], ...]
    cursor: str
    more: bool
    removed: tuple[str, ...] = ()
    """Ids of reference items that are gone."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        page = cls(
            tuple(data["items"]), data["cursor"], bool(data["more"]), tuple(data.get("removed", ()))
        )
        if not isinstance(page.cursor, str) or not all(isinstance(i, Mapping) for i in page.items):
            raise TypeError("a page whose fields are of other types")
        return page


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a device gets for its one-time code."""

    device: str
    token: str
    key: str
    """Hex; seals the records of this device."""
    person: Mapping[str, Any]
    district: str
    scope: tuple[str, ...]
    """Unit ids, or `*` for the whole district."""
    server_time: str
    tag_host: str

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__}
        known["scope"] = tuple(data["scope"])
        return cls(**known)


def skew_s(recorded_at: datetime, received_at: datetime) -> float:
    """Return by how much the device's clock ran ahead (positive) or behind."""
    return (recorded_at - received_at).total_seconds()
