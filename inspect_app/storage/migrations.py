"""How a store written by an older version becomes one of this version: named steps, each once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from inspect_app.errors import StoreNewer
from inspect_app.storage.engine import Database, SqliteTable
from inspect_app.storage.schema import INDEXES

Change = Callable[[Database], None]
TABLE = "migrations"


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    """Stored, so it never changes."""
    change: Change


def create_tables(db: Database) -> None:
    for table in INDEXES:
        db.storage.ensure(table)


MIGRATIONS: Sequence[Migration] = (Migration("create_tables", create_tables),)
"""In the order in which they are applied; a new one goes to the end."""


def migrate(db: Database, migrations: Sequence[Migration] = MIGRATIONS) -> tuple[str, ...]:
    """Apply what was not applied yet, each in a transaction of its own; returns the names.

    Raises `StoreNewer` before anything is touched when a newer version has changed the store.
    """
    table: SqliteTable = db.table(TABLE)
    applied = {document["name"] for document in table}
    unknown = applied - {migration.name for migration in migrations}
    if unknown:
        raise StoreNewer(migrations=sorted(unknown))
    return tuple(_apply(db, table, [m for m in migrations if m.name not in applied]))


def _apply(db: Database, table: SqliteTable, missing: Sequence[Migration]) -> Iterator[str]:
    for migration in missing:
        with db.transaction():
            migration.change(db)
            table.add(migration.name, {"name": migration.name})
        yield migration.name
