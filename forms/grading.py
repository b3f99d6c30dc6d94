"""How bad a failure is, how grades translate, and when single failures are a systemic one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from forms.definition import Item
from forms.logic import Context, holds
from forms.terms import Grade, Result

SYSTEMIC_PERCENT = 20
"""domain.md §2.0.1 rule 3: from this share of one building's assets of a kind."""
SYSTEMIC_FAILED_MIN = 2
"""The rule merges many findings into one; a single failure has nothing to merge with."""


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
    """What is not judged and needs no more."""

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


@dataclass(frozen=True, slots=True)
class AssetVerdict:
    """Whether one asset failed any of the items that were asked of it."""

    asset: str
    kind: str
    building: str
    has_failed: bool


@dataclass(frozen=True, slots=True)
class SystemicFinding:
    """One building's assets of one kind that fail together (domain.md §2.0.1 rule 3)."""

    kind: str
    building: str
    failed: int
    checked: int
    assets: tuple[str, ...]
    grade: Grade = Grade.serious


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


def grade_on_rebound(grade: Grade) -> Grade:
    """The grade of a failure that came back within 90 days (domain.md §2.0.1 rule 2)."""
    return grade.raised


def systemic_findings(verdicts: Iterable[AssetVerdict]) -> tuple[SystemicFinding, ...]:
    """Find the buildings where at least 20 % of the checked assets of a kind failed.

    Assets whose building is not known ("") are not counted. Sorted by building and kind.
    """
    groups: dict[tuple[str, str], list[AssetVerdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.building:
            groups[verdict.building, verdict.kind].append(verdict)
    findings = (_finding(groups[key]) for key in sorted(groups))
    return tuple(finding for finding in findings if _is_systemic(finding))


def totals_of(results: Iterable[tuple[Result | None, Grade | None]]) -> Totals:
    """Count results, and the grades of the failed ones."""
    counts: dict[str, int] = defaultdict(int)
    for result, grade in results:
        counts[_COUNTED_AS[result]] += 1
        if result is Result.failed and grade is not None:
            counts[grade.value] += 1
    return Totals(**counts)


def _finding(verdicts: list[AssetVerdict]) -> SystemicFinding:
    failed = tuple(verdict.asset for verdict in verdicts if verdict.has_failed)
    first = verdicts[0]
    return SystemicFinding(first.kind, first.building, len(failed), len(verdicts), failed)


def _is_systemic(finding: SystemicFinding) -> bool:
    is_enough = finding.failed * 100 >= finding.checked * SYSTEMIC_PERCENT
    return is_enough and finding.failed >= SYSTEMIC_FAILED_MIN


_COUNTED_AS = {
    None: "unanswered",
    Result.passed: "passed",
    Result.failed: "failed",
    Result.not_applicable: "not_applicable",
}
