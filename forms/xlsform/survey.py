"""The survey sheet as a tree: groups and repeats with what stands in them, each at its row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyxform import aliases

from forms.xlsform.columns import Row, Sheet
from forms.xlsform.faults import FaultKind, Findings, RemarkKind
from forms.xlsform.own_columns import PART, own_text

DEPTH_MAX = 12
"""Groups within groups; no published form has more than six."""

_BEGIN = re.compile(r"begin[\s_]+(group|lgroup|repeat|looped group)$", re.IGNORECASE)
_END = re.compile(r"end[\s_]+(group|lgroup|repeat|looped group|loop)$", re.IGNORECASE)
_LOOP = re.compile(r"begin[\s_]+loop\b.*$", re.IGNORECASE)


@dataclass(slots=True)
class Question:
    row: Row
    type: str


@dataclass(slots=True)
class Branch:
    """A group, or (`is_repeat`) a repeat; the root has no row."""

    row: Row | None
    is_repeat: bool = False
    children: list[Branch | Question] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.row.text("name") if self.row else ""

    def branches(self) -> Iterator[Branch]:
        return (child for child in self.children if isinstance(child, Branch))

    def questions(self) -> Iterator[Question]:
        """Every question below, in order."""
        for child in self.children:
            if isinstance(child, Question):
                yield child
            else:
                yield from child.questions()


def read_survey(sheet: Sheet, findings: Findings) -> Branch:
    """Nest the rows; what begins without an end, or ends without a beginning, is noted."""
    root = Branch(None)
    open_branches = [root]
    for row in sheet.rows:
        kind = row.text("type")
        if _is_left_out(row, kind, findings):
            continue
        if _END.match(kind):
            _close(row, kind, open_branches, findings)
        elif begun := _BEGIN.match(kind):
            is_repeat = aliases.control[begun.group(1).lower()] == "repeat"
            branch = Branch(row, is_repeat)
            open_branches[-1].children.append(branch)
            open_branches.append(branch)
            if len(open_branches) > DEPTH_MAX:
                findings.fault(row.place("type"), FaultKind.outside_nesting, name=kind)
                break
        elif _LOOP.match(kind):
            findings.fault(row.place("type"), FaultKind.outside_type, name="begin loop")
            open_branches.append(Branch(row))
        else:
            open_branches[-1].children.append(Question(row, kind))
    for branch in open_branches[1:]:
        if branch.row is not None:
            params = {"name": branch.name or branch.row.text("type")}
            findings.fault(branch.row.place("type"), FaultKind.end_missing, **params)
    return root


def _is_left_out(row: Row, kind: str, findings: Findings) -> bool:
    if own_text(row, PART):
        return True
    if aliases.yes_no.get(row.text("disabled")):
        findings.remark(row.place("disabled"), RemarkKind.comment_left_out)
        return True
    if kind:
        return False
    if row.text("name") or row.by_language("label"):
        findings.fault(row.place("type"), FaultKind.type_missing)
    else:
        findings.remark(row.place(), RemarkKind.comment_left_out)
    return True


def _close(row: Row, kind: str, open_branches: list[Branch], findings: Findings) -> None:
    word = _END.match(kind)
    assert word is not None
    begun = open_branches[-1]
    is_repeat = aliases.control[word.group(1).lower()] == "repeat"
    is_loop = begun.row is not None and _LOOP.match(begun.row.text("type")) is not None
    if begun.row is None or (begun.is_repeat != is_repeat and not is_loop):
        findings.fault(row.place("type"), FaultKind.begin_missing, name=kind)
    if begun.row is not None:
        open_branches.pop()
