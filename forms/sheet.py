"""A checklist being filled in: what is asked, what is answered, what still forbids submitting.

A sheet is a value. Answering gives a new sheet in which only what depends on the answer is computed
again; the rest is shared with the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, reduce
from operator import add
from typing import Self

from forms.answers import Answer
from forms.definition import Form
from forms.grading import Totals, grade_on_failure
from forms.layout import lay_out, places_of
from forms.logic import Context
from forms.problems import Problem, problems_of
from forms.sheet_values import SheetValues
from forms.slots import SectionState, Slot
from forms.syntax import CURRENT
from forms.terms import Grade
from forms.wiring import Wiring

__all__ = ["Asset", "SectionState", "Sheet", "Slot"]

Asset = tuple[str, str, Mapping[str, object]]
"""Id, kind and attributes of a scanned asset."""


@dataclass(frozen=True)
class Sheet:
    """A form laid out for one unit and the assets that were scanned."""

    form: Form
    unit_names: Mapping[str, object]
    """What is known without any answer: the unit, the place, how many things were scanned."""
    assets: tuple[Asset, ...]
    answers: Mapping[str, Answer]
    values: SheetValues = field(repr=False, compare=False)
    sections: tuple[SectionState, ...] = ()
    _places: Mapping[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    """Of each slot key: the section's position, and the slot's within it."""

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
        now: datetime | None = None,
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
        context = Context(today, names, now)
        said = dict(answers or {})
        values = SheetValues(Wiring.of(form), context, _names_of(once.values()), said)
        states = lay_out(form, values, {}, ())
        return cls(form, names, tuple(once.values()), said, values, states, places_of(states))

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
        return self.totals.total

    def with_answer(self, answer: Answer) -> Self:
        """Put an answer in its place, in exchange for the one that was there.

        Raises `KeyError` when the sheet does not ask this.
        """
        self._places[answer.slot]
        return self._with_answers({answer.slot: answer})

    def begun(self) -> tuple[Answer, ...]:
        """What items begin with and nobody has entered; to be kept, so that it stays as it is."""
        if not self.values.wiring.has_beginnings:
            return ()
        return tuple(
            slot.answer
            for state in self.sections
            if not state.is_spare
            for slot in state.slots
            if slot.answer and slot.key not in self.answers and slot.item.keeps_its_beginning
        )

    def with_begun(self) -> Self:
        return self._with_answers({answer.slot: answer for answer in self.begun()})

    def _with_answers(self, more: Mapping[str, Answer]) -> Self:
        wiring = self.values.wiring
        reached = frozenset().union(
            *(wiring.reached_from(each.item, each.asset) for each in more.values())
        )
        answers = {**self.answers, **more}
        values = self.values.after(answers, reached)
        states = lay_out(self.form, values, self._sections_by_key, reached)
        places = self._places if _is_same_walk(states, self.sections) else places_of(states)
        return replace(self, answers=answers, values=values, sections=states, _places=places)

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
        section = self.values.wiring.section_of[slot.item.code]
        context = self.values.context(section, slot.asset)
        return grade_on_failure(slot.item, context.with_values({CURRENT: value}))

    def attributes_for(self, key: str) -> Mapping[str, object]:
        """What `judge` needs to know: the unit's attributes, the asset's on top of them."""
        unit, own = "unit.", "asset."
        names = self.values.assets.get(self.slot(key).asset, {})
        return {
            name.removeprefix(unit): value
            for name, value in self.unit_names.items()
            if name.startswith(unit)
        } | {name.removeprefix(own): value for name, value in names.items()}


def _names_of(assets: Iterable[Asset]) -> dict[str, dict[str, object]]:
    return {
        asset: {"asset.kind": kind} | {f"asset.{name}": attributes[name] for name in attributes}
        for asset, kind, attributes in assets
    }


def _is_same_walk(states: tuple[SectionState, ...], before: tuple[SectionState, ...]) -> bool:
    return len(states) == len(before) and all(
        state is was or _keys(state) == _keys(was)
        for state, was in zip(states, before, strict=True)
    )


def _keys(state: SectionState) -> list[str]:
    return [slot.key for slot in state.slots]
