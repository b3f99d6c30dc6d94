"""Opening and closing the store of a device."""

import os
import shutil

import pytest

from inspect_app.errors import (
    StoreCorrupt,
    StoreFull,
    StoreLocked,
    StoreNewer,
    StoreUnwritable,
)
from inspect_app.storage.schema import INDEXES
from inspect_app.storage.sqlite_file import Journal, SqliteFile
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE, Store
from tests.storage.factories import a_draft, a_submission, a_unit

BROWSER_FILES = 8
"""The browser's private file system is opened with so many handles."""


@pytest.fixture
def checked(monkeypatch):
    """The names of the files whose every page was read."""
    names = []
    check = SqliteFile.check
    monkeypatch.setattr(
        SqliteFile, "check", lambda file: (names.append(file.path.name), check(file))
    )
    return names


def interrupted(folder, target):
    """Copy a store that is open, as a kill would leave it."""
    shutil.copytree(folder, target)
    return target


def test_store_makes_its_folder(tmp_path, journal):
    with Store.open(tmp_path / "new" / "deep", journal) as store:
        assert store.db.tables() == {*INDEXES, "migrations"}


def test_second_copy_of_the_app_is_told(store, tmp_path, journal):
    with pytest.raises(StoreLocked):
        Store.open(tmp_path / "store", journal)


def test_locked_store_is_free_after_closing(tmp_path, journal):
    with Store.open(tmp_path, journal) as store:
        store.drafts.save(a_draft())
        with pytest.raises(StoreLocked):
            Store.open(tmp_path, journal)

    with Store.open(tmp_path, journal) as again:
        assert again.drafts.all() == (a_draft(),)


def test_failed_opening_lets_go(tmp_path, journal):
    (tmp_path / PHOTOS_FILE).write_bytes(b"garbage" * 10_000)
    for _ in range(2):
        with pytest.raises(StoreCorrupt):
            Store.open(tmp_path, journal)
    (tmp_path / PHOTOS_FILE).unlink()

    Store.open(tmp_path, journal).close()


@pytest.mark.parametrize(
    ("verb", "last"),
    [
        ("fetch_all", "SELECT name FROM sqlite_master WHERE type='index'"),
        ("run", "CREATE TABLE IF"),
    ],
)
def test_opening_that_ends_halfway_lets_go_of_its_files(tmp_path, journal, monkeypatch, verb, last):
    plain = getattr(SqliteFile, verb)

    def refuse(file, sql, *given):
        if sql.startswith(last):
            raise StoreFull()
        return plain(file, sql, *given)

    with monkeypatch.context() as patched:
        patched.setattr(SqliteFile, verb, refuse)
        with pytest.raises(StoreFull) as refused:
            Store.open(tmp_path, journal)

    # Whoever holds the error holds what was on its way.
    assert refused.value.__traceback__ is not None
    Store.open(tmp_path, journal).close()


def test_clean_start_reads_no_more_than_it_must(tmp_path, journal, checked):
    with Store.open(tmp_path, journal) as store:
        store.drafts.save(a_draft())

    Store.open(tmp_path, journal).close()

    assert checked == []


def test_interrupted_run_is_checked_once(tmp_path, checked):
    with Store.open(tmp_path / "running") as store:
        store.drafts.save(a_draft())
        killed = interrupted(tmp_path / "running", tmp_path / "killed")

    with Store.open(killed) as store:
        assert store.drafts.all() == (a_draft(),)
    Store.open(killed).close()

    assert checked == [STORE_FILE]


def test_damage_is_found_after_an_interrupted_run(tmp_path):
    with Store.open(tmp_path / "running") as store:
        for number in range(200):
            store.records.add(a_submission(f"r{number}"))
        store.checkpoint()
        store.drafts.save(a_draft())
        killed = interrupted(tmp_path / "running", tmp_path / "killed")
    with (killed / STORE_FILE).open("r+b") as file:
        file.seek((killed / STORE_FILE).stat().st_size // 2)
        file.write(os.urandom(10 * 4096))

    with pytest.raises(StoreCorrupt):
        Store.open(killed)


def test_store_of_a_newer_version_is_left_alone(tmp_path, journal):
    with Store.open(tmp_path, journal) as store:
        store.db.table("migrations").add("from_the_future", {"name": "from_the_future"})

    with pytest.raises(StoreNewer) as caught:
        Store.open(tmp_path, journal)

    assert caught.value.params == {"migrations": ["from_the_future"]}


def test_file_in_place_of_the_folder_is_named(tmp_path, journal):
    (tmp_path / "store").write_text("")

    with pytest.raises(StoreUnwritable):
        Store.open(tmp_path / "store", journal)


def test_store_moves_between_journals(tmp_path):
    """A backup made on a desk is restored in a browser."""
    for journal in (Journal.WAL, Journal.PERSIST, Journal.WAL):
        with Store.open(tmp_path, journal) as store:
            store.units.apply([a_unit(str(journal)).to_dict()])

    with Store.open(tmp_path) as store:
        assert store.units.count() == 2


def test_browser_has_handles_for_every_file(tmp_path):
    seen = set()
    with Store.open(tmp_path, Journal.PERSIST) as store:
        for number in range(50):
            store.append(a_submission(f"r{number}", blobs=[store.photos.put(os.urandom(50_000))]))
            seen |= {path.name for path in tmp_path.iterdir()}
        store.photos.delete(store.photos.shas()[:10])
        seen |= {path.name for path in tmp_path.iterdir()}

    assert seen == {
        STORE_FILE,
        f"{STORE_FILE}-journal",
        PHOTOS_FILE,
        f"{PHOTOS_FILE}-journal",
    }
    assert len(seen) <= BROWSER_FILES


def test_size_counts_both_files(store):
    before = store.size_bytes()
    store.photos.put(os.urandom(500_000))
    store.drafts.save(a_draft(place_name="长" * 100_000))

    assert store.size_bytes() > before + 700_000


def test_check_reads_both_files(store, checked):
    store.check()

    assert checked == [STORE_FILE, PHOTOS_FILE]
