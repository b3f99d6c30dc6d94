"""One pushed record before the database is asked: its shape, its digest, and what it says."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from forms.definition import Grade
from inspect_app.domain.hazard import Hazard, HazardEvent
from inspect_app.domain.inspection import Inspection
from sync.protocol import MAX_RECORD_BYTES, Record, RecordKind
from sync.server.moments import as_text, read_moment
from sync.server.plain_json import CanonicalReader

Name = Annotated[str, Meta(min_length=1, max_length=64)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
MAX_BLOBS = 400
"""Photos of one record; a long inspection has about thirty."""


MAX_KEY_LENGTH = 64
MAX_COUNT = 1_000_000
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""An escaped NUL character, which PostgreSQL cannot keep in text."""


class Envelope(msgspec.Struct):
    """The strict shape of `protocol.Record` as it is received."""

    id: Annotated[str, Meta(pattern="^[0-9A-Za-z-]{8,64}$")]
    kind: Name
    unit: Name
    author: Name
    device: Name
    recorded_at: Annotated[str, Meta(max_length=40)]
    elapsed_ms: Annotated[int, Meta(ge=0, lt=2**53)]
    previous: Sha256
    blobs: Annotated[tuple[Sha256, ...], Meta(max_length=MAX_BLOBS)]
    body: dict[str, Any]
    digest: Sha256
    seal: Sha256


class EventBody(msgspec.Struct):
    """What every `hazard.<event>` body says; more may be in it, and is kept."""

    hazard: Name
    grade: Grade | None = None
    due_on: date | None = None
    passed: bool | None = None
    photos: tuple[Sha256, ...] = ()


class CodeSeenBody(msgspec.Struct):
    code: Annotated[str, Meta(min_length=1, max_length=2_000)]
    asset: Annotated[str, Meta(max_length=64)] = ""
    system: Annotated[str, Meta(max_length=64)] = ""


Said = Inspection | Hazard | EventBody | CodeSeenBody


@dataclass(frozen=True, slots=True)
class Incoming:
    """A well-formed record, its digest verified, its body read."""

    record: Record
    """Its body is empty where `said` and `body_text` are all that is needed."""
    kind: RecordKind
    said: Said
    """Of an inspection the outline: what was answered is not judged here."""
    body_text: str
    recorded_at: datetime

    @property
    def subject(self) -> str:
        match self.said:
            case Inspection() | Hazard():
                return self.said.id
            case EventBody():
                return self.said.hazard
            case CodeSeenBody():
                return self.said.asset

    @property
    def event(self) -> HazardEvent:
        return HazardEvent(self.kind.removeprefix("hazard."))

    def outlined(self) -> "Incoming":
        """Let go of the answers: ten times their text in memory, while batches wait."""
        if not isinstance(self.said, Inspection):
            return self
        outline = replace(self.said, answers=(), photos=(), signatures=(), bases={})
        return replace(self, record=replace(self.record, body={}), said=outline)


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that cannot be stored whoever sent it."""

    id: str
    code: str


def read_incoming(raw: bytes) -> Incoming | Refused:
    """Read and verify one record of a batch; nothing raises, whatever the bytes are."""
    if len(raw) > MAX_RECORD_BYTES:
        return Refused(_id_in(raw), "record_too_large")
    try:
        envelope, body = _ENVELOPES.read(raw)
        if envelope.kind not in _KINDS:
            return Refused(envelope.id, "kind_unknown")
        kind = RecordKind(envelope.kind)
        record = Record(*(getattr(envelope, name) for name in _SENT))
        if _digest(record, body) != record.digest:
            return Refused(record.id, "digest_wrong")
        said = msgspec.convert(record.body, _SHAPES.get(kind, EventBody))
        recorded_at = read_moment(record.recorded_at)
        incoming = Incoming(record, kind, said, body.decode(), recorded_at)
        fault = _fault_of(incoming)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return Refused(_id_in(raw), "malformed")
    return Refused(record.id, fault) if fault else incoming.outlined()


def _digest(record: Record, body: bytes) -> str:
    """Return `record.computed_digest()`, with the body's canonical text at hand."""
    content = _Content(
        record.author,
        record.blobs,
        msgspec.Raw(body),
        record.device,
        record.elapsed_ms,
        record.id,
        record.kind,
        record.previous,
        record.recorded_at,
        record.unit,
    )
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


class _Content(msgspec.Struct):
    """`Record.content` with its names in canonical order."""

    author: str
    blobs: tuple[str, ...]
    body: msgspec.Raw
    device: str
    elapsed_ms: int
    id: str
    kind: str
    previous: str
    recorded_at: str
    unit: str


_ENVELOPES = CanonicalReader(Envelope)
_SENT = tuple(name for name in Record.__slots__ if name in Envelope.__struct_fields__)
_KINDS = frozenset(RecordKind)
_SHAPES: dict[RecordKind, Any] = {
    RecordKind.inspection_submitted: Inspection,
    RecordKind.hazard_reported: Hazard,
    RecordKind.asset_code_seen: CodeSeenBody,
}


def _fault_of(incoming: Incoming) -> str:
    record, said = incoming.record, incoming.said
    if isinstance(said, Inspection | Hazard) and said.unit != record.unit:
        return "unit_differs"
    if not _photos_of(said) <= set(record.blobs):
        return "blobs_differ"
    is_storable = (
        all(0 < len(key) <= MAX_KEY_LENGTH for key in _keys_of(said))
        and all(0 <= count <= MAX_COUNT for count in _counts_of(said))
        and _is_score(said)
        and all(moment.tzinfo and as_text(moment) for moment in _moments_of(said))
        and not _has_nul(incoming.body_text)
    )
    lacks_day = incoming.kind is RecordKind.hazard_extended and said.due_on is None
    lacks_outcome = incoming.kind is RecordKind.hazard_rechecked and said.passed is None
    return "" if is_storable and not lacks_day and not lacks_outcome else "malformed"


def _has_nul(text: str) -> bool:
    """The plain search first: nearly every record ends there, and it is much faster."""
    return "\\u0000" in text and _NUL.search(text) is not None


def _keys_of(said: Said) -> tuple[str, ...]:
    match said:
        case Inspection():
            return (said.id, said.form, said.form_version)
        case Hazard():
            return (said.id, said.domain, said.code)
    return ()


def _counts_of(said: Said) -> tuple[int, ...]:
    return tuple(said.counts.values()) if isinstance(said, Inspection) else ()


def _is_score(said: Said) -> bool:
    score = said.score if isinstance(said, Inspection) else None
    return score is None or (0 <= score.percent <= 100 and len(score.level) <= MAX_KEY_LENGTH)


def _photos_of(said: Said) -> set[str]:
    match said:
        case Inspection():
            return {photo.sha256 for photo in said.photos}
        case Hazard() | EventBody():
            return set(said.photos)
    return set()


def _moments_of(said: Said) -> tuple[datetime, ...]:
    match said:
        case Inspection():
            return (said.started_at, said.submitted_at)
        case Hazard():
            return (said.found_at,)
    return ()


class _Named(msgspec.Struct):
    id: str = ""


def _id_in(raw: bytes) -> str:
    """Return the id of a record that is otherwise no record, so that its answer can be matched."""
    try:
        return msgspec.json.decode(raw, type=_Named).id[:64]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
