"""The database: migrated to what the tables say, durable, one writer at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from sync.server.db import Database, leave_turn, take_turn
from sync.server.tables import metadata


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'endpoint.sqlite'}")
    database.migrate()
    yield database
    database.close()


def test_migrations_lead_to_the_tables(database):
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(database):
    database.migrate()


def test_processes_that_start_at_once_migrate_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'endpoint.sqlite'}"
    databases = [Database(url) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Database.migrate, databases))

    for database in databases:
        database.close()


def test_connections_are_durable(database):
    for opened in (database.reading, database.writing):
        with opened() as connection:
            pragmas = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_writers_in_two_processes_take_turns(tmp_path, database):
    """Two `Database`s stand for two processes: they share no lock but the database's own."""
    other = Database(f"sqlite:///{tmp_path / 'endpoint.sqlite'}")

    def count(which):
        for _ in range(25):
            with which.writing() as connection:
                leave_turn(connection, "records", take_turn(connection, "records") + 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, [database, other] * 2))

    with other.writing() as connection:
        assert take_turn(connection, "records") == 100
    other.close()


def test_failed_transaction_leaves_nothing(database):
    def fail():
        with database.writing() as connection:
            leave_turn(connection, "records", 99)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with database.writing() as connection:
        assert take_turn(connection, "records") == 0
