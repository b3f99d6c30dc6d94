"""Which lists a survey takes from elsewhere: files beside it, the sheet `external_choices`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from forms.parts import Choice, ChoiceList
from forms.tables import columns_of
from forms.xlsform.choices import Lists, list_ids
from forms.xlsform.columns import Row, Tokens
from forms.xlsform.expressions import CELLS, DEFAULT
from forms.xlsform.faults import FaultKind, Findings, Place, RemarkKind
from forms.xlsform.list_files import ListFile, choices_of, rows_of
from forms.xlsform.lookups import rewrite, tables_in, with_lookups, with_tables
from forms.xlsform.own_columns import original
from forms.xlsform.question_types import FROM_FILE, LIST_FILE, TABLE_TYPE, meaning_of
from forms.xlsform.survey import Branch

_EXTERNAL = "_external"


@dataclass(slots=True)
class Sources:
    """Reads what one survey needs; faults are noted where it is named."""

    folder: Path
    lists: Lists
    findings: Findings
    _files: dict[str, ListFile | None] = field(default_factory=dict)
    """To choose from, by the file's name."""
    _tables: dict[str, ListFile | None] = field(default_factory=dict)
    """To look something up in, by the name without its ending."""

    def gather(self, root: Branch) -> Lists:
        """The lists with all others; expressions in the tree name them as we do from now on."""
        for question in root.questions():
            place = question.row.place("type")
            meaning = meaning_of(question.type)
            if meaning.special == FROM_FILE:
                self._read_choices(meaning.list_name, question.row, place)
            elif meaning.name == TABLE_TYPE:
                self._read_table(question.row.text("name"), place)
        rewrite(root, self._note_tables)
        more = {name: each for name, each in self._files.items() if each}
        tables = {_key(name): each for name, each in self._tables.items() if each}
        self.lists = with_more(self.lists, more | tables)
        rewrite(root, self._in_our_words)
        return self.lists

    def is_renamed(self, name: str) -> bool:
        """A filter's `name` and `label` would be others than those of the file."""
        found = self._files.get(name)
        return found is not None and found.is_renamed

    def _read_choices(self, name: str, row: Row, place: Place) -> None:
        if name not in self._files:
            parameters = row.text("parameters")
            self._files[name] = choices_of(self.folder, name, parameters, place, self.findings)
            self._note_read(name, self._files[name], place)

    def _read_table(self, name: str, place: Place) -> None:
        if name and name not in self._tables:
            file = f"{name}{LIST_FILE}"
            self._tables[name] = rows_of(self.folder, file, place, self.findings)
            self._note_read(file, self._tables[name], place)

    def _note_read(self, name: str, found: ListFile | None, place: Place) -> None:
        if found is not None:
            count = len(found.choices)
            self.findings.remark(place, RemarkKind.file_read, name=name, count=count)

    def _note_tables(self, row: Row, tokens: Tokens, text: str) -> str:
        for name in sorted(tables_in(text)):
            self._read_table(name.removesuffix(LIST_FILE), row.place(*tokens))
        return text

    def _in_our_words(self, row: Row, tokens: Tokens, text: str) -> str:
        """A cell of our own export says what it was; it stays as it was written."""
        if original(row, "::".join(tokens), row.text(*tokens)) is not None:
            return text
        text = with_lookups(with_tables(text, self._of_table), self._of_list)
        if tokens in CELLS or tokens == DEFAULT:
            self._check_columns(row, tokens, text)
        return text

    def _check_columns(self, row: Row, tokens: Tokens, text: str) -> None:
        known = {each.id: columns_of(each.choices) for each in self.lists.by_name.values()}

        def note(table: str, column: str) -> None:
            if column and table in known and column not in known[table]:
                place = row.place(*tokens)
                params = {"name": column, "file": table}
                self.findings.fault(place, FaultKind.column_missing, **params)

        with_tables(text, note)

    def _of_table(self, name: str, column: str) -> str | None:
        name = name.removesuffix(LIST_FILE)
        found = self._tables.get(name)
        if found is None:
            return None
        return found.columns.get(column, column) if column else self.lists.id_of(_key(name))

    def _of_list(self, name: str, column: str) -> str | None:
        """An instance is a list of the sheet, a file to choose from, or one to look up in."""
        if name in self.lists.by_name:
            return column or self.lists.id_of(name)
        found = self._files.get(f"{name}{LIST_FILE}")
        if found is None:
            return self._of_table(name, column)
        own = found.columns.get(column, column)
        return own if column else self.lists.id_of(f"{name}{LIST_FILE}")


def with_more(lists: Lists, more: Mapping[str, ListFile]) -> Lists:
    names = {**lists.by_name, **more}
    ids = list_ids(names)
    found = {name: ChoiceList(ids[name], each.choices) for name, each in more.items()}
    spaced = {
        name: tuple(
            (choice.value, Place(name, 1, "A")) for choice in each.choices if _is_wide(choice)
        )
        for name, each in more.items()
    }
    known = {name: replace(each, id=ids[name]) for name, each in lists.by_name.items()}
    return replace(lists, by_name=known | found, spaced={**lists.spaced, **spaced})


def joined(lists: Lists, external: Lists) -> Lists:
    """Both sheets' lists; what is in both is two."""
    called = {
        name: f"{name}{_EXTERNAL}" if name in lists.by_name else name for name in external.by_name
    }
    renamed = {called[name]: each for name, each in external.by_name.items()}
    names = {**lists.by_name, **renamed}
    ids = list_ids(names)
    return Lists(
        {name: replace(each, id=ids[name]) for name, each in names.items()},
        {**lists.places, **{called[name]: place for name, place in external.places.items()}},
        lists.spaced,
        called,
    )


def repeats(lists: Lists) -> bool:
    """Some list has choices of one name."""
    return any(
        len({choice.value for choice in each.choices}) < len(each.choices)
        for each in lists.by_name.values()
    )


def _key(name: str) -> str:
    """A table may be called as a list of choices is."""
    return f"{name}{LIST_FILE} table"


def _is_wide(choice: Choice) -> bool:
    return " " in choice.value
