"""What an answer still lacks before the inspection may be submitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forms.answers import Answer
from forms.terms import NO_TEXT, AnswerType, Reason, Result, Text

if TYPE_CHECKING:
    from forms.sheet import Slot

PROBLEM_KEYS = (
    "problem.unanswered",
    "problem.unfilled",
    "problem.undecided",
    "problem.grade_missing",
    "problem.words_missing",
    "problem.photo_missing",
    "problem.reason_missing",
    "problem.value_missing",
    "problem.constraint",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is missing; `key` is a string key for the person."""

    slot_key: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)
    text: Text | None = None
    """The form's own words, to be said instead."""


def problems_of(slot: Slot) -> Iterator[Problem]:
    """Name what is missing in one answer; nothing when it is complete.

    A value without a result is "undecided": the form cannot judge it, the inspector must. Only a
    pass needs its value: what cannot be read or measured may fail without one. The form's own words
    for a value that is missing or does not fit go with the problem.
    """
    item = slot.item
    params = {"item": item.code}
    for key in _missing(slot):
        words = item.required_message if key in _ABSENT else NO_TEXT
        yield Problem(slot.key, f"problem.{key}", params, words if words.zh else None)
    if slot.is_violated:
        words = item.constraint_message
        yield Problem(slot.key, "problem.constraint", params, words if words.zh else None)


def _missing(slot: Slot) -> Iterator[str]:
    item, answer = slot.item, slot.answer
    if not item.judged:
        yield from _missing_in_note(slot)
        return
    if answer is None or answer.result is None:
        if answer is not None and answer.value is not None:
            yield "undecided"
        elif slot.is_required:
            yield "unanswered"
        return
    match answer.result:
        case Result.not_applicable:
            yield from _missing_when_not_applicable(answer)
        case Result.failed:
            yield from _missing_when_failed(slot, answer)
        case Result.passed:
            yield from _missing_when_passed(slot, answer)


def _missing_in_note(slot: Slot) -> Iterator[str]:
    if slot.item.is_asked and slot.is_open:
        yield "unfilled"
    elif slot.is_answered and slot.wants_photo and not (slot.answer and slot.answer.photos):
        yield "photo_missing"


def _missing_when_not_applicable(answer: Answer) -> Iterator[str]:
    """ "Other" is no reason without words."""
    if answer.reason not in _REASONS or (answer.reason == Reason.other and not answer.note.strip()):
        yield "reason_missing"


def _missing_when_failed(slot: Slot, answer: Answer) -> Iterator[str]:
    if answer.grade is None:
        yield "grade_missing"
    if not answer.note.strip():
        yield "words_missing"
    if slot.wants_photo and not answer.photos:
        yield "photo_missing"


def _missing_when_passed(slot: Slot, answer: Answer) -> Iterator[str]:
    if slot.item.answer is not AnswerType.pass_fail and answer.value is None:
        yield "value_missing"
    if slot.wants_photo and not answer.photos:
        yield "photo_missing"


_REASONS = frozenset(reason.value for reason in Reason)
_ABSENT = frozenset({"unanswered", "unfilled"})
