"""Statements that are asked all day: worked out once for each database, and then only sent.

SQLAlchemy works out every execution anew, which takes several times as long as SQLite's answer.
So does what it keeps of each: on SQLite they go straight to the driver.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ARRAY, Connection, Text, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

Values = Mapping[str, Any]
_Written = tuple[str, tuple[str, ...] | None, Values]
"""The text, its parameters' names where only their order counts, and those that never change."""


class Prepared:
    """Values go to the driver as they are: texts, numbers, and lists of texts for `among`."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._written: dict[str, _Written] = {}

    def run(self, connection: Connection, **values: Any) -> list[Any]:
        """Return its rows, whose cells have the columns' names. Raises `DBAPIError`."""
        text, order, fixed = self._for(connection)
        parameters = _parameters(values, order, fixed)
        if connection.dialect.name == "sqlite":
            return run_straight(connection, text, parameters)
        result = connection.exec_driver_sql(text, parameters)
        return list(result) if result.returns_rows else []

    def value(self, connection: Connection, **values: Any) -> Any:
        """Return the first cell of the first row; None where there is no row."""
        return next((row[0] for row in self.run(connection, **values)), None)

    def run_all(self, connection: Connection, rows: Iterable[Values]) -> None:
        """Run it once for each row, which costs PostgreSQL's clients one waiting."""
        text, order, fixed = self._for(connection)
        parameters = [_parameters(row, order, fixed) for row in rows]
        if connection.dialect.name == "sqlite":
            for each in parameters:
                run_straight(connection, text, each)
        elif parameters:
            connection.exec_driver_sql(text, parameters)

    def _for(self, connection: Connection) -> _Written:
        dialect = connection.dialect
        if dialect.name not in self._written:
            compiled: Any = self._statement.compile(dialect=dialect)
            order = tuple(compiled.positiontup) if compiled.positional else None
            fixed = {name: value for name, value in compiled.params.items() if value is not None}
            self._written[dialect.name] = (str(compiled), order, fixed)
        return self._written[dialect.name]


def run_straight(connection: Connection, text: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
    """Run one statement on SQLite, past SQLAlchemy, and raise what that would."""
    raw: Any = connection.connection.driver_connection
    try:
        cursor: sqlite3.Cursor = raw.execute(text, parameters)
        if cursor.description is None:
            return []
        return list(map(_row_of(tuple(each[0] for each in cursor.description)), cursor))
    except sqlite3.Error as error:
        raise DBAPIError.instance(
            text, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


@lru_cache
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)._make


def _parameters(values: Values, order: tuple[str, ...] | None, fixed: Values) -> Any:
    if order is None:
        return {name: _as_list(value) for name, value in (fixed | values).items()}
    return tuple(_as_json(values[name] if name in values else fixed[name]) for name in order)


def _as_list(value: Any) -> Any:
    return list(value) if isinstance(value, set | tuple) else value


def _as_json(value: Any) -> Any:
    return msgspec.json.encode(value).decode() if isinstance(value, list | set | tuple) else value


class _Among(FunctionElement[bool]):
    # Of no type: for a truth SQLAlchemy would write "… = 1" on SQLite, and no index would be used.
    type = NullType()
    inherit_cache = True


def among(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether it is one of those in the parameter, however many: the text stays the same."""
    return _Among(column, bindparam(name, type_=ARRAY(Text)))


@compiles(_Among, "sqlite")
def _among_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"


@compiles(_Among, "postgresql")
def _among_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY({values})"
