"""Whether the documents that no pull would bring again can still be read as what they are."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from forms.answers import Answer
from inspect_app.domain.inspection import Draft
from inspect_app.errors import StoreCorrupt
from inspect_app.storage.engine import Database
from inspect_app.storage.outbox_entry import OutboxPhoto, OutboxRecord
from inspect_app.storage.rows import Rows, decode
from inspect_app.storage.sqlite_file import quoted

logger = logging.getLogger(__name__)

RECORDS = "records"
READERS: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "settings": lambda document: document["value"],
    "drafts": Draft.from_dict,
    "answers": Answer.from_dict,
    "outbox": OutboxRecord.from_dict,
    "photo_outbox": OutboxPhoto.from_dict,
}


def is_readable(table: str, document: Mapping[str, Any]) -> bool:
    try:
        READERS[table](document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        logger.error("a document of %s cannot be read: %r", table, error)
        return False
    return True


def check_documents(db: Database) -> None:
    """Raise `StoreCorrupt`. SQLite's own check ends at the structure of the pages."""
    for table in db.storage.tables() & READERS.keys():
        for doc_id, text in Rows(db.storage.file, table).texts():
            if not is_readable(table, decode(text)):
                raise StoreCorrupt(reason=f"document {doc_id} of {table}")
    if RECORDS in db.storage.tables():
        _check_records(db)


def _check_records(db: Database) -> None:
    """Look only whether they are text and JSON: a digest for each would take too long here."""
    sql = f"SELECT count(*) FROM {quoted(RECORDS)} WHERE NOT json_valid(doc)"
    if db.storage.file.fetch_one(sql) != (0,):
        raise StoreCorrupt(reason=f"a document of {RECORDS} is no JSON")
    # Reading is the check: damaged UTF-8 cannot be read.
    sum(1 for _ in Rows(db.storage.file, RECORDS).texts())
