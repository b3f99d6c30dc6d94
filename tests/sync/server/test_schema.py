"""Two versions on one database: the older one goes on, or refuses with a sentence."""

import os
import subprocess
import sys
from contextlib import closing

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text

from sync.server.app import create_app
from sync.server.db import Database
from sync.server.outdated import Outdated
from sync.server.schema import CONTRACT, NAME, _config, contract, unknown_revision
from sync.server.snapshot import take_snapshot
from sync.server.tables import records
from tests.sync.server.conftest import Device, serve

LATER = "9999_later"
COMMAND = "from inspect_app.cli import main; main()"


def _upgrade_later(database, raises_contract=False):
    """Do what a later version's migration might: add a table and a column that may be left out."""
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE later (id INTEGER PRIMARY KEY)"))
        connection.execute(text("ALTER TABLE inspections ADD COLUMN later TEXT"))
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": LATER})
        if raises_contract:
            row = {"name": NAME, "value": CONTRACT + 1}
            connection.execute(text("INSERT INTO counters VALUES (:name, :value)"), row)


@pytest.mark.both_backends
def test_older_process_that_is_restarted_goes_on_storing(running):
    device = running.device()
    device.answers(device.sealer.inspection())
    _upgrade_later(running.endpoint.database)

    during = device.answers(device.sealer.inspection())
    restarted = create_app(running.endpoint.settings, running.endpoint.now)
    with serve(restarted) as again:
        after = Device(again, device.sealer).answers(device.sealer.inspection())

    assert [each["status"] for each in (*during, *after)] == ["accepted"] * 2
    with running.endpoint.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(records)).scalar() == 3
        assert unknown_revision(connection) == LATER


@pytest.mark.both_backends
def test_older_process_refuses_tables_that_it_would_misunderstand(running):
    _upgrade_later(running.endpoint.database, raises_contract=True)

    with pytest.raises(Outdated, match=LATER):
        create_app(running.endpoint.settings)


def test_refusal_is_one_sentence(tmp_path):
    with closing(Database(f"sqlite:///{tmp_path / 'endpoint.sqlite'}")) as database:
        database.migrate()
        _upgrade_later(database, raises_contract=True)
    command_line = [sys.executable, "-c", COMMAND, "serve", "--data", str(tmp_path), "--port", "0"]

    done = subprocess.run(
        command_line,
        env=os.environ | {"INSPECT_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"A newer version has changed the database ({LATER})")
    assert "Traceback" not in done.stderr


def test_older_version_copies_no_rows_that_it_knows_by_half(postgres_server, tmp_path):
    url = postgres_server.url(postgres_server.create())
    with closing(Database(url)) as database:
        database.migrate()
        _upgrade_later(database)

    with pytest.raises(Outdated, match=LATER):
        take_snapshot(url, tmp_path / "copy.sqlite", lambda *_: None)


def test_every_migration_only_adds_or_raises_the_contract(tmp_path):
    raised = 1
    with closing(Database(f"sqlite:///{tmp_path / 'endpoint.sqlite'}")) as database:
        for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions())):
            before = _columns(database)
            with database.writing() as connection:
                command.upgrade(_config(connection), script.revision)
            after = _columns(database)
            own = getattr(script.module, "contract", raised)
            assert own >= raised
            if own == raised:
                assert _unlike(before, after) == [], f"{script.revision} has to raise the contract"
            raised = own
        with database.reading() as connection:
            assert contract(connection) <= CONTRACT
    assert raised == CONTRACT


def _columns(database):
    with database.reading() as connection:
        tables = inspect(connection)
        return {
            (table, column["name"]): column
            for table in tables.get_table_names()
            for column in tables.get_columns(table)
        }


def _unlike(before, after):
    """Name what an older process would miss, or would have to fill without knowing it."""
    tables = {table for table, _ in before}
    added = (key for key in after if key not in before and key[0] in tables)
    must_be_filled = [
        key for key in added if not (after[key]["nullable"] or after[key]["default"] is not None)
    ]
    return [key for key in before if key not in after] + must_be_filled
