"""Two versions on one database: the older one goes on, or refuses with a sentence."""

import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass

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
from tests.sync.server.test_db import database, url

__all__ = ["database", "url"]

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


@pytest.mark.both_backends
def test_every_migration_only_adds_or_raises_the_contract(url):
    raised = 1
    with closing(Database(url)) as database:
        for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions())):
            before = _tables(database)
            with database.writing() as connection:
                command.upgrade(_config(connection), script.revision)
            own = getattr(script.module, "contract", raised)
            assert own >= raised
            if own == raised:
                unlike = _unlike(before, _tables(database))
                assert unlike == [], f"{script.revision} has to raise the contract"
            raised = own
        with database.reading() as connection:
            assert contract(connection) <= CONTRACT
    assert raised == CONTRACT


@pytest.mark.both_backends
@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE later (id INTEGER PRIMARY KEY)",
        "CREATE INDEX later ON inspections (form)",
        "ALTER TABLE inspections ADD COLUMN later TEXT",
        "ALTER TABLE inspections ADD COLUMN later TEXT NOT NULL DEFAULT ''",
    ],
)
def test_what_an_older_process_need_not_know_is_like_before(database, change):
    assert _changed(database, change) == []


BY_BOTH = (
    ("ALTER TABLE inspections DROP COLUMN form", "inspections.form is gone"),
    ("ALTER TABLE inspections RENAME COLUMN form TO list", "inspections.form is gone"),
    ("DROP TABLE inspections", "inspections is gone"),
    ("CREATE UNIQUE INDEX later ON inspections (author, form)", "inspections is unique"),
)
BY_POSTGRES = (
    ("ALTER TABLE inspections ALTER COLUMN form TYPE BYTEA USING NULL", "inspections.form is now"),
    ("ALTER TABLE inspections ALTER COLUMN score SET NOT NULL", "inspections.score must be filled"),
    ("ALTER TABLE inspections ADD COLUMN later TEXT NOT NULL", "inspections.later must be filled"),
    ("ALTER TABLE inspections ADD FOREIGN KEY (record) REFERENCES blobs", "inspections refers"),
    ("ALTER TABLE inspections ADD CHECK (passed > 0)", "inspections checks"),
)


@pytest.mark.parametrize(
    ("backend", "change", "told"),
    [
        *(("sqlite", *each) for each in BY_BOTH),
        *(("postgres", *each) for each in (*BY_BOTH, *BY_POSTGRES)),
    ],
    indirect=["backend"],
)
def test_what_an_older_process_would_stumble_over_is_told(database, change, told):
    assert any(each.startswith(told) for each in _changed(database, change))


def _changed(database, change):
    before = _tables(database)
    with database.writing() as connection:
        connection.execute(text(change))
    return _unlike(before, _tables(database))


@dataclass(frozen=True)
class Table:
    columns: dict
    """By name: type, and whether an older process must fill it."""
    unique: frozenset
    refers: frozenset
    checks: frozenset


def _tables(database):
    with database.reading() as connection:
        said = inspect(connection)
        return {name: _table(said, name) for name in said.get_table_names()}


def _table(said, name):
    columns = {
        each["name"]: (
            str(each["type"]),
            not (each["nullable"] or each["default"] is not None or each.get("autoincrement")),
        )
        for each in said.get_columns(name)
    }
    unique = [tuple(each["column_names"]) for each in said.get_unique_constraints(name)]
    unique += [tuple(each["column_names"]) for each in said.get_indexes(name) if each["unique"]]
    refers = [
        (*each["constrained_columns"], each["referred_table"], *each["referred_columns"])
        for each in said.get_foreign_keys(name)
    ]
    checks = [each["sqltext"] for each in said.get_check_constraints(name)]
    unique.append(tuple(said.get_pk_constraint(name)["constrained_columns"]))
    return Table(columns, frozenset(unique), frozenset(refers), frozenset(checks))


def _unlike(before, after):
    """Say what an older process would miss, misread, or break without knowing it."""
    gone = [f"{name} is gone" for name in before if name not in after]
    kept = [name for name in before if name in after]
    return gone + [e for name in kept for e in _unlike_table(name, before[name], after[name])]


def _unlike_table(name, before, after):
    for column, (kind, must_be_filled) in before.columns.items():
        if column not in after.columns:
            yield f"{name}.{column} is gone"
            continue
        now, must_be_filled_now = after.columns[column]
        if now != kind:
            yield f"{name}.{column} is now {now}"
        if must_be_filled_now and not must_be_filled:
            yield f"{name}.{column} must be filled"
    for column in after.columns.keys() - before.columns.keys():
        if after.columns[column][1]:
            yield f"{name}.{column} must be filled"
    yield from (f"{name} is unique by {each}" for each in after.unique - before.unique)
    yield from (f"{name} refers by {each}" for each in after.refers - before.refers)
    yield from (f"{name} checks {each}" for each in after.checks - before.checks)
