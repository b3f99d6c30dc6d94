"""One moment of the endpoint's database as a SQLite file, whatever database it is in, and back.

What a backup holds is therefore the same for both, and one database can be exchanged for the other.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select

from sync.server.db import Database
from sync.server.outdated import Outdated
from sync.server.schema import unknown_revision
from sync.server.tables import metadata, records, reference_items

PAGES_AT_ONCE = 2_000
ROWS_AT_ONCE = 1_000

OnRows = Callable[[int, int], None]
"""Steps done, steps in all."""


class NotEmpty(Exception):
    """A snapshot is only put into a database that holds nothing yet."""


def take_snapshot(url: str, target: Path, on_rows: OnRows) -> None:
    """Write `target` while others go on writing: none of their transactions is in it by half.

    Raises `Outdated` where rows would be copied that this version does not know whole.
    """
    source = _sqlite_file(url)
    if source is not None:
        _copy_file(source, target, on_rows)
        return
    database, copy = Database(url), Database(f"sqlite:///{target}")
    try:
        copy.migrate()
        _refuse_later(database)
        with database.at_one_moment() as connection, copy.writing() as written:
            _copy_rows(connection, written, on_rows)
    finally:
        database.close()
        copy.close()
    _in_one_file(target)


def put_back(source: Path, url: str, on_rows: OnRows) -> None:
    """Fill the database at `url` in one transaction. Raises `NotEmpty`."""
    database, kept = Database(url), Database(f"sqlite:///{source}")
    try:
        kept.migrate()
        database.migrate()
        _refuse_later(kept)
        with kept.reading() as connection, database.writing() as written:
            if any(_holds_rows(written, table) for table in (records, reference_items)):
                raise NotEmpty
            _copy_rows(connection, written, on_rows)
    finally:
        database.close()
        kept.close()


def _refuse_later(kept: Database) -> None:
    """What a later version added would be missing in the copy."""
    with kept.reading() as connection:
        if revision := unknown_revision(connection):
            raise Outdated(revision)


def is_filled(url: str) -> bool:
    """Whether the database holds anything that a restore would mix with."""
    database = Database(url)
    try:
        database.migrate()
        with database.reading() as connection:
            return any(_holds_rows(connection, table) for table in (records, reference_items))
    finally:
        database.close()


def _sqlite_file(url: str) -> Path | None:
    start = "sqlite:///"
    return Path(url.removeprefix(start)) if url.startswith(start) else None


def _copy_file(source: Path, target: Path, on_rows: OnRows) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(
            copy,
            pages=PAGES_AT_ONCE,
            progress=lambda _, left, total: on_rows(total - left, total),
        )
    _in_one_file(target)


def _in_one_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _copy_rows(source: Connection, target: Connection, on_rows: OnRows) -> None:
    tables = metadata.sorted_tables
    total = sum(
        source.execute(select(func.count()).select_from(each)).scalar_one() for each in tables
    )
    done = 0
    for table in reversed(tables):
        # What a fresh database is born with, such as its counters.
        target.execute(delete(table))
    for table in tables:
        rows = source.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table)).mappings()
        for part in rows.partitions():
            target.execute(insert(table), [dict(row) for row in part])
            done += len(part)
            on_rows(done, total)


def _holds_rows(connection: Connection, table: object) -> bool:
    return connection.execute(select(table).limit(1)).first() is not None
