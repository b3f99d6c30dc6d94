"""Walking a checklist: start, answer, sign. Every verb has saved when it returns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from forms.answers import Answer, Value, judge, parse, slot_of
from forms.definition import AnswerType, Form, Grade, Purpose, Result
from forms.grading import grade_on_rebound
from forms.sheet import Sheet, Slot
from inspect_app.clock import Clock, Sitting
from inspect_app.config import MAX_NOTE_CHARACTERS, MAX_PHOTOS_PER_ANSWER
from inspect_app.domain.asset import Asset
from inspect_app.domain.evidence import Signature, SignatureRole, Stroke
from inspect_app.domain.ids import new_id
from inspect_app.domain.inspection import Draft, InspectionKind, Refusal
from inspect_app.domain.unit import Unit
from inspect_app.errors import FormUnknown, InspectionUnknown, TooManyPhotos
from inspect_app.services.catalog import Catalog
from inspect_app.services.changes import Changes
from inspect_app.services.past_failures import PastFailure, past_failures
from inspect_app.storage.store import Store
from inspect_app.strings import BASE_LANGUAGE


@dataclass(frozen=True)
class OpenInspection:
    """A draft with everything that its screen draws."""

    draft: Draft
    form: Form
    unit: Unit
    assets: Mapping[str, Asset]
    sheet: Sheet
    carried: Mapping[str, PastFailure] = field(default_factory=dict)
    """By slot key: what failed here before."""

    def not_seen_again(self) -> tuple[str, ...]:
        """The slot keys of what is still open from before and has no result in this walk."""
        codes = {item.code for item in self.form.items()}
        answered = {slot.key for slot in self.sheet.slots if slot.answer and slot.answer.result}
        return tuple(
            key
            for key, past in self.carried.items()
            if past.is_open and key not in answered and key.partition("@")[0] in codes
        )

    @property
    def answers(self) -> Mapping[str, Answer]:
        return {slot.key: slot.answer for slot in self.sheet.slots if slot.answer}


class Identity(Protocol):
    """Who holds the device."""

    def person_name(self) -> str: ...


class Inspections:
    """The drafts on this device; an open one is also held in memory, never ahead of the store."""

    def __init__(
        self, store: Store, catalog: Catalog, identity: Identity, clock: Clock, changes: Changes
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._identity = identity
        self._clock = clock
        self._changes = changes
        self._opened: dict[str, OpenInspection] = {}
        self._sittings: dict[str, Sitting] = {}

    def start(
        self,
        unit_id: str,
        form_id: str,
        kind: InspectionKind = InspectionKind.self_check,
        place_name: str = "",
        asset: Asset | None = None,
        version: str | None = None,
        place_kind: str = "",
    ) -> Draft:
        """Begin an inspection; with `asset`, it starts at that asset's first item.

        A form that notes is a register, whatever `kind` says. `version` is that of a printed form;
        the newest when left out. With `place_kind` nothing is asked that belongs to other places.
        """
        form = self._form(form_id, version)
        if form.purpose is Purpose.register:
            kind = InspectionKind.register
        now = self._clock.now()
        draft = Draft(
            id=new_id(),
            kind=kind,
            unit=unit_id,
            form=form.id,
            form_version=str(form.version),
            inspectors=(self._identity.person_name(),),
            started_at=now,
            updated_at=now,
            place_name=place_name or (asset.place_name if asset else ""),
            assets=(asset.id,) if asset else (),
            place_kind=place_kind,
        )
        opened = self._assemble(draft, {})
        begun = opened.sheet.begun()
        opened = replace(opened, sheet=opened.sheet.with_begun())
        with self._store.transaction():
            for answer in begun:
                self._store.drafts.save_answer(draft.id, answer)
            self._keep(replace(opened, draft=self._counted(opened)))
        return draft

    def unfinished(self) -> tuple[Draft, ...]:
        """Return the drafts, the one worked on last first."""
        return tuple(sorted(self._store.drafts.all(), key=lambda d: d.updated_at, reverse=True))

    def open(self, draft_id: str) -> OpenInspection:
        """Raise `InspectionUnknown` when there is no such draft (any more)."""
        if draft_id not in self._opened:
            draft = self._store.drafts.fetch(draft_id)
            if draft is None:
                raise InspectionUnknown(inspection=draft_id)
            self._opened[draft_id] = self._assemble(draft, self._store.drafts.answers(draft_id))
        return self._opened[draft_id]

    def sitting(self, draft_id: str) -> Sitting:
        """Return the anchor from which this sitting's times are counted."""
        if draft_id not in self._sittings:
            before_ms = self.open(draft_id).draft.elapsed_ms
            self._sittings[draft_id] = Sitting.begin(self._clock, before_ms)
        return self._sittings[draft_id]

    def mark(
        self, draft_id: str, slot_key: str, result: Result, language: str = BASE_LANGUAGE
    ) -> None:
        """Answer pass, fail or not applicable. Marking it again as it is changes nothing.

        A failure brings its grade and its standard words, in `language`.
        """
        opened = self.open(draft_id)
        slot = opened.sheet.slot(slot_key)
        answer = self._answer(draft_id, slot)
        if answer.result is result:
            return
        self._save(opened, self._with_result(opened, slot, answer, result, language))

    def enter(self, draft_id: str, slot_key: str, text: str, language: str = BASE_LANGUAGE) -> None:
        """Answer a number, date, choice, count or text as typed; raises `forms` `InvalidAnswer`."""
        opened = self.open(draft_id)
        slot = opened.sheet.slot(slot_key)
        answer = self._answer(draft_id, slot)
        if not text.strip():
            self._save(opened, replace(answer, value=None, result=None, grade=None))
            return
        value = self._with_offset(slot, parse(slot.item, text))
        today, attributes = self._clock.today(), opened.sheet.attributes_for(slot_key)
        result = judge(slot.item, value, today, attributes)
        if result is not None:
            answer = replace(answer, value=value)
            self._save(opened, self._with_result(opened, slot, answer, result, language))
        elif judge(slot.item, answer.value, today, attributes) is not None:
            # The old value had decided by itself; the new one leaves it to the inspector.
            self._save(opened, replace(answer, value=value, result=None, grade=None))
        else:
            self._save(opened, replace(answer, value=value))

    def enter_now(self, draft_id: str, slot_key: str) -> None:
        """Answer a time or a moment with the present one."""
        now = self.sitting(draft_id).now().replace(microsecond=0)
        is_time = self.open(draft_id).sheet.slot(slot_key).item.answer is AnswerType.time
        self.enter(draft_id, slot_key, now.strftime("%H:%M:%S") if is_time else now.isoformat())

    def set_grade(self, draft_id: str, slot_key: str, grade: Grade) -> None:
        self._change(draft_id, slot_key, grade=grade)

    def set_note(self, draft_id: str, slot_key: str, note: str) -> None:
        self._change(draft_id, slot_key, note=note[:MAX_NOTE_CHARACTERS])

    def set_reason(self, draft_id: str, slot_key: str, reason: str) -> None:
        """Say why an item does not apply."""
        self._change(draft_id, slot_key, reason=reason)

    def attach(self, draft_id: str, slot_key: str, sha256: str) -> None:
        """Add a photo that is already kept; raises `TooManyPhotos`."""
        opened = self.open(draft_id)
        answer = self._answer(draft_id, opened.sheet.slot(slot_key))
        if sha256 in answer.photos:
            return
        if len(answer.photos) >= MAX_PHOTOS_PER_ANSWER:
            raise TooManyPhotos(count=MAX_PHOTOS_PER_ANSWER)
        self._save(opened, replace(answer, photos=(*answer.photos, sha256)))

    def attach_file(self, draft_id: str, slot_key: str, sha256: str, name: str) -> None:
        """Answer with a file that is already kept, in place of the one that was there."""
        opened = self.open(draft_id)
        answer = self._answer(draft_id, opened.sheet.slot(slot_key))
        said = name.strip()[-MAX_NAME_CHARACTERS:] or sha256
        self._save(opened, replace(answer, value=said, photos=(sha256,)))

    def detach_file(self, draft_id: str, slot_key: str) -> None:
        self._change(draft_id, slot_key, value=None, photos=())

    def detach(self, draft_id: str, slot_key: str, sha256: str) -> None:
        opened = self.open(draft_id)
        answer = self._answer(draft_id, opened.sheet.slot(slot_key))
        kept = tuple(photo for photo in answer.photos if photo != sha256)
        self._save(opened, replace(answer, photos=kept))

    def add_asset(self, draft_id: str, asset: Asset, *, was_typed: bool = False) -> str:
        """Walk on to `asset`; returns the slot key of its first item that is not answered."""
        opened = self.open(draft_id)
        draft = opened.draft
        if asset.id not in draft.assets:
            typed = (*draft.typed_codes, asset.id) if was_typed else draft.typed_codes
            draft = replace(draft, assets=(*draft.assets, asset.id), typed_codes=typed)
            opened = self._assemble(draft, opened.answers)
        key = self._first_open_slot(opened.sheet, asset.id)
        self._keep(replace(opened, draft=self._counted(opened, at_slot=key or draft.at_slot)))
        return key or ""

    def remove_asset(self, draft_id: str, asset_id: str) -> None:
        """Take an asset scanned by mistake off the walk, with its answers."""
        opened = self.open(draft_id)
        draft = replace(
            opened.draft, assets=tuple(kept for kept in opened.draft.assets if kept != asset_id)
        )
        answers = {key: a for key, a in opened.answers.items() if a.asset != asset_id}
        reopened = self._assemble(draft, answers)
        with self._store.transaction():
            for key in opened.answers.keys() - answers.keys():
                self._store.drafts.remove_answer(draft_id, key)
            self._keep(replace(reopened, draft=self._counted(reopened)))

    def visit(self, draft_id: str, slot_key: str) -> None:
        """Remember where the inspector is, to reopen there."""
        opened = self.open(draft_id)
        if opened.draft.at_slot != slot_key:
            self._keep(replace(opened, draft=self._counted(opened, at_slot=slot_key)))

    def set_kind(self, draft_id: str, kind: InspectionKind) -> None:
        self._redraft(draft_id, kind=kind)

    def set_people(self, draft_id: str, inspectors: tuple[str, ...], companion: str) -> None:
        self._redraft(draft_id, inspectors=inspectors, companion=companion)

    def sign(
        self, draft_id: str, role: SignatureRole, name: str, strokes: tuple[Stroke, ...]
    ) -> None:
        opened = self.open(draft_id)
        signature = Signature(role, name.strip(), strokes, self.sitting(draft_id).now())
        self._keep(replace(opened, draft=opened.draft.signed(signature)))

    def refuse(self, draft_id: str, reason: str) -> None:
        """Note that the unit refuses to sign; a witness signs instead."""
        opened = self.open(draft_id)
        refusal = Refusal(reason[:MAX_NOTE_CHARACTERS], self.sitting(draft_id).now())
        self._keep(replace(opened, draft=opened.draft.refused(refusal)))

    def withdraw_refusal(self, draft_id: str) -> None:
        self._redraft(draft_id, refusal=None)

    def discard(self, draft_id: str) -> None:
        """Throw a draft away, with its answers; its photos are collected later."""
        self._store.drafts.remove(draft_id)
        self.forget(draft_id)
        self._changes.emit()

    def forget(self, draft_id: str) -> None:
        """Drop what is held in memory of a draft."""
        self._opened.pop(draft_id, None)
        self._sittings.pop(draft_id, None)

    def _with_offset(self, slot: Slot, value: Value) -> Value:
        """A moment that was typed is meant where the device is."""
        if slot.item.answer is not AnswerType.date_time or _OFFSET.search(str(value)):
            return value
        return f"{value}{self._clock.now().isoformat()[-6:]}"

    def _redraft(self, draft_id: str, **changes: object) -> None:
        opened = self.open(draft_id)
        self._keep(replace(opened, draft=replace(opened.draft, **changes)))

    def _change(self, draft_id: str, slot_key: str, **changes: object) -> None:
        opened = self.open(draft_id)
        answer = self._answer(draft_id, opened.sheet.slot(slot_key))
        self._save(opened, replace(answer, **changes))

    def _answer(self, draft_id: str, slot: Slot) -> Answer:
        return slot.answer or Answer(
            item=slot.item.code,
            asset=slot.asset,
            answered_ms=self.sitting(draft_id).elapsed_ms(),
        )

    def _with_result(
        self, opened: OpenInspection, slot: Slot, answer: Answer, result: Result, language: str
    ) -> Answer:
        """Return `answer` with what its result brings along or takes away."""
        words = slot.item.fail_words
        if result is Result.failed:
            grade = answer.grade or self._grade(opened, slot, answer.value)
            note = answer.note or words.in_(language)
            return replace(answer, result=result, grade=grade, note=note, reason="")
        reason = answer.reason if result is Result.not_applicable else ""
        note = "" if answer.note in {words.zh, words.en} else answer.note
        return replace(answer, result=result, grade=None, note=note, reason=reason)

    def _grade(self, opened: OpenInspection, slot: Slot, value: Value) -> Grade:
        """What failed within ninety days before is one grade worse."""
        grade = opened.sheet.grade_for(slot.key, value)
        past = opened.carried.get(slot.key)
        is_rebound = past is not None and past.is_recent(self._clock.today())
        return grade_on_rebound(grade) if is_rebound else grade

    def _save(self, opened: OpenInspection, answer: Answer) -> None:
        draft_id = opened.draft.id
        answer = replace(answer, answered_ms=self.sitting(draft_id).elapsed_ms())
        sheet = opened.sheet.with_answer(answer)
        begun = sheet.begun()
        opened = replace(opened, sheet=sheet.with_begun() if begun else sheet)
        key = slot_of(answer.item, answer.asset)
        draft = self._counted(opened, at_slot=key)
        with self._store.transaction():
            for each in (answer, *begun):
                self._store.drafts.save_answer(draft_id, each)
            self._store.drafts.save(draft)
        self._opened[draft_id] = replace(opened, draft=draft)
        self._changes.emit(is_answer=True)

    def _keep(self, opened: OpenInspection) -> None:
        self._store.drafts.save(opened.draft)
        self._opened[opened.draft.id] = opened
        self._changes.emit()

    def _counted(self, opened: OpenInspection, at_slot: str | None = None) -> Draft:
        draft = opened.draft
        sitting = self._sittings.get(draft.id)
        return replace(
            draft,
            answered=opened.sheet.answered,
            total=opened.sheet.total,
            at_slot=draft.at_slot if at_slot is None else at_slot,
            updated_at=self._clock.now(),
            elapsed_ms=sitting.elapsed_ms() if sitting else draft.elapsed_ms,
        )

    def _assemble(self, draft: Draft, answers: Mapping[str, Answer]) -> OpenInspection:
        form = self._form(draft.form, draft.form_version)
        unit = self._catalog.unit(draft.unit)
        assets = {asset_id: self._catalog.asset(asset_id) for asset_id in draft.assets}
        sheet = Sheet.of(
            form,
            unit_kind=str(unit.kind),
            unit_attributes={
                "boarding": unit.is_boarding,
                "key": unit.is_key_unit,
                **unit.attributes,
            },
            place_kind=draft.place_kind,
            assets=tuple((a.id, a.kind, a.attributes) for a in assets.values()),
            answers=answers,
            today=self._clock.today(),
            now=self._clock.now(),
        )
        carried = past_failures(self._store, draft.unit, self._clock.today())
        return OpenInspection(draft, form, unit, assets, sheet, carried)

    def _form(self, form_id: str, version: str | None = None) -> Form:
        form = self._catalog.form(form_id, version)
        if form is None:
            raise FormUnknown(form=form_id)
        return form

    @staticmethod
    def _first_open_slot(sheet: Sheet, asset_id: str) -> str | None:
        slots = [slot for slot in sheet.slots if slot.asset == asset_id]
        unanswered = (slot.key for slot in slots if not (slot.answer and slot.answer.result))
        return next(unanswered, slots[0].key if slots else None)


MAX_NAME_CHARACTERS = 120
"""Of a file: its end tells what it is."""
_OFFSET = re.compile(r"([+-]\d\d:\d\d|Z)$")


def needs_photo(slot: Slot) -> bool:
    """Whether the item still wants a photo, given how it is answered."""
    if slot.answer is None or slot.answer.photos:
        return False
    return slot.wants_photo


def asks_by_tap(slot: Slot) -> bool:
    """Whether three buttons are all that the item needs."""
    return slot.item.answer is AnswerType.pass_fail
