"""TinyDB's queries over SQLite give what TinyDB gives, by index where one is declared."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage
from tinydb.table import Table

from inspect_app.storage.conditions import narrow
from inspect_app.storage.engine import Database, Journal, SqliteStorage

FIELDS = {"code", "unit", "number", "place.floor"}


@pytest.fixture
def assets(db):
    table = db.table("assets")
    table.insert_multiple(
        {"code": f"FX-{n:04d}", "unit": f"u{n % 3}", "number": n, "place": {"floor": n % 5}}
        for n in range(60)
    )
    return table


def plan(db, table, sql):
    rows = db.storage.file.fetch_all(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {sql}")
    return " ".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize(
    ("condition", "is_whole"),
    [
        (where("code") == "FX-0007", True),
        ((where("unit") == "u1") & (where("number") >= 5), True),
        (where("place")["floor"] == 3, True),
        (where("unit").one_of(["u1", "u2"]), True),
        ((where("unit") == "u1") & (where("name") == "x"), False),
        ((where("unit") == "u1") & ((where("number") < 5) | (where("number") > 50)), False),
        ((where("unit") == "u1") & ~(where("number") == 4), False),
    ],
)
def test_indexed_part_of_a_condition_is_looked_up(assets, db, condition, is_whole):
    narrowing = narrow(condition, FIELDS)

    assert narrowing.is_whole is is_whole
    assert "USING INDEX" in plan(db, "assets", narrowing.sql.replace("?", "1"))


@pytest.mark.parametrize(
    "condition",
    [
        where("name") == "x",
        (where("code") == "x") | (where("unit") == "u1"),
        ~(where("code") == "x"),
        where("code").matches("FX.*"),
        where("code") == ["x"],
        where("code") == None,  # noqa: E711 - a TinyDB condition
        where("code") == "with\0zero",
        where("number") == 2**60,
        where("code").test(str.isupper),
        where("place.floor") == 3,
    ],
)
def test_other_conditions_are_left_to_tinydb(condition):
    assert narrow(condition, FIELDS) is None


values = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "a", "b", "中"])
)
documents = st.lists(
    st.fixed_dictionaries(
        {}, optional={"code": values, "unit": st.integers(0, 2), "number": st.integers(0, 5)}
    ),
    max_size=12,
)
terms = st.one_of(
    st.builds(lambda value: where("code") == value, values),
    st.builds(lambda value: where("code").one_of(value), st.lists(values, max_size=3)),
    st.builds(lambda value: where("unit") <= value, st.integers(0, 2)),
    st.builds(lambda value: where("unit") > value, st.integers(0, 2)),
    st.builds(lambda value: where("number") != value, st.integers(0, 5)),
)
conditions = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a: ~a, inner),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Our database and TinyDB's own in memory."""
    path = tmp_path_factory.mktemp("pair") / "main.sqlite"
    indexes = {"t": (("code",), ("unit", "number"))}
    with Database(path, journal=Journal.WAL, indexes=indexes) as ours:
        yield ours.table("t"), TinyDB(storage=MemoryStorage).table("t")


@settings(max_examples=150, deadline=None)
@given(documents=documents, condition=conditions)
def test_every_condition_finds_what_tinydb_finds(pair, documents, condition):
    for table in pair:
        table.truncate()
        table.insert_multiple(documents)
    ours, theirs = pair

    assert ours.search(condition) == theirs.search(condition)
    assert ours.count(condition) == theirs.count(condition)
    assert ours.get(condition) == theirs.get(condition)
    assert ours.update({"seen": True}, condition) == theirs.update({"seen": True}, condition)
    assert ours.all() == theirs.all()
    assert ours.remove(condition) == theirs.remove(condition)
    assert ours.all() == theirs.all()


def test_stock_table_works_over_the_storage(tmp_path, journal):
    with TinyDB(tmp_path / "main.sqlite", storage=SqliteStorage, journal=journal) as db:
        assert type(db.table("t")) is Table
        db.table("t").insert_multiple([{"a": 1}, {"a": 2}])
        db.table("t").remove(where("a") == 1)
        db.table("other").insert({"b": 1})

    with Database(tmp_path / "main.sqlite", journal=journal) as db:
        assert db.tables() == {"t", "other"}
        assert [(d.doc_id, dict(d)) for d in db.table("t")] == [(2, {"a": 2})]


def test_document_under_a_key_is_replaced_and_removed(db):
    table = db.table("records")

    table.put("k1", {"n": 1})
    table.put("k1", {"n": 2})
    table.put("k2", {"n": 3})

    assert table.fetch("k1") == {"n": 2}
    assert table.fetch("nothing") is None
    assert table.fetch_many(["k2", "nothing", "k1"]) == {"k2": {"n": 3}, "k1": {"n": 2}}
    assert len(table) == 2
    assert table.remove_key("k1")
    assert not table.remove_key("k1")


def test_added_document_does_not_replace(db):
    table = db.table("records")

    assert table.add("k", {"n": 1})
    assert not table.add("k", {"n": 2})
    assert table.fetch("k") == {"n": 1}


def test_keys_and_tinydbs_ids_live_together(db):
    table = db.table("records")
    first = table.insert({"n": 0})
    table.put("k", {"n": 1})
    last = table.insert({"n": 2})

    assert [document.doc_id for document in table] == [first, table.fetch("k").doc_id, last]
    table.update({"n": 9}, where("n") == 1)
    assert table.fetch("k") == {"n": 9}


def test_under_finds_by_prefix_only(db):
    table = db.table("answers")
    table.put_many((key, {"key": key}) for key in ("d1/b", "d1/a", "d10/a", "d2/a", "d1", "d1/中"))

    assert [each["key"] for each in table.under("d1/")] == ["d1/a", "d1/b", "d1/中"]
    assert table.remove_under("d1/") == 3
    assert len(table) == 3


def test_newest_and_pages_follow_the_field(assets):
    of_unit = where("unit") == "u1"

    assert [a["number"] for a in assets.newest(3, "number")] == [59, 58, 57]
    assert [a["number"] for a in assets.newest(2, "number", of_unit)] == [58, 55]
    page = assets.ordered("number", of_unit, limit=3, offset=3)
    assert [a["number"] for a in page] == [10, 13, 16]
    odd = of_unit & where("number").test(lambda n: n % 2 == 1)
    page = assets.ordered("number", odd, limit=2, offset=1)
    assert [a["number"] for a in page] == [7, 13]


def test_transaction_spans_tables(db):
    with suppress(RuntimeError), db.transaction():
        db.table("records").put("k", {})
        db.table("outbox").put("k", {})
        raise RuntimeError

    assert db.tables() == set()
    assert db.table("records").fetch("k") is None
    db.table("records").put("k", {"n": 1})
    assert db.table("records").fetch("k") == {"n": 1}


def test_what_was_found_in_an_undone_transaction_is_forgotten(db):
    table = db.table("records")
    with suppress(RuntimeError), db.transaction():
        table.insert({"name": "ghost"})
        assert table.search(where("name") == "ghost")
        raise RuntimeError

    assert table.search(where("name") == "ghost") == []


def test_updater_that_fails_changes_nothing(assets):
    def fail_at_5(document):
        document["number"] = -1
        if document["code"] == "FX-0005":
            raise RuntimeError

    with pytest.raises(RuntimeError):
        assets.update(fail_at_5)

    assert assets.count(where("number") < 0) == 0


def test_scan_may_write_as_it_goes(assets):
    for document in assets:
        assets.update({"number": document["number"] + 100}, doc_ids=[document.doc_id])

    assert [a["number"] for a in assets] == list(range(100, 160))


@pytest.mark.parametrize("name", ['with "quotes"', "select", "表", "a.b; DROP TABLE x"])
def test_any_table_name_is_safe(db, name):
    db.table(name).put("k", {"n": 1})

    assert db.tables() == {name}
    assert db.table(name).fetch("k") == {"n": 1}


@pytest.mark.parametrize("text", ["'; DROP TABLE assets; --", "zero\0in", "\ud83d", "😀", "\u2028"])
def test_any_text_is_kept(db, text):
    table = db.table("assets")
    table.put("k", {"code": text})

    assert table.fetch("k") == {"code": text}
    assert table.search(where("code") == text) == [{"code": text}]


def test_not_a_number_is_refused(db):
    with pytest.raises(ValueError, match="JSON compliant"):
        db.table("assets").put("k", {"n": float("nan")})


def test_indexes_follow_what_is_declared(tmp_path, journal):
    def indexes(db):
        sql = "SELECT name FROM sqlite_master WHERE type='index' AND name LIKE '%(%'"
        return {name for (name,) in db.storage.file.fetch_all(sql)}

    path = tmp_path / "main.sqlite"
    with Database(path, journal=journal, indexes={"t": (("a",),)}) as db:
        db.table("t").put("k", {"a": 1, "b": 2})
    with Database(path, journal=journal, indexes={"t": (("b",), ("a", "b"))}) as db:
        assert indexes(db) == {"t(b)", "t(a,b)"}
        assert db.table("t").search(where("b") == 2) == [{"a": 1, "b": 2}]


@pytest.mark.parametrize("field", ["a b", "a'b", 'a"b', "", "a..b", "1a"])
def test_strange_field_cannot_be_indexed(db, field):
    with pytest.raises(ValueError, match="cannot be indexed"):
        db.table("assets").newest(1, field)


def test_edits_count_what_they_hold(assets):
    def look(edits):
        assert len(edits) == 60
        edits.pop(1)
        edits[100] = {"new": True}
        assert 1 not in edits
        assert list(edits) == [*range(2, 61), 100]
        with pytest.raises(KeyError):
            edits[1]

    assets._update_table(look)

    assert len(assets) == 60
    assert assets.get(doc_id=100) == {"new": True}
