"""The database: migrated to what the tables say, durable, one writer at a time."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import event, insert, select, text

from sync.server.catalog import Item, put_items
from sync.server.db import Database, leave_turn, take_turn
from sync.server.published_forms import read_version
from sync.server.tables import blob_holders, counters, form_versions, metadata, signing_keys
from tests.forms.factories import a_form

TURNS = 60
"""One in twenty met the fault."""


@pytest.fixture
def url(tmp_path, backend, request):
    """An empty database."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'endpoint.sqlite'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(url):
    database = Database(url)
    database.migrate()
    yield database
    database.close()


def go_back(database, revision):
    """Undo the migrations after `revision`."""
    config = Config()
    config.set_main_option("script_location", "sync.server:migrations")
    config.set_main_option("path_separator", "os")
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


@pytest.mark.both_backends
def test_migrations_lead_to_the_tables(database):
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(database):
    with database.writing() as connection:
        leave_turn(connection, "records", 7)
    before = _everything(database)

    database.migrate()

    assert _everything(database) == before


@pytest.mark.both_backends
def test_processes_that_start_at_once_migrate_once(url):
    databases = [Database(url) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Database.migrate, databases))

    with databases[0].reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert len(connection.execute(text("SELECT * FROM alembic_version")).all()) == 1
    for database in databases:
        database.close()


def test_a_new_file_is_opened_by_many_at_once(tmp_path):
    for turn in range(TURNS):
        databases = [Database(f"sqlite:///{tmp_path}/{turn}.sqlite") for _ in range(6)]
        gate = Barrier(len(databases))

        def opened(database, gate=gate):
            gate.wait()
            with database.reading() as connection:
                return connection.execute(text("PRAGMA journal_mode")).scalar()

        with ThreadPoolExecutor(len(databases)) as pool:
            assert set(pool.map(opened, databases)) == {"wal"}
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


@pytest.mark.both_backends
def test_writers_in_two_processes_take_turns(url, database):
    """Two `Database`s stand for two processes: they share no lock but the database's own."""
    other = Database(url)

    def count(which):
        for _ in range(25):
            with which.writing() as connection:
                leave_turn(connection, "records", take_turn(connection, "records") + 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, [database, other] * 2))

    with other.writing() as connection:
        assert take_turn(connection, "records") == 100
    other.close()


@pytest.mark.both_backends
def test_failed_transaction_leaves_nothing(database):
    def fail():
        with database.writing() as connection:
            leave_turn(connection, "records", 99)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with database.writing() as connection:
        assert take_turn(connection, "records") == 0


@pytest.mark.both_backends
def test_failed_commit_leaves_nothing_to_the_next_writer(database):
    @event.listens_for(database.engine, "commit", once=True)
    def fail(_):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"), database.writing() as connection:
        connection.execute(insert(counters).values(name="lost", value=1))
    with database.writing() as connection:
        connection.execute(insert(counters).values(name="kept", value=2))

    with database.reading() as connection:
        names = set(connection.execute(select(counters.c.name)).scalars())
    assert names & {"lost", "kept"} == {"kept"}


@pytest.mark.both_backends
def test_photos_that_were_mentioned_before_rights_stay_readable(database):
    """Back to the first tables with a record and two photos, one of them never spoken of."""
    go_back(database, "0002_blob_rights")
    with database.writing() as connection:
        for name in ("blob_holders", "signing_keys"):
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.execute(
            text(
                "INSERT INTO records SELECT 1, 'r1', 'hazard.reported', 'u', 'p-author', 'd', 'h', "
                "'t', 0, '0', '[]', '{}', '0', '0', 't', NULL, FALSE, 1, 1"
            )
        )
        for position, sha256 in enumerate(("a", "b")):
            connection.execute(text(f"INSERT INTO blobs VALUES ('{sha256}', 1, 'image/jpeg', 't')"))
            row = f"('r1', {position}, 'a', 'u')"
            connection.execute(text(f"INSERT INTO record_blobs VALUES {row}"))

    database.migrate()

    with database.reading() as connection:
        holders = connection.execute(select(blob_holders.c.sha256, blob_holders.c.person)).all()
        keys = connection.execute(select(signing_keys.c.id)).scalars().all()
    assert ([tuple(each) for each in holders], list(keys)) == ([("a", "p-author")], [1])


def _everything(database):
    """Tables, indexes and rows, as SQL."""
    with database.reading() as connection:
        return list(connection.connection.driver_connection.iterdump())


@pytest.mark.both_backends
def test_forms_that_were_published_before_versions_were_kept_are_the_first_kept(database):
    form = a_form().to_dict()
    with database.writing() as connection:
        put_items(connection, [Item.of_form(form)])
        before = connection.execute(select(form_versions)).one()
    go_back(database, "0004_inspection_scores")

    database.migrate()

    with database.reading() as connection:
        (kept,) = connection.execute(select(form_versions)).all()
        assert kept == before
        assert json.loads(read_version(connection, form["id"], form["version"])) == form
