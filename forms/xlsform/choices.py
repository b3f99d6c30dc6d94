"""The choices sheet: lists by name, their further columns for filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from forms.definition import Choice, ChoiceList
from forms.terms import Text
from forms.xlsform.annotations import Kept
from forms.xlsform.columns import OWN, Row, Sheet, Tokens
from forms.xlsform.faults import FaultKind, Findings, Place, RemarkKind
from forms.xlsform.words import Languages

LIST: Tokens = ("list name",)
FAILS, POINTS = "inspect_fails", "inspect_points"
"""Our own columns; as plain names, because every column of a choice becomes an element."""

RESERVED = f"{OWN}_"
"""Lists of ours that every export makes anew: results, grades, reasons."""

_VALUE = re.compile(r"[^\s](?:[^\t\n]{0,98}[^\s])?")
"""With spaces only where one is chosen; pyxform refuses them where several are."""
COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
COLUMN_LENGTH_MAX = 200
_READ = frozenset({LIST[0], "name", "label", FAILS, POINTS, OWN})


@dataclass(frozen=True, slots=True)
class Lists:
    """What a form can choose from, and where each list stands."""

    by_name: Mapping[str, ChoiceList]
    places: Mapping[str, Place]
    spaced: Mapping[str, tuple[tuple[str, Place], ...]] = field(default_factory=dict)
    """Of each list: values of several words, which only one of several can have."""
    external: Mapping[str, str] = field(default_factory=dict)
    """Of the sheet `external_choices`, which has a question type of its own: name to name here."""

    def id_of(self, name: str) -> str:
        return self.by_name[name].id


NO_LISTS = Lists({}, {})


def read_lists(
    sheet: Sheet, languages: Languages, findings: Findings, may_repeat: bool = False
) -> Lists:
    """Every list of the sheet, in order; faults are noted at their cells.

    With `may_repeat` (the setting `allow_choice_duplicates`) a list has choices of one name that
    differ in their words or columns, as cascades need them.
    """
    found: dict[str, list[Choice]] = {}
    places: dict[str, Place] = {}
    spaced: dict[str, tuple[tuple[str, Place], ...]] = {}
    for row in sheet.rows:
        name = row.text(*LIST)
        if not name:
            if row.text("name") or row.by_language("label"):
                findings.fault(row.place(*LIST), FaultKind.list_name_missing)
            else:
                findings.remark(row.place(), RemarkKind.comment_left_out)
            continue
        if name.startswith(RESERVED):
            continue
        places.setdefault(name, row.place(*LIST))
        choices = found.setdefault(name, [])
        choice = _choice(row, languages, findings)
        if choice is None:
            continue
        params = {"name": choice.value, "list": name}
        if choice in choices and may_repeat:
            findings.remark(row.place("name"), RemarkKind.choice_repeated, **params)
        elif not may_repeat and any(each.value == choice.value for each in choices):
            findings.fault(row.place("name"), FaultKind.choice_twice, **params)
        else:
            choices.append(choice)
            if " " in choice.value:
                spaced[name] = (*spaced.get(name, ()), (choice.value, row.place("name")))
    ids = list_ids(found)
    by_name = {name: ChoiceList(ids[name], tuple(choices)) for name, choices in found.items()}
    return Lists(by_name, places, spaced)


def list_ids(names: Mapping[str, object]) -> dict[str, str]:
    """Ids that our language takes, each its own."""
    ids: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_一-鿿-]", "_", name)[:60]
        plain = plain if re.match(r"[A-Za-z_一-鿿]", plain) else f"list_{plain}"
        number, unique = 2, plain
        while unique in ids.values():
            unique, number = f"{plain}_{number}", number + 1
        ids[name] = unique
    return ids


def with_other(choices: ChoiceList, label: Text) -> ChoiceList:
    """`or_other` brings its own last choice, where the list has none of that name."""
    if any(choice.value == "other" for choice in choices.choices):
        return choices
    longer = (*choices.choices, Choice("other", label))
    return replace(choices, id=f"{choices.id}_or_other", choices=longer)


def _choice(row: Row, languages: Languages, findings: Findings) -> Choice | None:
    value = row.text("name")
    if not value:
        findings.fault(row.place("name"), FaultKind.choice_name_missing)
        return None
    if not _VALUE.fullmatch(value):
        findings.fault(row.place("name"), FaultKind.bad_value, text=value)
        return None
    label = languages.text(row.by_language("label"))
    if not label.zh:
        label = Text(value, value)
    return Choice(
        value,
        label,
        fails=row.text(FAILS) == "yes",
        points=_points(row, findings),
        columns=_columns(row, findings),
        kept=_kept(row, findings),
    )


def _points(row: Row, findings: Findings) -> float | None:
    text = row.text(POINTS)
    try:
        return float(text) if text else None
    except ValueError:
        findings.fault(row.place(POINTS), FaultKind.bad_value, text=text)
        return None


def _columns(row: Row, findings: Findings) -> tuple[tuple[str, str], ...]:
    columns = {}
    for tokens, cell in row.cells.items():
        if not _is_column(tokens):
            continue
        if len(cell.text) > COLUMN_LENGTH_MAX:
            findings.fault(row.place(*tokens), FaultKind.cell_too_long, limit=COLUMN_LENGTH_MAX)
        columns[tokens[0]] = cell.text
    return tuple(sorted(columns.items()))


def _kept(row: Row, findings: Findings) -> Kept:
    kept = []
    for tokens, cell in row.cells.items():
        if tokens[0] in _READ or _is_column(tokens):
            continue
        heading = row.headings[tokens].text
        findings.remark(row.place(*tokens), RemarkKind.column_kept, name=heading)
        kept.append(("::".join(tokens), cell.text))
    return tuple(kept)


def _is_column(tokens: Tokens) -> bool:
    """Whether a filter could name it."""
    is_read = tokens[0] in _READ or tokens[0] == "media"
    return len(tokens) == 1 and not is_read and COLUMN.fullmatch(tokens[0]) is not None
