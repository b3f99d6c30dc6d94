"""Statements that are worked out once mean the same on every database."""

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sync.server.blob_rights import _COUNT_BLOBS, _PROVEN
from sync.server.lookups import _STORED
from sync.server.prepared import Prepared, among
from sync.server.tables import counters
from tests.sync.server.test_db import database, url

__all__ = ["database", "url"]

NAMES = ["it's", 'a "name"', "%(name)s", "[1]", "湖塘"]


@pytest.fixture
def full(database):
    with database.writing() as connection:
        connection.execute(insert(counters), [{"name": name, "value": 1} for name in NAMES])
    return database


def _among(connection, names):
    asked = Prepared(select(counters.c.name).where(among(counters.c.name, "names")))
    return sorted(row.name for row in asked.run(connection, names=names))


@pytest.mark.both_backends
def test_any_number_of_names_is_asked_for_at_once(full):
    with full.reading() as connection:
        found = [_among(connection, names) for names in ([], NAMES[:1], set(NAMES), ("none",))]

    assert found == [[], NAMES[:1], sorted(NAMES), []]


@pytest.mark.both_backends
def test_what_never_changes_stands_in_the_statement_itself(full):
    one = Prepared(
        select(func.count())
        .select_from(counters)
        .where(counters.c.name == "湖塘", counters.c.value == bindparam("value"))
    )
    with full.reading() as connection:
        assert [one.value(connection, value=each) for each in (1, 2, 1)] == [1, 0, 1]


@pytest.mark.both_backends
def test_one_statement_runs_for_many_rows(full):
    change = Prepared(
        update(counters).where(counters.c.name == bindparam("of")).values(value=bindparam("to"))
    )
    with full.writing() as connection:
        change.run_all(connection, ({"of": name, "to": 7} for name in NAMES))
        change.run_all(connection, ())
    with full.reading() as connection:
        query = select(func.count()).select_from(counters).where(counters.c.value == 7)
        assert connection.execute(query).scalar_one() == len(NAMES)


@pytest.mark.parametrize("asked", [_STORED, _PROVEN, _COUNT_BLOBS])
def test_sqlite_finds_by_index_and_never_reads_a_whole_table(database, asked):
    text = str(asked._statement.compile(dialect=database.engine.dialect))
    with database.reading() as connection:
        count = text.count("?")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ('["x"]',) * count)
        steps = [row.detail for row in plan]

    assert steps
    assert not [step for step in steps if step.startswith("SCAN") and "json_each" not in step]


@pytest.mark.both_backends
def test_what_breaks_a_rule_is_the_same_error_everywhere_and_does_not_tell_the_values(full):
    one = insert(counters).values(name=bindparam("of"), value=bindparam("number"))

    with (
        pytest.raises(IntegrityError) as refused,
        full.writing() as connection,
    ):
        Prepared(one).run(connection, of=NAMES[4], number=8_765)

    assert "8765" not in str(refused.value)
