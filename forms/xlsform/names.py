"""Every name that an expression uses must be a question's; none may depend on itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forms.xlsform.columns import Row, Tokens
from forms.xlsform.expressions import names_in, references_in
from forms.xlsform.faults import FaultKind, Findings
from forms.xlsform.question_types import FILLED_IN, META, meaning_of
from forms.xlsform.survey import Branch, Question

LENGTH_MAX = 64
_CONDITIONS: tuple[Tokens, ...] = (
    ("bind", "relevant"),
    ("bind", "calculate"),
)
"""What makes one question depend on another: whether it is there, and what it holds."""


def check_all_names(root: Branch, others: Iterable[str], findings: Findings) -> None:
    """Names that are there twice or nowhere, and circles, each at its cell.

    `others` are the names that no row of the tree has: what `or_other` brings, and our own rows.
    """
    rows = list(rows_of(root))
    named = [row for row in rows if row.text("name")]
    _check_siblings(root, findings)
    unfilled = {
        question.row.text("name") for question in root.questions() if _is_unfilled(question)
    }
    known = _Known(
        frozenset(row.text("name") for row in named) | frozenset(others),
        frozenset(unfilled),
    )
    for row in rows:
        for tokens in row.cells:
            _check_cell(row, tokens, known, findings)
    _circles({row.text("name"): row for row in named}, findings)


def refuse_ambiguous(root: Branch, findings: Findings) -> None:
    """Note every `${name}` that several questions have; before paths come to names."""
    rows = list(rows_of(root))
    counted = Counter(row.text("name") for row in rows)
    for row in rows:
        for tokens in row.cells:
            for name in sorted(references_in(row, tokens)):
                if counted[name] > 1:
                    findings.fault(row.place(*tokens), FaultKind.name_ambiguous, name=name)


@dataclass(frozen=True, slots=True)
class Codes:
    """Gives each of one name a code of its own: groups may have questions of the same name."""

    names: frozenset[str] = frozenset()
    """All that there are, and that nothing else may be called."""
    _given: set[str] = field(default_factory=set)

    def code_of(self, name: str) -> str:
        """The name; where it is taken, a number behind it that makes it nobody else's."""
        code, number = name, 2
        while code in self._given or (code != name and code in self.names):
            ending = f"_{number}"
            code, number = name[: LENGTH_MAX - len(ending)] + ending, number + 1
        self._given.add(code)
        return code


def codes_of(root: Branch) -> dict[int, str]:
    """The code of each question by the number of its row."""
    codes = Codes(frozenset(row.text("name") for row in rows_of(root)))
    rows = (question.row for question in root.questions())
    return {row.number: codes.code_of(row.text("name")) for row in rows if row.text("name")}


@dataclass(frozen=True, slots=True)
class _Known:
    names: frozenset[str]
    unfilled: frozenset[str]


def _check_siblings(branch: Branch, findings: Findings) -> None:
    """Questions and groups of one name side by side; in different groups they are others."""
    rows = [child.row for child in branch.children if child.row is not None]
    counted = Counter(row.text("name") for row in rows if row.text("name"))
    for row in rows:
        if counted[row.text("name")] > 1:
            findings.fault(row.place("name"), FaultKind.name_twice, name=row.text("name"))
    for below in branch.branches():
        _check_siblings(below, findings)


def _check_cell(row: Row, tokens: Tokens, known: _Known, findings: Findings) -> None:
    names = names_in(row, tokens)
    for name in sorted(names - known.names):
        findings.fault(row.place(*tokens), FaultKind.name_unknown, name=name)
    for name in sorted(names & known.unfilled):
        findings.fault(row.place(*tokens), FaultKind.outside_reference, name=name)


def _is_unfilled(question: Question) -> bool:
    """What only ODK's own apps fill in: nothing here could be told from it."""
    meaning = meaning_of(question.type)
    return meaning.special == META and meaning.name not in FILLED_IN


def rows_of(branch: Branch) -> Iterator[Row]:
    """Of every question, group and repeat below, in order."""
    for child in branch.children:
        if isinstance(child, Question):
            yield child.row
        else:
            if child.row is not None:
                yield child.row
            yield from rows_of(child)


def _circles(rows: Mapping[str, Row], findings: Findings) -> None:
    """Depth first; a question on the way back to itself closes a circle."""
    needs = {
        name: {each for tokens in _CONDITIONS for each in names_in(row, tokens)} & set(rows)
        for name, row in rows.items()
    }
    done: set[str] = set()
    for start in rows:
        way: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(sorted(needs[start])))]
        while stack and start not in done:
            name, rest = stack[-1]
            if len(way) < len(stack):
                way.append(name)
            following = next((each for each in rest if each not in done), None)
            if following is None:
                done.add(name)
                stack.pop()
                way.pop()
            elif following in way:
                circle = way[way.index(following) :]
                _note_circle(circle, rows, findings)
                done.add(following)
            else:
                stack.append((following, iter(sorted(needs[following]))))


def _note_circle(circle: list[str], rows: Mapping[str, Row], findings: Findings) -> None:
    row = rows[circle[0]]
    used = next((tokens for tokens in _CONDITIONS if row.text(*tokens)), _CONDITIONS[0])
    names = " → ".join([*circle, circle[0]])
    findings.fault(row.place(*used), FaultKind.cycle, names=names)
