"""What an expression sees: names and what they stand for, on a given day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from forms.values import MOMENT_EPOCH, Nodes, Value


class Names(Protocol):
    """What names stand for where an expression is asked: of this row or asset, or of none."""

    def get(self, name: str, /) -> object:
        """The value; `Nodes` for what stands in other rows; None where there is none."""

    def every(self, name: str) -> Nodes:
        """The values in all rows, whichever row is asked about."""

    def label(self, name: str, value: str) -> str:
        """What the choices in `value` of the item `name` are called, with commas between.

        What is no choice of it is called nothing.
        """

    def found(self, table: str, column: str, key_column: str, key: str) -> str:
        """What the first row of a choice list has in `column` that has `key` in `key_column`."""

    @property
    def position(self) -> int:
        """The number of this row, from 1; 0 outside of rows."""


class PlainNames(dict[str, object]):
    """Names outside of any form."""

    position = 0

    def every(self, name: str) -> Nodes:
        value = as_value(self.get(name))
        return value if isinstance(value, Nodes) else Nodes((value,))

    def label(self, name: str, value: str) -> str:
        return value

    def found(self, table: str, column: str, key_column: str, key: str) -> str:
        return ""


class _Overlaid:
    """Names of which a few have another value."""

    __slots__ = ("_names", "_over")

    def __init__(self, names: Names, over: Mapping[str, object]) -> None:
        self._names = names
        self._over = over

    def get(self, name: str, /) -> object:
        return self._over[name] if name in self._over else self._names.get(name)

    def every(self, name: str) -> Nodes:
        return self._names.every(name)

    def label(self, name: str, value: str) -> str:
        return self._names.label(name, value)

    def found(self, table: str, column: str, key_column: str, key: str) -> str:
        return self._names.found(table, column, key_column, key)

    @property
    def position(self) -> int:
        return self._names.position


@dataclass(frozen=True, slots=True)
class Context:
    """What the names of an expression stand for, on a given day."""

    today: date
    values: Names | Mapping[str, object]
    now: datetime | None = None
    """The moment that now() gives; the day's midnight in UTC when left out."""

    def with_values(self, more: Mapping[str, object]) -> Context:
        return replace(self, values=_Overlaid(self.names, more))

    @property
    def names(self) -> Names:
        values = self.values
        return PlainNames(values) if type(values) is dict else values  # type: ignore[return-value]

    @property
    def moment(self) -> datetime:
        days = (self.today - MOMENT_EPOCH.date()).days
        return self.now or MOMENT_EPOCH.fromtimestamp(days * 86_400, MOMENT_EPOCH.tzinfo)


def as_value(content: object) -> Value:
    if content is None:
        return ""
    if isinstance(content, bool | str | date | Nodes):
        return content
    if isinstance(content, int | float):
        return float(content)
    return str(content)
