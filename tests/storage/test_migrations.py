"""Named steps from an older store to this one, each applied once."""

import pytest

from inspect_app.errors import StoreNewer
from inspect_app.storage.migrations import MIGRATIONS, Migration, migrate


def note(text):
    return Migration(text, lambda db: db.table("notes").insert({"text": text}))


def notes(db):
    return [document["text"] for document in db.table("notes")]


def test_each_is_applied_once_and_in_order(db):
    assert migrate(db, [note("b"), note("a")]) == ("b", "a")
    assert migrate(db, [note("b"), note("a"), note("c")]) == ("c",)
    assert migrate(db, [note("b"), note("a"), note("c")]) == ()

    assert notes(db) == ["b", "a", "c"]


def test_one_that_fails_leaves_the_store_before_it(db):
    def fail(db):
        db.table("notes").insert({"text": "half"})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        migrate(db, [note("a"), Migration("broken", fail), note("c")])

    assert notes(db) == ["a"]
    assert migrate(db, [note("a"), note("broken"), note("c")]) == ("broken", "c")


def test_newer_store_is_not_touched(db):
    migrate(db, [note("a"), note("newer")])

    with pytest.raises(StoreNewer):
        migrate(db, [note("a"), note("b")])

    assert notes(db) == ["a", "newer"]


def test_names_are_different():
    names = [migration.name for migration in MIGRATIONS]

    assert len(set(names)) == len(names)
