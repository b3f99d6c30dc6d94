"""One pushed record before the database is asked: its shape, its digest, and what it says."""

import hashlib
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from operator import attrgetter
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from forms.definition import Grade
from inspect_app.domain.hazard import Hazard, HazardEvent
from inspect_app.domain.inspection import FrozenScore, Inspection, InspectionKind
from sync.protocol import MAX_RECORD_BYTES, RecordKind
from sync.server.canonical_shapes import CanonicalShape
from sync.server.moments import read_moment
from sync.server.plain_json import read_object

Name = Annotated[str, Meta(min_length=1, max_length=64)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
MAX_BLOBS = 400
"""Photos of one record; a long inspection has about thirty."""


MAX_KEY_LENGTH = 64
MAX_COUNT = 1_000_000
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""An escaped NUL character, which PostgreSQL cannot keep in text."""


class Sealed(msgspec.Struct, kw_only=True, gc=False):
    """The strict shape of `protocol.Record` as it is received; its body is not read yet."""

    id: Annotated[str, Meta(pattern="^[0-9A-Za-z-]{8,64}$")]
    kind: Name
    unit: Name
    author: Name
    device: Name
    recorded_at: Annotated[str, Meta(max_length=40)]
    elapsed_ms: Annotated[int, Meta(ge=0, lt=2**53)]
    previous: Sha256
    blobs: Annotated[tuple[Sha256, ...], Meta(max_length=MAX_BLOBS)]
    body: msgspec.Raw
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


class Outline(msgspec.Struct, gc=False):
    """What is kept of an inspection while its batch waits: without the answers, which are ten
    times their text in memory."""

    id: str
    unit: str
    form: str
    form_version: str
    kind: InspectionKind
    hazards: tuple[str, ...]
    counts: Mapping[str, int]
    score: FrozenScore | None
    started_at: datetime
    submitted_at: datetime


Said = Outline | Hazard | EventBody | CodeSeenBody


class Incoming(msgspec.Struct, frozen=True, gc=False):
    """A well-formed record, its digest verified, its body read."""

    record: Sealed
    """Its body has been let go of."""
    kind: RecordKind
    said: Said
    body: bytes
    """Canonical JSON: what is stored."""
    recorded_at: datetime

    @property
    def subject(self) -> str:
        match self.said:
            case Outline() | Hazard():
                return self.said.id
            case EventBody():
                return self.said.hazard
            case CodeSeenBody():
                return self.said.asset

    @property
    def event(self) -> HazardEvent:
        return HazardEvent(self.kind.removeprefix("hazard."))


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
        sealed = _SEALED.decode(raw)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return Refused(_id_in(raw), "malformed")
    return read_sealed(sealed)


def read_sealed(sealed: Sealed) -> Incoming | Refused:
    """As `read_incoming`, where the record is not too large and has its shape."""
    if sealed.kind not in _KINDS:
        return Refused(sealed.id, "kind_unknown")
    text = bytes(sealed.body)
    try:
        read = _canonical_inspection(sealed, text) or _any_record(sealed, text)
        if read is None:
            return Refused(sealed.id, "digest_wrong")
        incoming, photos = read
        fault = _fault_of(incoming, photos)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return Refused(sealed.id, "malformed")
    return Refused(sealed.id, fault) if fault else incoming


_Read = tuple[Incoming, Set[str]]
"""A record, and the photos of which its body speaks."""


def _canonical_inspection(sealed: Sealed, text: bytes) -> _Read | None:
    """Read what nearly every record is, written as the app writes it, in half the time."""
    is_inspection = sealed.kind == RecordKind.inspection_submitted
    if not is_inspection or _digest(sealed, text) != sealed.digest:
        return None
    read = _INSPECTIONS.read(text)
    if read is None:
        return None
    said = Outline(*_kept_of(read), read.started_at.at, read.submitted_at.at)
    incoming = _incoming(sealed, RecordKind.inspection_submitted, said, text)
    return incoming, {photo.sha256 for photo in read.photos}


def _any_record(sealed: Sealed, text: bytes) -> _Read | None:
    """Read a record whatever order its names have; None where it does not fit its digest."""
    content, body = read_object(text)
    if _digest(sealed, body) != sealed.digest:
        return None
    kind = RecordKind(sealed.kind)
    said = msgspec.convert(content, _SHAPES.get(kind, EventBody))
    photos = _photos_of(said)
    if isinstance(said, Inspection):
        said = Outline(*_kept_of(said), said.started_at, said.submitted_at)
    return _incoming(sealed, kind, said, body), photos


def _incoming(sealed: Sealed, kind: RecordKind, said: Said, body: bytes) -> Incoming:
    sealed.body = _NOTHING  # it holds the whole request
    return Incoming(sealed, kind, said, body, read_moment(sealed.recorded_at))


def _digest(record: Sealed, body: bytes) -> str:
    """Return `Record.computed_digest()`, with the body's canonical text at hand."""
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
    return hashlib.sha256(_CONTENT.encode(content)).hexdigest()


class _Content(msgspec.Struct, gc=False):
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


_CONTENT = msgspec.json.Encoder()
_SEALED = msgspec.json.Decoder(Sealed)
_INSPECTIONS = CanonicalShape(Inspection)
_NOTHING = msgspec.Raw(b"")
_kept_of = attrgetter(*(n for n in Outline.__struct_fields__ if not n.endswith("_at")))
_KINDS = frozenset(RecordKind)
_SHAPES: dict[RecordKind, Any] = {
    RecordKind.inspection_submitted: Inspection,
    RecordKind.hazard_reported: Hazard,
    RecordKind.asset_code_seen: CodeSeenBody,
}


def _fault_of(incoming: Incoming, photos: Set[str]) -> str:
    record, said = incoming.record, incoming.said
    if isinstance(said, Outline | Hazard) and said.unit != record.unit:
        return "unit_differs"
    if not photos.issubset(record.blobs):
        return "blobs_differ"
    is_storable = (
        all(0 < len(key) <= MAX_KEY_LENGTH for key in _keys_of(said))
        and all(0 <= count <= MAX_COUNT for count in _counts_of(said))
        and _is_score(said)
        and all(map(_is_storable, _moments_of(said)))
        and not _has_nul(incoming.body)
    )
    lacks_day = incoming.kind is RecordKind.hazard_extended and said.due_on is None
    lacks_outcome = incoming.kind is RecordKind.hazard_rechecked and said.passed is None
    return "" if is_storable and not lacks_day and not lacks_outcome else "malformed"


def _is_storable(moment: datetime) -> bool:
    """Whether it has an offset, and stays within the calendar without it."""
    return moment.tzinfo is not None and MINYEAR < moment.year < MAXYEAR


def _has_nul(text: bytes) -> bool:
    """The plain search first: nearly every record ends there, and it is much faster."""
    return b"\\" in text and b"\\u0000" in text and _NUL.search(text) is not None


def _keys_of(said: Said) -> tuple[str, ...]:
    match said:
        case Outline():
            return (said.id, said.form, said.form_version)
        case Hazard():
            return (said.id, said.domain, said.code)
    return ()


def _counts_of(said: Said) -> tuple[int, ...]:
    return tuple(said.counts.values()) if isinstance(said, Outline) else ()


def _is_score(said: Said) -> bool:
    score = said.score if isinstance(said, Outline) else None
    return score is None or (0 <= score.percent <= 100 and len(score.level) <= MAX_KEY_LENGTH)


def _photos_of(said: Inspection | Hazard | EventBody | CodeSeenBody) -> set[str]:
    match said:
        case Inspection():
            return {photo.sha256 for photo in said.photos}
        case Hazard() | EventBody():
            return set(said.photos)
    return set()


def _moments_of(said: Said) -> tuple[datetime, ...]:
    match said:
        case Outline():
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
