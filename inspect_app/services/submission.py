"""Freezing a draft: one inspection record, and one record for each hazard found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forms.answers import Answer
from forms.definition import Grade
from forms.merging import systemic_findings
from forms.problems import Problem
from forms.scoring import score_of
from forms.sheet import Sheet, Slot
from inspect_app.clock import Clock
from inspect_app.domain.evidence import Photo, SignatureRole
from inspect_app.domain.hazard import Hazard, default_due_on
from inspect_app.domain.ids import new_id
from inspect_app.domain.inspection import Draft, FrozenScore, Inspection
from inspect_app.errors import NotComplete
from inspect_app.services.changes import Changes
from inspect_app.services.inspections import Inspections, OpenInspection
from inspect_app.services.recording import RecordWriter
from inspect_app.services.systemic import bases_in_force, merged_hazard
from inspect_app.storage.store import Store
from sync.protocol import RecordKind


@dataclass(frozen=True, slots=True)
class Readiness:
    """What still stands between a draft and its submission."""

    problems: tuple[Problem, ...]
    missing_signatures: tuple[SignatureRole, ...]

    @property
    def is_complete(self) -> bool:
        return not self.problems and not self.missing_signatures


class Submission:
    """Checks and freezes. What is frozen never changes; the draft is gone in the same commit."""

    def __init__(
        self,
        store: Store,
        inspections: Inspections,
        writer: RecordWriter,
        clock: Clock,
        changes: Changes,
    ) -> None:
        self._store = store
        self._inspections = inspections
        self._writer = writer
        self._clock = clock
        self._changes = changes

    def readiness(self, draft_id: str) -> Readiness:
        opened = self._inspections.open(draft_id)
        return Readiness(opened.sheet.problems(), opened.draft.missing_signatures())

    def submit(self, draft_id: str) -> str:
        """Freeze the draft and queue it; returns the inspection's id. Raises `NotComplete`."""
        readiness = self.readiness(draft_id)
        if not readiness.is_complete:
            raise NotComplete(count=len(readiness.problems) + len(readiness.missing_signatures))
        opened = self._inspections.open(draft_id)
        sitting = self._inspections.sitting(draft_id)
        hazards = tuple(self._hazards(opened, sitting.now()))
        inspection = self._frozen(opened, hazards, sitting.now(), sitting.elapsed_ms())
        with self._store.transaction():
            self._writer.append(
                RecordKind.inspection_submitted,
                inspection.unit,
                inspection.to_dict(),
                tuple(photo.sha256 for photo in inspection.photos),
                inspection.elapsed_ms,
            )
            for hazard in hazards:
                self._writer.append(
                    RecordKind.hazard_reported,
                    hazard.unit,
                    hazard.to_dict(),
                    hazard.photos,
                    inspection.elapsed_ms,
                )
            self._store.drafts.remove(draft_id)
        self._inspections.forget(draft_id)
        self._changes.emit()
        return inspection.id

    def _frozen(
        self,
        opened: OpenInspection,
        hazards: tuple[Hazard, ...],
        submitted_at: datetime,
        elapsed_ms: int,
    ) -> Inspection:
        draft, sheet = opened.draft, opened.sheet
        answers = tuple(slot.answer for slot in sheet.slots if slot.answer)
        totals = sheet.totals
        return Inspection(
            id=draft.id,
            kind=draft.kind,
            unit=draft.unit,
            form=opened.form.id,
            form_version=opened.draft.form_version,
            form_digest=opened.form.digest(),
            inspectors=draft.inspectors,
            started_at=draft.started_at,
            submitted_at=submitted_at,
            elapsed_ms=elapsed_ms,
            place_name=draft.place_name,
            assets=draft.assets,
            typed_codes=draft.typed_codes,
            answers=answers,
            photos=tuple(self._photos(answers)),
            signatures=draft.signatures,
            refusal=draft.refusal,
            companion=draft.companion,
            bases={
                slot.item.code: bases_in_force(slot.item, submitted_at.date())
                for slot in sheet.slots
                if slot.answer
            },
            counts={
                "passed": totals.passed,
                "failed": totals.failed,
                "not_applicable": totals.not_applicable,
                "general": totals.general,
                "serious": totals.serious,
                "major": totals.major,
            },
            hazards=tuple(hazard.id for hazard in hazards),
            score=frozen_score(sheet),
        )

    def _photos(self, answers: tuple[Answer, ...]) -> Iterator[Photo]:
        shas = dict.fromkeys(sha for answer in answers for sha in answer.photos)
        return (self._store.photos.described(sha) for sha in shas)

    def _hazards(self, opened: OpenInspection, found_at: datetime) -> Iterator[Hazard]:
        """One for each failure, and one for all that together are systemic."""
        findings = systemic_findings(opened.sheet)
        merged = {slot.key for finding in findings for slot in finding.slots}
        alone = [slot for slot in opened.sheet.failures() if slot.key not in merged]
        for number, slot in enumerate(alone, start=1):
            yield self._hazard(opened.draft, opened, slot, found_at, number)
        for number, finding in enumerate(findings, start=len(alone) + 1):
            first = self._hazard(opened.draft, opened, finding.slots[0], found_at, number)
            yield merged_hazard(first, finding, found_at.date())

    def _hazard(
        self,
        draft: Draft,
        opened: OpenInspection,
        slot: Slot,
        found_at: datetime,
        number: int,
    ) -> Hazard:
        answer = slot.answer
        assert answer is not None, "a failed slot has an answer"
        asset = opened.assets.get(slot.asset)
        grade = answer.grade or Grade.general
        past = opened.carried.get(slot.key)
        return Hazard(
            id=new_id(),
            code=f"YH-{opened.unit.code}-{found_at:%Y%m%d}-{draft.id[-4:].upper()}{number:02d}",
            unit=draft.unit,
            domain=opened.form.domain,
            inspection=draft.id,
            item=slot.item.code,
            asset=slot.asset,
            place_name=(asset.place_name if asset else "") or draft.place_name,
            description=answer.note or slot.item.fail_words.zh,
            grade=grade,
            bases=bases_in_force(slot.item, found_at.date()),
            photos=answer.photos,
            found_at=found_at,
            found_by=draft.inspectors,
            due_on=default_due_on(grade, found_at.date()),
            rebound_of=past.hazard if past and past.is_recent(found_at.date()) else "",
        )


def frozen_score(sheet: Sheet) -> FrozenScore | None:
    """Return what the walk has earned, with the words that the form has for it now."""
    score = score_of(sheet)
    if score is None:
        return None
    if score.level is None:
        return FrozenScore(score.percent)
    return FrozenScore(score.percent, score.level.id, score.level.label.to_dict())
