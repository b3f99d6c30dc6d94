"""Whether what is kept can still be read as what it is, and found by its indexes."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from forms.answers import Answer
from inspect_app.domain.inspection import Draft
from inspect_app.errors import StoreCorrupt
from inspect_app.storage.engine import Database
from inspect_app.storage.outbox_entry import OutboxPhoto, OutboxRecord
from inspect_app.storage.rows import Rows, decode
from inspect_app.storage.sqlite_file import SqliteFile, quoted
from sync.protocol import ReferenceKind

logger = logging.getLogger(__name__)

READERS: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "settings": lambda document: document["value"],
    "drafts": Draft.from_dict,
    "answers": Answer.from_dict,
    "outbox": OutboxRecord.from_dict,
    "photo_outbox": OutboxPhoto.from_dict,
}
"""Of what no pull would bring again. Records prove themselves by their digest where it matters."""
PULLED = tuple(map(str, ReferenceKind))
"""What could be had again is most of the store."""


def is_readable(table: str, document: Mapping[str, Any]) -> bool:
    try:
        READERS[table](document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        logger.error("a document of %s cannot be read: %r", table, error)
        return False
    return True


def check_documents(db: Database, is_thorough: bool = True) -> None:
    """Raise `StoreCorrupt`. SQLite's quick check ends at the structure of the pages.

    Unless `is_thorough`, what could be pulled again is left out.
    """
    file = db.storage.file
    with file.mapped:
        for table in sorted(db.storage.tables().difference(() if is_thorough else PULLED)):
            if table in READERS:
                _check_read(file, table)
            else:
                _check_texts(file, table)
            _check_indexes(file, table)


def _check_indexes(file: SqliteFile, table: str) -> None:
    """A row that its index does not name waits for ever, or is written twice."""
    answer = file.fetch_one(f"PRAGMA integrity_check({quoted(table)})")
    if answer != ("ok",):
        raise StoreCorrupt(reason=str(answer))


def _check_read(file: SqliteFile, table: str) -> None:
    for doc_id, text in Rows(file, table).texts():
        if not is_readable(table, decode(file, text)):
            raise StoreCorrupt(reason=f"document {doc_id} of {table}")


def _check_texts(file: SqliteFile, table: str) -> None:
    """Look only whether they are text and JSON: to read each would take too long here."""
    sql = f"SELECT count(*) FROM {quoted(table)} WHERE NOT json_valid(doc)"
    if file.fetch_one(sql) != (0,):
        raise StoreCorrupt(reason=f"a document of {table} is no JSON")
    # Reading is the check: damaged UTF-8 cannot be read, nor what was encrypted and is damaged.
    sum(1 for _ in Rows(file, table).texts())
