"""Durability, transactions and the mapping of sqlite3's errors."""

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import suppress

import pytest

from inspect_app.errors import (
    StorageError,
    StoreCorrupt,
    StoreFull,
    StoreLocked,
    StoreUnwritable,
)
from inspect_app.storage import sqlite_file
from inspect_app.storage.sqlite_file import WAL_BYTES, Journal, SqliteFile


@pytest.fixture
def file(tmp_path, journal):
    opened = SqliteFile(tmp_path / "main.sqlite", journal)
    opened.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
    yield opened
    opened.close()


def texts(file):
    return [text for (text,) in file.fetch_all("SELECT text FROM notes ORDER BY id")]


def note(file, text):
    file.run("INSERT INTO notes (text) VALUES (?)", (text,))


def two_notes(file, *texts):
    with file.transaction():
        for text in texts:
            note(file, text)


def test_commits_wait_for_the_disk(file):
    assert file.fetch_one("PRAGMA synchronous") == (2,)
    assert file.fetch_one("PRAGMA locking_mode") == ("exclusive",)


def test_failed_transaction_leaves_nothing(file):
    with suppress(RuntimeError), file.transaction():
        note(file, "lost")
        raise RuntimeError

    assert texts(file) == []
    assert file.undone == 1


def test_failed_inner_transaction_undoes_its_own_work_only(file):
    with file.transaction():
        note(file, "outer")
        with suppress(RuntimeError), file.transaction():
            note(file, "inner")
            raise RuntimeError
        note(file, "after")

    assert texts(file) == ["outer", "after"]


def test_second_opener_is_told_that_the_store_is_locked(file, journal):
    with pytest.raises(StoreLocked):
        SqliteFile(file.path, journal)


def test_opener_in_another_process_is_told_too(file, journal):
    code = (
        "import sys; from pathlib import Path\n"
        "from inspect_app.storage.sqlite_file import SqliteFile, Journal\n"
        "SqliteFile(Path(sys.argv[1]), Journal(sys.argv[2]))"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code, str(file.path), journal], capture_output=True, text=True
    )

    assert "StoreLocked" in ended.stderr


def test_log_is_grown_once_and_not_cut_by_checkpoints(tmp_path):
    file = SqliteFile(tmp_path / "main.sqlite", Journal.WAL)
    log = tmp_path / "main.sqlite-wal"
    file.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
    sizes = {log.stat().st_size}

    for number in range(sqlite_file.CHECKPOINT_PAGES):
        file.run("INSERT INTO notes VALUES (?, ?)", (number, "x" * 100))
        sizes.add(log.stat().st_size)
    file.checkpoint()
    sizes.add(log.stat().st_size)
    file.close()

    assert sizes == {WAL_BYTES}


def test_grown_log_of_a_killed_run_is_read_again(tmp_path):
    path = tmp_path / "main.sqlite"
    file = SqliteFile(path, Journal.WAL)
    file.run("CREATE TABLE notes (text TEXT)")
    note_ids = range(20)
    for number in note_ids:
        file.run("INSERT INTO notes VALUES (?)", (str(number),))
    killed = tmp_path / "killed"
    killed.mkdir()
    for part in ("main.sqlite", "main.sqlite-wal"):
        (killed / part).write_bytes((tmp_path / part).read_bytes())
    file.close()

    reopened = SqliteFile(killed / "main.sqlite", Journal.WAL)

    assert reopened.was_interrupted
    assert reopened.fetch_one("SELECT count(*) FROM notes") == (20,)
    reopened.close()


def test_clean_close_is_no_interruption(tmp_path, journal):
    for _ in range(2):
        file = SqliteFile(tmp_path / "main.sqlite", journal)
        file.run("CREATE TABLE IF NOT EXISTS notes (text TEXT)")
        file.run("INSERT INTO notes VALUES ('x')")
        assert not file.was_interrupted
        file.close()


def test_garbage_is_corrupt(tmp_path, journal):
    path = tmp_path / "main.sqlite"
    path.write_bytes(b"not a database" * 1000)

    with pytest.raises(StoreCorrupt):
        SqliteFile(path, journal)


def test_damaged_page_is_found_by_the_check(tmp_path, journal):
    path = tmp_path / "main.sqlite"
    file = SqliteFile(path, journal)
    file.run("CREATE TABLE notes (text TEXT)")
    file.run_many("INSERT INTO notes VALUES (?)", (("x" * 500,) for _ in range(100)))
    file.close()
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(os.urandom(4096))

    damaged = SqliteFile(path, journal)

    with pytest.raises(StoreCorrupt):
        damaged.check()
    damaged.close()


def test_missing_folder_cannot_be_written(tmp_path, journal):
    with pytest.raises(StoreUnwritable):
        SqliteFile(tmp_path / "nowhere" / "main.sqlite", journal)


def test_no_room_is_named_and_nothing_saved_before_is_lost(file):
    note(file, "kept")
    pages = file.fetch_one("PRAGMA page_count")[0]
    file.run(f"PRAGMA max_page_count={pages}")

    with pytest.raises(StoreFull):
        two_notes(file, "small", "x" * 100_000)

    assert texts(file) == ["kept"]


def test_transaction_that_sqlite_undid_refuses_to_go_on(file):
    file.run(
        "CREATE TRIGGER undoing BEFORE INSERT ON notes WHEN new.text='undo' "
        "BEGIN SELECT RAISE(ROLLBACK, 'undone'); END"
    )

    def go_on():
        with file.transaction():
            with suppress(StorageError):
                note(file, "undo")
            note(file, "half")

    with pytest.raises(StorageError, match="already undone"):
        go_on()

    assert texts(file) == []


def test_other_errors_keep_sqlites_words(file):
    with pytest.raises(StorageError, match="no such table") as caught:
        file.run("SELECT * FROM missing")

    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)


def test_size_leaves_free_pages_out(file):
    before = file.size_bytes()
    note(file, "x" * 200_000)
    grown = file.size_bytes()
    file.run("DELETE FROM notes")

    assert grown > before + 190_000
    assert file.size_bytes() < grown - 190_000


def test_piece_of_a_blob_ends_where_the_blob_ends(file):
    file.run("CREATE TABLE blobs (id INTEGER PRIMARY KEY, content BLOB)")
    file.run("INSERT INTO blobs VALUES (1, ?)", (bytes(range(100)),))

    assert file.read_blob("blobs", "content", 1, 10, 5) == bytes(range(10, 15))
    assert file.read_blob("blobs", "content", 1, 95, 50) == bytes(range(95, 100))
    assert file.read_blob("blobs", "content", 1, 200, 50) == b""


def test_log_that_finds_no_room_to_grow_is_used_as_it_is(tmp_path, monkeypatch):
    """A phone that is full must still show and send what it holds."""

    def refuse(_descriptor):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(sqlite_file.os, "fsync", refuse)

    file = SqliteFile(tmp_path / "main.sqlite", Journal.WAL)

    file.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
    assert texts(file) == []
    file.close()
