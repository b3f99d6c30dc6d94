"""How bad a failure is, how grades translate, and how many there are of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from forms.definition import Item
from forms.logic import Context, holds
from forms.terms import Grade, Result


@dataclass(frozen=True, slots=True)
class Totals:
    """How many slots have which result, and how many failures have which grade."""

    passed: int = 0
    failed: int = 0
    not_applicable: int = 0
    unanswered: int = 0
    general: int = 0
    serious: int = 0
    major: int = 0
    noted: int = 0
    """What was given where nothing is judged."""

    @property
    def answered(self) -> int:
        return self.passed + self.failed + self.not_applicable + self.noted

    @property
    def total(self) -> int:
        return self.answered + self.unanswered

    @property
    def by_grade(self) -> dict[Grade, int]:
        return {
            Grade.general: self.general,
            Grade.serious: self.serious,
            Grade.major: self.major,
        }

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.passed + other.passed,
            self.failed + other.failed,
            self.not_applicable + other.not_applicable,
            self.unanswered + other.unanswered,
            self.general + other.general,
            self.serious + other.serious,
            self.major + other.major,
            self.noted + other.noted,
        )


def grade_on_failure(item: Item, context: Context) -> Grade:
    """The grade to prefill: the item's own, or the worst escalation whose condition is met.

    In the context `.` is the value that was entered.
    """
    met = (each.grade for each in item.escalation if each.when and holds(each.when, context))
    return max((item.grade, *met), key=lambda grade: grade.rank)


def legal_grade(grade: Grade) -> Grade:
    """Translate to the two grades the law knows: major stays, the rest is general.

    Source: domain.md §3.1 (原总局令第16号 third article knows 一般 and 重大 only).
    """
    return Grade.major if grade is Grade.major else Grade.general


REBOUND_DAYS = 90
"""domain.md §2.0.1 rule 2."""


def grade_on_rebound(grade: Grade) -> Grade:
    """The grade of a failure that came back within 90 days (domain.md §2.0.1 rule 2)."""
    return grade.raised


def totals_of(results: Iterable[tuple[Result | None, Grade | None]]) -> Totals:
    """Count results, and the grades of the failed ones."""
    counts: dict[str, int] = defaultdict(int)
    for result, grade in results:
        counts[_COUNTED_AS[result]] += 1
        if result is Result.failed and grade is not None:
            counts[grade.value] += 1
    return Totals(**counts)


_COUNTED_AS = {
    None: "unanswered",
    Result.passed: "passed",
    Result.failed: "failed",
    Result.not_applicable: "not_applicable",
}
