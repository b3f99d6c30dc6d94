"""When many failures of one walk are one systemic hazard (domain.md §2.0.1 rule 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from forms.definition import Form, MergeRule
from forms.sheet import Sheet
from forms.slots import Slot
from forms.terms import NO_TEXT, Grade, Purpose

SYSTEMIC_PERCENT = 20
"""From this share of one building's assets of a kind."""


@dataclass(frozen=True, slots=True)
class SystemicFinding:
    """The assets of one kind in one building that fail together."""

    rule: MergeRule
    building: str
    """What the assets share: the value of the rule's attribute."""
    checked: int
    """Assets with a result."""
    assets: tuple[str, ...]
    """Those that failed."""
    slots: tuple[Slot, ...]
    """The failures that become one; a graver one stays a hazard of its own."""

    @property
    def kind(self) -> str:
        return self.rule.asset_kind

    @property
    def failed(self) -> int:
        return len(self.assets)

    @property
    def grade(self) -> Grade:
        return self.rule.grade


def systemic_findings(sheet: Sheet) -> tuple[SystemicFinding, ...]:
    """By rule, then by building; assets whose building is not known are not counted together."""
    return tuple(
        finding
        for rule in _rules(sheet.form)
        for finding in _findings(rule, sheet)
        if _is_systemic(finding)
    )


def _rules(form: Form) -> tuple[MergeRule, ...]:
    """A checklist that says nothing follows the rule for all domains."""
    if form.merges or form.purpose is not Purpose.checklist:
        return form.merges
    return tuple(
        MergeRule(f"systemic_{kind}", NO_TEXT, kind, SYSTEMIC_PERCENT)
        for kind in form.asset_kinds()
    )


def _findings(rule: MergeRule, sheet: Sheet) -> Iterator[SystemicFinding]:
    answered: dict[str, list[Slot]] = defaultdict(list)
    for slot in sheet.slots:
        is_counted = not rule.items or slot.item.code in rule.items
        if is_counted and slot.answer is not None and slot.answer.result is not None:
            answered[slot.asset].append(slot)
    buildings: dict[str, list[str]] = defaultdict(list)
    for asset, kind, attributes in sheet.assets:
        building = str(attributes.get(rule.by, ""))
        if kind == rule.asset_kind and building and asset in answered:
            buildings[building].append(asset)
    for building, assets in sorted(buildings.items()):
        failed = [asset for asset in assets if any(s.has_failed for s in answered[asset])]
        slots = [s for asset in failed for s in answered[asset] if _can_merge(s, rule)]
        yield SystemicFinding(rule, building, len(assets), tuple(failed), tuple(slots))


def _can_merge(slot: Slot, rule: MergeRule) -> bool:
    grade = slot.answer.grade if slot.answer else None
    return slot.has_failed and (grade is None or grade.rank <= rule.grade.rank)


def _is_systemic(finding: SystemicFinding) -> bool:
    rule = finding.rule
    is_enough = finding.failed * 100 >= finding.checked * rule.percent
    return is_enough and finding.failed >= rule.at_least and bool(finding.slots)
