"""What a walk has earned of what it could earn, and what that is called."""

from __future__ import annotations

from dataclasses import dataclass

from forms.definition import Level
from forms.sheet import Sheet
from forms.slots import SectionState, Slot
from forms.terms import Grade, Result


@dataclass(frozen=True, slots=True)
class Score:
    percent: float
    """Rounded to one decimal."""
    level: Level | None


def score_of(sheet: Sheet) -> Score | None:
    """None while nothing that earns points has a result.

    Sections with a weight count by it, whatever the number of their items; where none has one, all
    points count alike. What does not apply is left out.
    """
    if any(state.section.weight is not None for state in sheet.sections):
        share = _weighted(sheet)
    else:
        earned, possible = _sum([_points(state) for state in sheet.sections])
        share = earned / possible if possible else None
    if share is None:
        return None
    percent = round(share * 100, 1)
    return Score(percent, _level(sheet, percent))


def _weighted(sheet: Sheet) -> float | None:
    by_section: dict[str, list[tuple[float, float]]] = {}
    for state in sheet.sections:
        by_section.setdefault(state.section.id, []).append(_points(state))
    weights = {state.section.id: state.section.weight or 0.0 for state in sheet.sections}
    shares = {name: _sum(points) for name, points in by_section.items()}
    counted = {name: weights[name] for name, (_, possible) in shares.items() if possible}
    total = sum(counted.values())
    if not total:
        return None
    return sum(counted[name] * shares[name][0] / shares[name][1] for name in counted) / total


def _points(state: SectionState) -> tuple[float, float]:
    return _sum([_points_of(slot) for slot in state.slots])


def _points_of(slot: Slot) -> tuple[float, float]:
    """Earned and possible."""
    item, answer = slot.item, slot.answer
    if item.points is None or answer is None or answer.result in (None, Result.not_applicable):
        return 0.0, 0.0
    chosen = next((each for each in item.choices if each.value == answer.value), None)
    if chosen is not None and chosen.points is not None:
        return min(max(chosen.points, 0.0), item.points), item.points
    return (item.points if answer.result is Result.passed else 0.0), item.points


def _sum(points: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(earned for earned, _ in points), sum(possible for _, possible in points)


def _level(sheet: Sheet, percent: float) -> Level | None:
    grades = {slot.answer.grade for slot in sheet.failures() if slot.answer and slot.answer.grade}
    worst = max((grade.rank for grade in grades), default=0)
    return next((each for each in sheet.form.levels if _is_reached(each, percent, worst)), None)


def _is_reached(level: Level, percent: float, worst: int) -> bool:
    is_barred = isinstance(level.none_of, Grade) and worst >= level.none_of.rank
    return percent >= level.percent and not is_barred
