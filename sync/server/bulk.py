"""Many rows of one table at once, in the way that costs the database least.

SQLAlchemy prepares every value of every row by itself, which takes longer than storing the row.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, Text
from sqlalchemy.exc import OperationalError

from sync.server.prepared import run_straight

Cells = tuple[Any, ...]
"""One row, in the order of the table's columns; text may come as UTF-8."""
CHUNKS = (128, 32, 8, 1)
"""Rows of one statement: so few different ones that SQLite keeps all of them prepared."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Cells]) -> None:
    if connection.dialect.name == "sqlite":
        for chunk in _chunks(rows):
            cells = tuple(chain.from_iterable(chunk))
            run_straight(connection, _insert(table, len(chunk)), cells)
    elif rows:
        _copy(connection, table, rows)


def _chunks(rows: Sequence[Cells]) -> Iterator[Sequence[Cells]]:
    start = 0
    while start < len(rows):
        size = next(size for size in CHUNKS if size <= len(rows) - start)
        yield rows[start : start + size]
        start += size


@cache
def _insert(table: Table, count: int) -> str:
    """All rows in one step: sqlite3 lets go of Python's lock at each, and then waits for it."""
    cells = ",".join("CAST(? AS TEXT)" if type(c.type) is Text else "?" for c in table.columns)
    names = ",".join(f'"{column.name}"' for column in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES ' + ",".join([f"({cells})"] * count)


def _copy(connection: Connection, table: Table, rows: Iterable[Cells]) -> None:
    """Raises what SQLAlchemy would, so that a lost database is known as one."""
    names = ",".join(f'"{column.name}"' for column in table.columns)
    raw: Any = connection.connection.driver_connection
    try:
        with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as to:
            for row in rows:
                to.write_row([c.decode() if type(c) is bytes else c for c in row])
    except psycopg.OperationalError as error:
        raise OperationalError("COPY", None, error) from error
