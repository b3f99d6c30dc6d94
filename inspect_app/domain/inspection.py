"""One inspection: a draft while it is walked, a frozen record once it is submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from forms.answers import Answer
from inspect_app.domain.evidence import Photo, Signature, SignatureRole


class InspectionKind(StrEnum):
    self_check = "self_check"
    supervision = "supervision"
    spot_check = "spot_check"
    recheck = "recheck"
    special = "special"
    register = "register"
    """Nothing is inspected: a form that notes was filled in."""

    @property
    def is_official(self) -> bool:
        """Two inspectors and the unit's signature are needed (Work Safety Law, article 68)."""
        return self not in (InspectionKind.self_check, InspectionKind.register)


KINDS_OF_VISIT = tuple(kind for kind in InspectionKind if kind is not InspectionKind.register)
"""What an inspector chooses among."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The inspected unit refused to sign; a witness signs instead (Work Safety Law 68)."""

    reason: str
    refused_at: datetime

    def to_dict(self) -> dict[str, Any]:
        return {"reason": self.reason, "refused_at": self.refused_at.isoformat()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["reason"], datetime.fromisoformat(data["refused_at"]))


@dataclass(frozen=True, slots=True)
class FrozenScore:
    """What the walk had earned when it was submitted, in the words of the form as it was then."""

    percent: float
    level: str = ""
    """Id of the form's level; empty where none was reached."""
    label: Mapping[str, str] = field(default_factory=dict)
    """What that level is called, by language."""

    def to_dict(self) -> dict[str, Any]:
        return {"percent": self.percent, "level": self.level, "label": dict(self.label)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["percent"], data.get("level", ""), dict(data.get("label", {})))


@dataclass(frozen=True, slots=True)
class Draft:
    """What the inspector is working on. Its answers are kept beside it, one row each."""

    id: str
    kind: InspectionKind
    unit: str
    form: str
    form_version: str
    inspectors: tuple[str, ...]
    started_at: datetime
    updated_at: datetime
    place_name: str = ""
    assets: tuple[str, ...] = ()
    """Machine ids in the order they were scanned."""
    at_slot: str = ""
    """The slot key to reopen at."""
    signatures: tuple[Signature, ...] = ()
    refusal: Refusal | None = None
    companion: str = ""
    """Who accompanied on the unit's side."""
    answered: int = 0
    total: int = 0
    elapsed_ms: int = 0
    """Monotonic time spent so far, over all sittings."""
    typed_codes: tuple[str, ...] = ()
    """Assets entered by hand, not scanned."""
    place_kind: str = ""
    """What the walk is limited to, by forms.place_kinds; empty for the whole unit."""

    def signature(self, role: SignatureRole) -> Signature | None:
        return next((signature for signature in self.signatures if signature.role is role), None)

    def signed(self, signature: Signature) -> Self:
        """Add or replace the signature of its role; the unit's signature ends a refusal."""
        others = tuple(kept for kept in self.signatures if kept.role is not signature.role)
        refusal = None if signature.role is SignatureRole.responsible else self.refusal
        return replace(self, signatures=(*others, signature), refusal=refusal)

    def refused(self, refusal: Refusal) -> Self:
        kept = tuple(s for s in self.signatures if s.role is not SignatureRole.responsible)
        return replace(self, signatures=kept, refusal=refusal)

    def required_signatures(self) -> tuple[SignatureRole, ...]:
        """Return the roles that must sign before this can be submitted.

        Whoever must sign a register does so in a field of its own.
        """
        if self.kind is InspectionKind.register:
            return ()
        if not self.kind.is_official:
            return (SignatureRole.inspector,)
        inspectors = (SignatureRole.inspector, SignatureRole.second_inspector)
        theirs = SignatureRole.witness if self.refusal else SignatureRole.responsible
        return (*inspectors, theirs)

    def missing_signatures(self) -> tuple[SignatureRole, ...]:
        return tuple(
            role
            for role in self.required_signatures()
            if not ((signature := self.signature(role)) and signature.is_drawn)
        )

    def to_dict(self) -> dict[str, Any]:
        # Spelled out: this is half of what a tap costs, and asdict() would triple it.
        return {
            "id": self.id,
            "kind": str(self.kind),
            "unit": self.unit,
            "form": self.form,
            "form_version": self.form_version,
            "inspectors": list(self.inspectors),
            "started_at": self.started_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
            "place_name": self.place_name,
            "assets": list(self.assets),
            "at_slot": self.at_slot,
            "signatures": [signature.to_dict() for signature in self.signatures],
            "refusal": self.refusal.to_dict() if self.refusal else None,
            "companion": self.companion,
            "answered": self.answered,
            "total": self.total,
            "elapsed_ms": self.elapsed_ms,
            "typed_codes": list(self.typed_codes),
            "place_kind": self.place_kind,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["kind"] = InspectionKind(data["kind"])
        for name in ("inspectors", "assets", "typed_codes"):
            known[name] = tuple(data.get(name, ()))
        for name in ("started_at", "updated_at"):
            known[name] = datetime.fromisoformat(data[name])
        known["signatures"] = tuple(map(Signature.from_dict, data.get("signatures", ())))
        known["refusal"] = Refusal.from_dict(data["refusal"]) if data.get("refusal") else None
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Inspection:
    """The body of an `inspection.submitted` record: never changes."""

    id: str
    kind: InspectionKind
    unit: str
    form: str
    form_version: str
    form_digest: str
    inspectors: tuple[str, ...]
    started_at: datetime
    submitted_at: datetime
    elapsed_ms: int
    place_name: str
    assets: tuple[str, ...]
    typed_codes: tuple[str, ...]
    answers: tuple[Answer, ...]
    photos: tuple[Photo, ...]
    signatures: tuple[Signature, ...]
    refusal: Refusal | None
    companion: str
    bases: Mapping[str, tuple[str, ...]]
    """Item code to the basis texts as they stood on the day: the snapshot."""
    counts: Mapping[str, int]
    """passed, failed, not_applicable, general, serious, major."""
    hazards: tuple[str, ...] = ()
    """Ids of the hazards reported with it."""
    score: FrozenScore | None = None
    """Where items of the form earn points."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": str(self.kind),
            "unit": self.unit,
            "form": self.form,
            "form_version": self.form_version,
            "form_digest": self.form_digest,
            "inspectors": list(self.inspectors),
            "started_at": self.started_at.isoformat(),
            "submitted_at": self.submitted_at.isoformat(),
            "elapsed_ms": self.elapsed_ms,
            "place_name": self.place_name,
            "assets": list(self.assets),
            "typed_codes": list(self.typed_codes),
            "answers": [answer.to_dict() for answer in self.answers],
            "photos": [photo.to_dict() for photo in self.photos],
            "signatures": [signature.to_dict() for signature in self.signatures],
            "refusal": self.refusal.to_dict() if self.refusal else None,
            "companion": self.companion,
            "bases": {code: list(texts) for code, texts in self.bases.items()},
            "counts": dict(self.counts),
            "hazards": list(self.hazards),
            "score": self.score.to_dict() if self.score else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["kind"] = InspectionKind(data["kind"])
        for name in ("inspectors", "assets", "typed_codes", "hazards"):
            known[name] = tuple(data.get(name, ()))
        for name in ("started_at", "submitted_at"):
            known[name] = datetime.fromisoformat(data[name])
        known["answers"] = tuple(map(Answer.from_dict, data["answers"]))
        known["photos"] = tuple(map(Photo.from_dict, data["photos"]))
        known["signatures"] = tuple(map(Signature.from_dict, data["signatures"]))
        known["refusal"] = Refusal.from_dict(data["refusal"]) if data.get("refusal") else None
        known["score"] = FrozenScore.from_dict(data["score"]) if data.get("score") else None
        known["bases"] = {code: tuple(texts) for code, texts in data.get("bases", {}).items()}
        return cls(**known)
