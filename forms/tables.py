"""Choice lists as tables: what stands beside a value, found by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forms.parts import Choice, ChoiceList

NAME, LABEL = "name", "label"
"""Columns that every list has: the value of a choice, and its words."""


class Tables:
    """The lists of one form. Each column that is searched is put in order once."""

    def __init__(self, lists: Iterable[ChoiceList]) -> None:
        self._lists = {each.id: each.choices for each in lists}
        self._by_key: dict[tuple[str, str], Mapping[str, Choice]] = {}

    def find(self, table: str, column: str, key_column: str, key: str) -> str:
        """The cell of the first row that has the key; empty where there is none."""
        at = (table, key_column)
        if at not in self._by_key:
            choices = reversed(self._lists.get(table, ()))
            self._by_key[at] = {cells_of(each).get(key_column, ""): each for each in choices}
        row = self._by_key[at].get(key) if key else None
        return cells_of(row).get(column, "") if row is not None else ""


def cells_of(choice: Choice) -> dict[str, str]:
    """A choice by its columns, as a filter and a look-up see it."""
    return {NAME: choice.value, LABEL: choice.label.zh, **dict(choice.columns)}


def columns_of(choices: Iterable[Choice]) -> frozenset[str]:
    return frozenset({NAME, LABEL}.union(*(dict(each.columns) for each in choices)))
