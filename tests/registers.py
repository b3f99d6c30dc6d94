"""Filling in any form that notes, field by field, as a person would."""

import json

from forms.sheet import Slot
from forms.terms import AnswerType

DAY = "2026-11-23"
INK = json.dumps([[[100, 200], [300, 400], [500, 200], [700, 400]]])
TYPED = {
    AnswerType.text: "7664-93-9",
    AnswerType.barcode: "WJ-0137-SB-01-0001",
    AnswerType.number: "5",
    AnswerType.integer: "5",
    AnswerType.count: "5",
    AnswerType.date: DAY,
    AnswerType.time: "08:30",
    AnswerType.date_time: f"{DAY} 08:30",
    AnswerType.geopoint: "31.70 119.93",
    AnswerType.geotrace: "31.70 119.93; 31.71 119.93",
    AnswerType.geoshape: "31.70 119.93; 31.71 119.93; 31.71 119.94",
    AnswerType.signature: INK,
}
MOST = 200


def typed_for(slot: Slot) -> tuple[str, ...]:
    """What can be entered into a slot, the likely thing first."""
    values = [choice.value for choice in slot.item.choices]
    if slot.item.answer is AnswerType.choice:
        return tuple(values)
    if slot.item.answer is AnswerType.choices:
        return (" ".join(values),)
    return (TYPED[slot.item.answer],)


def fill_in(inspections, draft_id: str, photo: str) -> set[str]:
    """Answer whatever the form still wants; returns the codes that were asked."""
    asked = set()
    for _ in range(MOST):
        key = inspections.open(draft_id).sheet.next_unanswered()
        if key is None:
            return asked
        slot = inspections.open(draft_id).sheet.slot(key)
        asked.add(slot.item.code)
        if slot.item.answer is AnswerType.photo:
            inspections.attach(draft_id, key, photo)
            continue
        for text in typed_for(slot):
            inspections.enter(draft_id, key, text)
            if not inspections.open(draft_id).sheet.slot(key).is_violated:
                break
    raise AssertionError(f"the form never ends: {key}")
