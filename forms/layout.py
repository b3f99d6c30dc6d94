"""The walk through a form: which sections stand in it, and what each slot of them asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from forms.answers import slot_of
from forms.computing import is_required, is_violated, offered
from forms.context import Context
from forms.definition import Form, Item, Section
from forms.logic import holds
from forms.sheet_values import Found, SheetValues
from forms.slots import SectionState, Slot, state_of
from forms.wiring import EVERYWHERE, Reached
from forms.wording import telling, told_item, told_section


def lay_out(
    form: Form,
    values: SheetValues,
    before: Mapping[str, SectionState],
    reached: Collection[Reached],
) -> tuple[SectionState, ...]:
    """The sections in the order of the walk; those of `before` that nothing reached are kept."""
    by_code: dict[str, set[str | None]] = defaultdict(set)
    for code, where in reached:
        by_code[code].add(where)
    touched = {(values.wiring.section_of[code].id, where) for code, where in reached}
    states: list[SectionState] = []
    first = 0
    for section, asset in _walk(form, values):
        was = before.get(slot_of(section.id, asset))
        is_touched = not touched.isdisjoint(((section.id, asset), (section.id, EVERYWHERE)))
        if was is not None and not is_touched and section.id not in values.wiring.worded:
            state = _moved(was, first)
        else:
            state = _asked(section, asset, first, values, was, by_code)
        if state.slots:
            states.append(state)
            first += len(state.slots)
    return tuple(states)


def places_of(states: tuple[SectionState, ...]) -> dict[str, tuple[int, int]]:
    """Of each slot key: the section's position, and the slot's within it."""
    return {
        slot.key: (section, at)
        for section, state in enumerate(states)
        for at, slot in enumerate(state.slots)
    }


def _walk(form: Form, values: SheetValues) -> Iterator[tuple[Section, str]]:
    """Sections of one kind that follow each other are walked asset by asset."""
    for kind, group in groupby(form.sections, key=lambda section: section.asset_kind):
        sections = tuple(group)
        if not kind:
            yield from ((each, row) for each in sections for row in values.rows(each))
            continue
        ids = list(values.instances(sections[0]))
        if not ids or _has_general_answers(sections, values):
            ids = ["", *ids]
        for asset in ids:
            yield from ((section, asset) for section in sections)


def _has_general_answers(sections: tuple[Section, ...], values: SheetValues) -> bool:
    """What was answered before the first scan stays in sight."""
    answers = (values.answers.get(item.code) for each in sections for item in each.items)
    return any(answer is not None and not answer.is_blank for answer in answers)


def _asked(
    section: Section,
    asset: str,
    first: int,
    values: SheetValues,
    was: SectionState | None,
    reached: Mapping[str, set[str | None]],
) -> SectionState:
    is_spare = values.is_spare(section, asset)
    kept: dict[str, Slot] = {}
    if was is not None and was.is_spare is is_spare:
        kept = {slot.item.code: slot for slot in was.slots}
    context = values.context(section, asset)
    slots: list[Slot] = []
    for item in section.items:
        found = values.found(item.code, asset)
        if not found.is_relevant:
            continue
        index = first + len(slots)
        slot = kept.get(item.code)
        where = reached.get(item.code, ())
        if slot is None or asset in where or EVERYWHERE in where:
            shown = item
            if item.code in values.wiring.worded:
                shown = told_item(item, telling(context))
            slot = _slot(shown, section, asset, index, found, context, is_spare)
        elif slot.index != index:
            slot = replace(slot, index=index)
        slots.append(slot)
    if section.id in values.wiring.worded:
        section = told_section(section, telling(context))
    return state_of(section, asset, tuple(slots), is_spare)


def _slot(
    item: Item,
    section: Section,
    asset: str,
    index: int,
    found: Found,
    context: Context,
    is_spare: bool,
) -> Slot:
    choices = offered(item, context)
    return Slot(
        item,
        asset,
        slot_of(section.id, asset),
        slot_of(item.code, asset),
        found.answer,
        index,
        choices,
        is_required=not is_spare and is_required(item, context),
        is_violated=is_violated(item, found.answer, choices, context),
        asks_photo=item.photo_when is not None and holds(item.photo_when, context),
    )


def _moved(state: SectionState, first: int) -> SectionState:
    if not state.slots or state.slots[0].index == first:
        return state
    slots = (replace(slot, index=index) for index, slot in enumerate(state.slots, first))
    return replace(state, slots=tuple(slots))
