"""How the tree of a survey becomes sections: top groups and repeats, with inner groups in them.

A repeat stands between sections of its own group; what encloses it becomes part of its condition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from forms.definition import Group, Item, Repeat, Section, Text
from forms.xlsform.annotations import Kept, kept_of
from forms.xlsform.columns import Row
from forms.xlsform.expressions import both, expression_in
from forms.xlsform.faults import FaultKind, Findings, RemarkKind
from forms.xlsform.names import Codes
from forms.xlsform.own_columns import REPEAT, SECTION, read_own
from forms.xlsform.questions import NAME, Reader
from forms.xlsform.survey import Branch, Question

UNGROUPED = "ungrouped"
"""The section of what stands outside of every group; more of them are numbered."""
APPEARANCE = "appearance"

_READ = frozenset(
    {"type", "name", "label", "disabled", ("bind", "relevant"), ("control", "appearance")}
)
_COUNT = ("control", "jr:count")


@dataclass(slots=True)
class _Draft:
    """A section while its items are gathered."""

    section: Section
    items: list[Item] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    group_ids: Codes = field(default_factory=Codes)

    def finished(self) -> Section:
        return replace(self.section, items=tuple(self.items), groups=tuple(self.groups.values()))


@dataclass(slots=True)
class Composer:
    """Lays out one survey's sections; faults are noted where they stand."""

    reader: Reader
    title: Text
    question_items: Callable[[Question], list[Item]]
    _done: list[_Draft] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)

    def sections(self, root: Branch) -> tuple[Section, ...]:
        loose: _Draft | None = None
        for child in root.children:
            if isinstance(child, Question):
                loose = loose or self._open(Section(self._id(UNGROUPED), self.title))
                loose.items += self.question_items(child)
            else:
                loose = None
                self._top(child)
        return tuple(draft.finished() for draft in self._done if draft.items)

    def _top(self, branch: Branch) -> None:
        name = self._name(branch)
        if branch.is_repeat:
            self._repeat(branch, name, None)
            return
        section = Section(
            self._id(name),
            self._label(branch, name),
            relevant=self._relevant(branch),
            kept=self._kept(branch, with_appearance=True),
            **self._own(branch),
        )
        self._fill(self._open(section), branch, ())

    def _own(self, branch: Branch) -> dict:
        assert branch.row is not None
        return read_own(branch.row, SECTION, self._findings)

    def _repeat(self, branch: Branch, name: str, around: str | None) -> None:
        assert branch.row is not None
        label = self._label(branch, name)
        own = self._own(branch)
        is_of_assets = "asset_kind" in own
        section = Section(
            self._id(name),
            label,
            relevant=both(around, self._relevant(branch)),
            repeat=None if is_of_assets else self._rows(branch.row, label),
            kept=self._kept(branch, with_appearance=True),
            **own,
        )
        self._fill(self._open(section), branch, ())

    def _rows(self, row: Row, label: Text) -> Repeat:
        """Where nothing is said, one row is there from the start."""
        own = read_own(row, REPEAT, self._findings)
        count = expression_in(row, self._findings, *_COUNT)
        row_label = own.pop("row_label", label)
        return Repeat(row_label, count=count, **own)

    def _fill(self, draft: _Draft, branch: Branch, groups: tuple[Group, ...]) -> _Draft:
        """Return the draft that is open at the end: another one behind every inner repeat."""
        for child in branch.children:
            if isinstance(child, Question):
                draft.groups |= {group.id: group for group in groups}
                within = groups[-1].id if groups else None
                items = self.question_items(child)
                draft.items += [replace(item, group=within) for item in items]
            elif child.is_repeat:
                draft = self._inner_repeat(draft, child, groups)
            else:
                group = self._group(draft, child, groups)
                draft = self._fill(draft, child, (*groups, group))
        return draft

    def _inner_repeat(self, draft: _Draft, branch: Branch, groups: tuple[Group, ...]) -> _Draft:
        assert branch.row is not None
        if draft.section.repeat is not None:
            place = branch.row.place("type")
            self._findings.fault(place, FaultKind.outside_nesting, name=branch.row.text("type"))
            return draft
        around = draft.section.relevant
        for group in groups:
            around = both(around, group.relevant)
        self._repeat(branch, self._name(branch), around)
        rest = self._open(replace(draft.section, id=self._id(draft.section.id)))
        rest.group_ids = draft.group_ids
        return rest

    def _group(self, draft: _Draft, branch: Branch, groups: tuple[Group, ...]) -> Group:
        assert branch.row is not None
        return Group(
            self._group_id(draft, branch),
            self.reader.text(branch.row, "label"),
            relevant=self._relevant(branch),
            within=groups[-1].id if groups else None,
            appearance=self._appearance(branch.row),
            kept=self._kept(branch),
        )

    @property
    def _findings(self) -> Findings:
        return self.reader.findings

    def _open(self, section: Section) -> _Draft:
        self._done.append(_Draft(section))
        return self._done[-1]

    def _id(self, name: str) -> str:
        """Unique in the form: a number behind it where the name is taken."""
        unique, number = name, 2
        while unique in self._ids:
            unique, number = f"{name}_{number}", number + 1
        self._ids.add(unique)
        return unique

    def _group_id(self, draft: _Draft, branch: Branch) -> str:
        """Unique in its section: groups within different groups may have one name."""
        assert branch.row is not None
        name = self._name(branch)
        group_id = draft.group_ids.code_of(name)
        if group_id != name:
            place = branch.row.place("name")
            self._findings.remark(place, RemarkKind.name_changed, name=name, code=group_id)
        return group_id

    def _name(self, branch: Branch) -> str:
        assert branch.row is not None
        name = branch.name
        self._note_empty(branch)
        if not name:
            self._findings.fault(branch.row.place("name"), FaultKind.name_missing)
        elif not NAME.fullmatch(name):
            self._findings.fault(branch.row.place("name"), FaultKind.bad_name, name=name)
        return name or f"group_{branch.row.number}"

    def _note_empty(self, branch: Branch) -> None:
        """A group without questions shows nothing: it is not taken over, and that is said."""
        if branch.row is not None and not any(branch.questions()):
            self._findings.remark(branch.row.place("type"), RemarkKind.group_left_out)

    def _label(self, branch: Branch, name: str) -> Text:
        assert branch.row is not None
        label = self.reader.text(branch.row, "label")
        return label if label.zh else Text(name, name)

    def _relevant(self, branch: Branch) -> str | None:
        assert branch.row is not None
        return expression_in(branch.row, self._findings, "bind", "relevant")

    def _appearance(self, row: Row) -> str:
        said = row.text("control", "appearance")
        if said:
            place = row.place("control", "appearance")
            self._findings.remark(place, RemarkKind.appearance_kept, name=said)
        return said

    def _kept(self, branch: Branch, with_appearance: bool = False) -> Kept:
        assert branch.row is not None
        kept = kept_of(branch.row, _READ | {_COUNT}, self._findings)
        appearance = self._appearance(branch.row) if with_appearance else ""
        return (*kept, (APPEARANCE, appearance)) if appearance else kept
