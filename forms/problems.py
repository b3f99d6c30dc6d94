"""What an answer still lacks before the inspection may be submitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from forms.answers import Answer
from forms.definition import Item
from forms.terms import AnswerType, PhotoRule, Reason, Result

PROBLEM_KEYS = (
    "problem.unanswered",
    "problem.undecided",
    "problem.grade_missing",
    "problem.words_missing",
    "problem.photo_missing",
    "problem.reason_missing",
    "problem.value_missing",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is missing; `key` is a string key for the person."""

    slot_key: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)


def problems_of(item: Item, answer: Answer | None, slot_key: str) -> Iterator[Problem]:
    """Name what is missing in the answer to one item; nothing when it is complete.

    A value without a result is "undecided": the form cannot judge it, the inspector must. Only a
    pass needs its value: what cannot be read or measured may fail without one.
    """
    params = {"item": item.code}
    for key in _missing(item, answer):
        yield Problem(slot_key, f"problem.{key}", params)


def _missing(item: Item, answer: Answer | None) -> Iterator[str]:
    if answer is None or answer.result is None:
        if answer is not None and answer.value is not None:
            yield "undecided"
        elif item.required:
            yield "unanswered"
        return
    match answer.result:
        case Result.not_applicable:
            yield from _missing_when_not_applicable(answer)
        case Result.failed:
            yield from _missing_when_failed(item, answer)
        case Result.passed:
            yield from _missing_when_passed(item, answer)


def _missing_when_not_applicable(answer: Answer) -> Iterator[str]:
    """ "Other" is no reason without words."""
    if answer.reason not in _REASONS or (answer.reason == Reason.other and not answer.note.strip()):
        yield "reason_missing"


def _missing_when_failed(item: Item, answer: Answer) -> Iterator[str]:
    if answer.grade is None:
        yield "grade_missing"
    if not answer.note.strip():
        yield "words_missing"
    if item.photo is not PhotoRule.none and not answer.photos:
        yield "photo_missing"


def _missing_when_passed(item: Item, answer: Answer) -> Iterator[str]:
    if item.answer is not AnswerType.pass_fail and answer.value is None:
        yield "value_missing"
    if item.photo is PhotoRule.always and not answer.photos:
        yield "photo_missing"


_REASONS = frozenset(reason.value for reason in Reason)
