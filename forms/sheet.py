"""A checklist being filled in: what is asked, what is answered, what still forbids submitting.

A sheet is a value. Answering gives a new sheet that shares every section the answer leaves alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, reduce
from itertools import groupby
from operator import add
from typing import Self

from forms.answers import Answer, slot_of
from forms.computing import computed, is_required, items_in_conditions, names_of_answer
from forms.definition import Choice, Form, Item, Section
from forms.grading import AssetVerdict, Totals, grade_on_failure, totals_of
from forms.logic import Context, compile_expression, holds
from forms.problems import Problem, problems_of
from forms.syntax import CURRENT
from forms.terms import AnswerType, Grade, PhotoRule, Result

ROWS_MAX = 200
"""Of a section that repeats; the schema allows no more."""

Asset = tuple[str, str, Mapping[str, object]]
"""Id, kind and attributes of a scanned asset."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one answer: an item, for one asset or in general (asset "")."""

    item: Item
    asset: str
    """The asset's id, or the number of the row where the section repeats."""
    section: str
    """The key of the section state it stands in."""
    key: str
    answer: Answer | None
    index: int

    choices: tuple[Choice, ...] = ()
    """What is offered, once the filter has been asked."""
    is_required: bool = True
    is_violated: bool = False
    """The value does not meet the item's constraint."""
    asks_photo: bool = False
    """The item's own condition asks for a photo."""

    @property
    def is_answered(self) -> bool:
        """True once there is a result; a value alone still waits for the inspector.

        Of what is only noted, once there is something; what is only read needs nothing.
        """
        answer = self.answer
        if not self.item.is_asked:
            return True
        if answer is None or self.item.judged:
            return answer is not None and answer.result is not None
        return answer.value not in (None, "") or bool(answer.photos)

    @property
    def is_open(self) -> bool:
        """True while an answer is still wanted."""
        return self.is_required and not self.is_answered

    @property
    def wants_photo(self) -> bool:
        """True where a photo belongs to the answer, whether it is there or not."""
        result = self.answer.result if self.answer else None
        if not self.item.judged:
            return self.asks_photo or self.item.answer is AnswerType.photo
        if result is Result.not_applicable:
            return False
        if self.asks_photo or self.item.photo is PhotoRule.always:
            return True
        return self.item.photo is PhotoRule.on_fail and result is Result.failed

    @property
    def has_failed(self) -> bool:
        return self.answer is not None and self.answer.result is Result.failed


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section as it stands, for one asset where it repeats."""

    section: Section
    asset: str
    slots: tuple[Slot, ...]
    tally: Totals

    @property
    def key(self) -> str:
        """The section's id, or "id@asset"."""
        return slot_of(self.section.id, self.asset)

    @property
    def answered(self) -> int:
        return self.tally.answered

    @property
    def total(self) -> int:
        return len(self.slots)

    @property
    def failed(self) -> int:
        return self.tally.failed

    @property
    def done(self) -> bool:
        return self.tally.unanswered == 0


@dataclass(frozen=True)
class Sheet:
    """A form laid out for one unit and the assets that were scanned."""

    form: Form
    context: Context
    """The unit's names; an asset's and the answers' come on top of them."""
    assets: tuple[Asset, ...]
    answers: Mapping[str, Answer]
    sections: tuple[SectionState, ...] = ()
    _places: Mapping[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    """Of each slot key: the section's position, and the slot's within it."""
    _named: frozenset[str] = frozenset()
    """The items that any condition of the form names."""

    @classmethod
    def of(
        cls,
        form: Form,
        *,
        unit_kind: str,
        unit_attributes: Mapping[str, object] | None = None,
        place_kind: str = "",
        assets: Sequence[Asset] = (),
        answers: Mapping[str, Answer] | None = None,
        today: date,
    ) -> Self:
        """Lay out a form; `assets` in the order of scanning, `answers` by slot key.

        Of an asset that was scanned twice the first scan counts; assets of a kind that the form
        does not ask about are left out. Answers to items that are not relevant are kept, not shown.
        """
        names: dict[str, object] = {"unit_kind": unit_kind, "place_kind": place_kind}
        names |= {f"unit.{name}": value for name, value in (unit_attributes or {}).items()}
        once: dict[str, Asset] = {}
        for asset in assets:
            once.setdefault(asset[0], asset)
        for _, kind, _ in once.values():
            names[f"count.{kind}"] = int(str(names.get(f"count.{kind}", 0))) + 1
        context = Context(today, names)
        sheet = cls(
            form,
            context,
            tuple(once.values()),
            dict(answers or {}),
            _named=items_in_conditions(form),
        )
        return sheet._laid_out()

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for state in self.sections for slot in state.slots)

    def slot(self, key: str) -> Slot:
        """Raises `KeyError` when the sheet does not ask this."""
        section, position = self._places[key]
        return self.sections[section].slots[position]

    def section(self, key: str) -> SectionState:
        """Raises `KeyError` when the sheet has no such section."""
        return self._sections_by_key[key]

    @cached_property
    def _sections_by_key(self) -> dict[str, SectionState]:
        return {state.key: state for state in self.sections}

    @cached_property
    def totals(self) -> Totals:
        return reduce(add, (state.tally for state in self.sections), Totals())

    @property
    def answered(self) -> int:
        return self.totals.answered

    @property
    def total(self) -> int:
        return len(self._places)

    def with_answer(self, answer: Answer) -> Self:
        """Put an answer in its place, in exchange for the one that was there.

        Everything is laid out again only when a condition depends on the item. Raises `KeyError`
        when the sheet does not ask this.
        """
        section, position = self._places[answer.slot]
        answers = {**self.answers, answer.slot: answer}
        state = self.sections[section]
        is_before_scan = state.section.asset_kind is not None and not answer.asset
        if answer.item in self._named or is_before_scan or state.section.repeat:
            return replace(self, answers=answers)._laid_out()
        slots = list(state.slots)
        is_violated = self._is_violated(slots[position].item, answer)
        slots[position] = replace(slots[position], answer=answer, is_violated=is_violated)
        sections = list(self.sections)
        sections[section] = _state(state.section, state.asset, tuple(slots))
        return replace(self, answers=answers, sections=tuple(sections))

    def next_unanswered(self, after: str | None = None) -> str | None:
        """The key of the next slot without a result, going round at the end; None when done."""
        start = self.slot(after).index + 1 if after in self._places else 0
        around = self.slots[start:] + self.slots[:start]
        return next((slot.key for slot in around if slot.is_open), None)

    def problems(self) -> tuple[Problem, ...]:
        """What still forbids submitting, in the order of the walk."""
        return tuple(problem for slot in self.slots for problem in problems_of(slot))

    def failures(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.has_failed)

    def grade_for(self, key: str, value: object = None) -> Grade:
        """The grade to prefill when this slot fails, with the value that was entered."""
        slot = self.slot(key)
        names = {**self._names_for(slot.asset), ".": value}
        return grade_on_failure(slot.item, self.context.with_values(names))

    def attributes_for(self, key: str) -> Mapping[str, object]:
        """What `judge` needs to know: the unit's attributes, the asset's on top of them."""
        names = self._names_for(self.slot(key).asset)
        unit = {
            name.removeprefix("unit."): value
            for name, value in self.context.values.items()
            if name.startswith("unit.")
        }
        prefix = "asset."
        own = {name.removeprefix(prefix): names[name] for name in names if name.startswith(prefix)}
        return unit | own

    def verdicts(self) -> tuple[AssetVerdict, ...]:
        """One verdict per scanned asset with a result; its attribute "building" groups them."""
        return tuple(self._verdicts())

    def _verdicts(self) -> Iterator[AssetVerdict]:
        for asset, kind, attributes in self.assets:
            states = [state for state in self.sections if state.asset == asset]
            if any(state.answered for state in states):
                building = str(attributes.get("building", ""))
                yield AssetVerdict(asset, kind, building, any(state.failed for state in states))

    def _laid_out(self) -> Self:
        states: list[SectionState] = []
        places: dict[str, tuple[int, int]] = {}
        first = 0
        known: dict[str, bool] = {}
        for section, asset in self._walk():
            state = self._asked(section, asset, first, known)
            if state.slots:
                places |= {slot.key: (len(states), at) for at, slot in enumerate(state.slots)}
                states.append(state)
                first += len(state.slots)
        return replace(self, sections=tuple(states), _places=places)

    def _walk(self) -> Iterator[tuple[Section, str]]:
        """Sections of one kind that follow each other are walked asset by asset."""
        for kind, group in groupby(self.form.sections, key=lambda section: section.asset_kind):
            sections = tuple(group)
            if not kind:
                yield from ((each, row) for each in sections for row in self._rows(each))
                continue
            ids = [asset for asset, own_kind, _ in self.assets if own_kind == kind]
            if not ids or self._has_general_answers(sections):
                ids = ["", *ids]
            for asset in ids:
                yield from ((section, asset) for section in sections)

    def _rows(self, section: Section) -> tuple[str, ...]:
        """A row to write in always waits behind those that are filled in; "" where none repeat."""
        if section.repeat is None:
            return ("",)
        codes = {item.code for item in section.items}
        said = (each for each in self.answers.values() if each.item in codes and not each.is_blank)
        filled = max((int(each.asset) for each in said if each.asset.isdigit()), default=0)
        most = min(section.repeat.maximum or ROWS_MAX, ROWS_MAX)
        count = min(max(section.repeat.minimum, filled + 1), most)
        return tuple(str(number) for number in range(1, count + 1))

    def _is_spare(self, section: Section, row: str) -> bool:
        """A row that is beyond what must be there, and in which nothing was written."""
        if section.repeat is None or int(row) <= section.repeat.minimum:
            return False
        own = (self.answers.get(slot_of(item.code, row)) for item in section.items)
        return all(answer is None or answer.is_blank for answer in own)

    def _has_general_answers(self, sections: tuple[Section, ...]) -> bool:
        """What was answered before the first scan stays in sight."""
        answers = (self.answers.get(item.code) for each in sections for item in each.items)
        return any(answer is not None and not answer.is_blank for answer in answers)

    def _asked(
        self, section: Section, asset: str, first: int, known: dict[str, bool]
    ) -> SectionState:
        context = self.context.with_values(self._names_for(asset))
        items: Sequence[Item] = ()
        if self._is_relevant(section.relevant, context, known):
            items = [
                item for item in section.items if self._is_relevant(item.relevant, context, known)
            ]
        key, is_spare = slot_of(section.id, asset), self._is_spare(section, asset)
        slots = []
        for index, item in enumerate(items, first):
            slot = slot_of(item.code, asset)
            answer = self.answers.get(slot)
            if item.calculation is not None:
                answer = Answer(item.code, asset, value=computed(item.calculation, context))
            slots.append(
                Slot(
                    item,
                    asset,
                    key,
                    slot,
                    answer,
                    index,
                    item.choices,
                    is_required=not is_spare and is_required(item, context),
                    is_violated=self._is_violated(item, answer),
                    asks_photo=item.photo_when is not None and holds(item.photo_when, context),
                )
            )
        return _state(section, asset, tuple(slots))

    def _is_violated(self, item: Item, answer: Answer | None) -> bool:
        if item.constraint is None or answer is None or answer.value in (None, ""):
            return False
        names = {**self._names_for(answer.asset), CURRENT: answer.value}
        return not holds(item.constraint, self.context.with_values(names))

    def _is_relevant(self, source: str | None, context: Context, known: dict[str, bool]) -> bool:
        """What depends on the unit alone is the same for every asset: it is computed once."""
        if source is None:
            return True
        if source in known:
            return known[source]
        is_met = holds(source, context)
        if all(name in self.context.values for name in compile_expression(source).names):
            known[source] = is_met
        return is_met

    def _names_for(self, asset: str) -> dict[str, object]:
        names: dict[str, object] = {}
        for code in self._named:
            own = self.answers.get(slot_of(code, asset)) or self.answers.get(code)
            if own is not None:
                names |= names_of_answer(code, own)
        return names | self._asset_names.get(asset, {})

    @cached_property
    def _asset_names(self) -> dict[str, dict[str, object]]:
        return {
            asset: {"asset.kind": kind} | {f"asset.{name}": attributes[name] for name in attributes}
            for asset, kind, attributes in self.assets
        }


def _state(section: Section, asset: str, slots: tuple[Slot, ...]) -> SectionState:
    judged = (slot for slot in slots if slot.item.judged)
    results = (
        (slot.answer.result, slot.answer.grade) if slot.answer else (None, None) for slot in judged
    )
    notes = [slot.is_open for slot in slots if not slot.item.judged]
    noted = Totals(unanswered=sum(notes), noted=len(notes) - sum(notes))
    return SectionState(section, asset, slots, totals_of(results) + noted)
