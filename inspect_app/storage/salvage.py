"""What can still be read of a damaged store: through SQLite where it goes, else from its pages."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from inspect_app.disk import writing
from inspect_app.errors import StoreCorrupt
from inspect_app.storage.carving import Pages, Value, carve
from inspect_app.storage.encryption import Encryption, revealed, revealed_bytes
from inspect_app.storage.schema import INDEXES
from inspect_app.storage.sqlite_file import quoted
from inspect_app.storage.write_ahead_log import WriteAheadLog

Plain = dict[str, Any]
MAIN_PAGE_BYTES, PHOTOS_PAGE_BYTES = 4096, 16_384
DOCUMENT_COLUMNS, PHOTO_COLUMNS = 3, 5
ROWS_AT_ONCE = 100

_SHAPES: Mapping[str, frozenset[str]] = {
    "records": frozenset({"id", "kind", "device", "previous", "digest", "seal", "body"}),
    "drafts": frozenset({"id", "form_version", "started_at", "at_slot"}),
    "answers": frozenset({"item", "asset", "result", "value", "photos"}),
    "outbox": frozenset({"id", "state", "photos", "attempts"}),
    "photo_outbox": frozenset({"sha256", "size", "record", "state"}),
    "foreign_codes": frozenset({"text", "system", "first_seen_at"}),
}
"""By which fields a document without its table is told: only what no pull could bring again."""
SETTINGS = "settings"


@dataclass
class Salvaged:
    """Table → key → document. A table that is not in `damaged` is whole."""

    encryption: Encryption | None = None
    tables: dict[str, dict[str, Plain]] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)

    def of(self, table: str) -> dict[str, Plain]:
        return self.tables.setdefault(table, {})

    def read(self, text: str) -> Plain:
        """Raise `ValueError` or `StoreCorrupt`."""
        return json.loads(revealed(text, self.encryption))


def salvage_documents(path: Path, scratch: Path, encryption: Encryption | None = None) -> Salvaged:
    """Read the documents of every table; what only the pages still hold comes on top.

    `scratch`: where the file may lie with its log folded in, when SQLite would not read it whole.
    """
    log = WriteAheadLog.beside(path)
    if log.is_torn:
        _fold(path, log, scratch)
        path = scratch
    found = Salvaged(encryption)
    for table in INDEXES:
        try:
            for key, text in _rows(path, f"SELECT key, doc FROM {quoted(table)}"):
                _take(found, table, key, text)
        except (sqlite3.Error, UnicodeDecodeError):
            found.damaged.add(table)
    if log.is_torn:
        _add_torn(found, path, log)
    elif found.damaged:
        _add_carved(found, Pages.of(path, MAIN_PAGE_BYTES))
    return found


def _take(found: Salvaged, table: str, key: Value, text: Value) -> None:
    """Keep a document; one that cannot be read costs no other. A damaged page brings anything."""
    try:
        document = found.read(text) if isinstance(text, str) else None
    except (ValueError, StoreCorrupt):
        document = None
    if isinstance(key, str) and isinstance(document, dict):
        found.of(table)[key] = document
    else:
        found.damaged.add(table)


def _fold(path: Path, log: WriteAheadLog, target: Path) -> None:
    """Copy the file with everything that the log has whole, also behind a torn frame."""
    with writing(), target.open("w+b") as file:
        file.write(path.read_bytes() if path.exists() else b"")
        for frame in log.committed():
            file.seek((frame.page - 1) * len(frame.image))
            file.write(frame.image)


def _add_torn(found: Salvaged, path: Path, log: WriteAheadLog) -> None:
    """No table is known to be whole; what a torn page alone holds is taken from it."""
    fits_together = not found.damaged and _fits_together(path)
    found.damaged = set(INDEXES)
    pages = Pages.of(path, MAIN_PAGE_BYTES)
    if not fits_together:
        _add_carved(found, pages)
    torn = log.torn()
    _add_carved(found, replace(pages, newer=torn), torn)


def _fits_together(path: Path) -> bool:
    try:
        with closing(_opened(path)) as connection:
            return connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        return False


def salvage_photos(
    path: Path, encryption: Encryption | None = None
) -> Iterator[tuple[bytes, str | None]]:
    """Yield (content, what is known of it) of each photo whose bytes have their digest."""
    seen: set[str] = set()
    is_damaged = False
    rows = _rows(path, "SELECT sha256, about, content FROM photos")
    while True:
        try:
            sha256, about, content = next(rows)
        except StopIteration:
            break
        except (sqlite3.Error, UnicodeDecodeError, ValueError):
            is_damaged = True
            break
        if photo := _intact(sha256, about, content, encryption):
            seen.add(sha256)
            yield photo
    if is_damaged:
        for row in carve(Pages.of(path, PHOTOS_PAGE_BYTES), PHOTO_COLUMNS):
            _id, sha256, _size, about, content = row
            photo = None if sha256 in seen else _intact(sha256, about, content, encryption)
            if photo:
                seen.add(str(sha256))
                yield photo


def _intact(
    sha256: Value, about: Value, content: Value, encryption: Encryption | None
) -> tuple[bytes, str | None] | None:
    """Return a photo that has its digest, readable, and what is known of it."""
    try:
        plain = revealed_bytes(content, encryption) if isinstance(content, bytes) else b""
        if hashlib.sha256(plain).hexdigest() != sha256:
            return None
        return plain, revealed(about, encryption) if isinstance(about, str) else None
    except StoreCorrupt:
        return None


def _rows(path: Path, sql: str) -> Iterator[tuple[Any, ...]]:
    """Read on as far as SQLite gets; its error comes after the rows before the damage."""
    with closing(_opened(path)) as connection:
        last = -1
        while rows := _some(connection, sql, last):
            last = rows[-1][0]
            yield from (row[1:] for row in rows)


def _opened(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise sqlite3.DatabaseError("there is no file")
    # Immutable: nothing is written into what may be needed once more, not even a log folded back.
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, isolation_level=None)


def _some(connection: sqlite3.Connection, sql: str, last: int) -> list[tuple[Any, ...]]:
    limited = f"{sql} WHERE id > ? ORDER BY id LIMIT {ROWS_AT_ONCE}".replace("SELECT", "SELECT id,")
    rows: list[tuple[Any, ...]] = []
    cursor = connection.execute(limited, (last,))
    try:
        rows.extend(iter(cursor))
    except sqlite3.Error:
        if not rows:
            raise
    return rows


def _add_carved(found: Salvaged, pages: Pages, numbers: Iterable[int] | None = None) -> None:
    """Take from the pages what SQLite could not reach; what it could is the newer one."""
    for _id, key, text in carve(pages, DOCUMENT_COLUMNS, numbers):
        if not isinstance(key, str) or not isinstance(text, str):
            continue
        with suppress(ValueError, StoreCorrupt):
            document = found.read(text)
            table = _table_of(document)
            if table in found.damaged:
                _keep_better(found.of(table), key, document, _BETTER.get(table, _any))


def _table_of(document: object) -> str:
    if not isinstance(document, dict):
        return ""
    if document.keys() == {"value"}:
        return SETTINGS
    return next((name for name, shape in _SHAPES.items() if shape <= document.keys()), "")


def _keep_better(
    kept: dict[str, Plain], key: str, document: Plain, is_better: Callable[[Plain, Plain], bool]
) -> None:
    if key not in kept or is_better(document, kept[key]):
        kept[key] = document


def _any(_new: Plain, _old: Plain) -> bool:
    return False


_BETTER: Mapping[str, Callable[[Plain, Plain], bool]] = {
    "records": lambda new, old: old.get("seq") is None and new.get("seq") is not None,
    "drafts": lambda new, old: str(new["updated_at"]) > str(old["updated_at"]),
    "answers": lambda new, old: new.get("answered_ms", 0) > old.get("answered_ms", 0),
    # What waits is sent again and found to be there; what is wrongly taken for sent is lost.
    "outbox": lambda new, old: old["state"] == "sent" != new["state"],
    "photo_outbox": lambda new, old: old["state"] == "sent" != new["state"],
}
"""Of two versions of a document on different pages, which to keep."""
