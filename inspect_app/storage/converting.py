"""Rewriting the whole store encrypted, or readable again; it may stop anywhere and go on later."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspect_app.errors import StoreFull
from inspect_app.storage.encryption import (
    PHOTO_MARK,
    PREFIX,
    Encryption,
    hidden,
    hidden_bytes,
    revealed,
    revealed_bytes,
)
from inspect_app.storage.sqlite_file import Journal, SqliteFile, quoted
from inspect_app.storage.store import Store

ROWS_AT_ONCE, PHOTOS_AT_ONCE = 200, 8
TEMPORARY_VARIABLE = "SQLITE_TMPDIR"
OLD = "damaged-*"
"""What repairs have set aside; it holds everything readable."""

Step = tuple[int, int]
"""How many rows are done, and how many there are."""


def steps(store: Store) -> Iterator[Step]:
    """Bring every row into the form that `store.encrypt` said, then wipe what is left of the other.

    Each step is durable. Raises `StoreFull` when there is no room for a second copy of the store.
    """
    documents, photos = store.files[0], (store.photos.file, store.fetched.file)
    _refuse_if_short(store)
    total = sum(_count(documents, table) for table in store.db.storage.tables())
    total += sum(_count(file, "photos") for file in photos)
    done = 0
    for table in sorted(store.db.storage.tables()):
        for count in _convert_documents(store, table):
            done += count
            yield done, total
    for file in photos:
        for count in _convert_photos(file):
            done += count
            yield done, total
    for file in (documents, *photos):
        _wipe(file)
    for path in documents.path.parent.glob(OLD):
        path.unlink()
    yield total, total


def _refuse_if_short(store: Store) -> None:
    folder = store.files[0].path.parent
    needed = 2 * (store.size_bytes() + store.fetched.file.size_bytes())
    if shutil.disk_usage(folder).free < needed:
        raise StoreFull()


def _count(file: SqliteFile, table: str) -> int:
    return file.fetch_one(f"SELECT count(*) FROM {quoted(table)}")[0]


def _convert_documents(store: Store, table: str) -> Iterator[int]:
    """Yield how many rows of `table` were looked at, some at a time."""
    file, fields = store.files[0], store.db.storage.fields.get(table, frozenset())
    name = quoted(table)
    last = 0
    while rows := file.fetch_all(
        f"SELECT id, doc FROM {name} WHERE id > ? ORDER BY id LIMIT {ROWS_AT_ONCE}", (last,)
    ):
        changed = [
            (hidden(revealed(text, file.encryption), fields, file.encryption), row)
            for row, text in rows
            if text.startswith(PREFIX) is not _is_on(file.encryption)
        ]
        if changed:
            with file.transaction():
                file.run_many(f"UPDATE {name} SET doc=? WHERE id=?", changed)
        last = rows[-1][0]
        yield len(rows)


def _convert_photos(file: SqliteFile) -> Iterator[int]:
    last = 0
    sql = f"SELECT id, about, content FROM photos WHERE id > ? ORDER BY id LIMIT {PHOTOS_AT_ONCE}"
    while rows := file.fetch_all(sql, (last,)):
        changed = [
            (*_converted_photo(about, content, file.encryption), row)
            for row, about, content in rows
            if content.startswith(PHOTO_MARK) is not _is_on(file.encryption)
        ]
        if changed:
            with file.transaction():
                file.run_many("UPDATE photos SET about=?, content=? WHERE id=?", changed)
        last = rows[-1][0]
        yield len(rows)


def _converted_photo(
    about: str | None, content: bytes, encryption: Encryption | None
) -> tuple[str | None, bytes]:
    plain = revealed_bytes(content, encryption)
    text = about and hidden(revealed(about, encryption), (), encryption)
    return text, hidden_bytes(plain, encryption)


def _is_on(encryption: Encryption | None) -> bool:
    return encryption is not None and encryption.is_on


def _wipe(file: SqliteFile) -> None:
    """Write the file anew and empty its journal: free pages and old frames hold what was there."""
    with _temporary_in(file.path.parent):
        file.run("PRAGMA temp_store=FILE")
        file.run("VACUUM")
        file.run("PRAGMA temp_store=MEMORY")
    if file.journal is Journal.WAL:
        file.empty_log()
    else:
        # Persistent, the journal would keep the pages that it could have brought back.
        file.run("PRAGMA journal_mode=DELETE")
        file.run("PRAGMA journal_mode=PERSIST")


@contextmanager
def _temporary_in(folder: Path) -> Iterator[None]:
    """Let SQLite's temporary copy lie beside the store: phones have no other place for it."""
    before = os.environ.get(TEMPORARY_VARIABLE)
    os.environ[TEMPORARY_VARIABLE] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(TEMPORARY_VARIABLE)
        if before is not None:
            os.environ[TEMPORARY_VARIABLE] = before
