"""The documents of one table, read as mappings without loading the table."""

import json
from collections.abc import ItemsView, Iterator, Mapping, MutableMapping
from typing import Any

from inspect_app.errors import StoreCorrupt
from inspect_app.storage.encryption import revealed
from inspect_app.storage.sqlite_file import SqliteFile, quoted

Plain = dict[str, Any]

SCAN_ROWS = 500
"""Rows fetched at a time by a scan, so that a scan may write and memory stays small."""

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encode(document: Mapping[str, Any]) -> str:
    """Return compact JSON; halves of surrogate pairs, which UTF-8 has no form for, are escaped."""
    text = _encoder.encode(document)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(document, separators=(",", ":"), allow_nan=False)
    return text


def decode(file: SqliteFile, text: str) -> Plain:
    """Raise `StoreCorrupt` when the page under a document was damaged."""
    with file.mapped:
        try:
            return json.loads(text)
        except ValueError as error:
            raise StoreCorrupt(reason=f"a document of {len(text)} characters: {error}") from error


def readable(file: SqliteFile, text: str) -> str:
    """Return a document's text as it was before it was kept. Raises `StoreCorrupt`."""
    with file.mapped:
        return revealed(text, file.encryption)


class Rows(Mapping[str, Plain]):
    """What TinyDB reads: document id as text → document, each decoded when it is asked for."""

    def __init__(self, file: SqliteFile, table: str) -> None:
        self.file = file
        self._table = quoted(table)

    def text(self, doc_id: str | int) -> str | None:
        """Return the document as JSON."""
        row = self.file.fetch_one(f"SELECT doc FROM {self._table} WHERE id=?", (doc_id,))
        return row and readable(self.file, row[0])

    def __getitem__(self, doc_id: str | int) -> Plain:
        text = self.text(doc_id)
        if text is None:
            raise KeyError(doc_id)
        return decode(self.file, text)

    def __contains__(self, doc_id: object) -> bool:
        found = self.file.fetch_one(f"SELECT 1 FROM {self._table} WHERE id=?", (doc_id,))
        return found is not None

    def __iter__(self) -> Iterator[str]:
        return iter([str(doc_id) for doc_id in self.ids()])

    def __len__(self) -> int:
        return self.file.fetch_one(f"SELECT count(*) FROM {self._table}")[0]

    def items(self) -> ItemsView[str, Plain]:
        return _Items(self)

    def ids(self) -> list[int]:
        rows = self.file.fetch_all(f"SELECT id FROM {self._table} ORDER BY id")
        return [doc_id for (doc_id,) in rows]

    def texts(self) -> Iterator[tuple[int, str]]:
        """Walk through the table by ids, a handful of rows at a time."""
        sql = f"SELECT id, doc FROM {self._table} WHERE id > ? ORDER BY id LIMIT {SCAN_ROWS}"
        rows = self.file.fetch_all(
            f"SELECT id, doc FROM {self._table} ORDER BY id LIMIT {SCAN_ROWS}"
        )
        while rows:
            yield from ((doc_id, readable(self.file, text)) for doc_id, text in rows)
            rows = self.file.fetch_all(sql, (rows[-1][0],))


class _Items(ItemsView[str, Plain]):
    def __iter__(self) -> Iterator[tuple[str, Plain]]:
        for doc_id, text in self._mapping.texts():
            yield str(doc_id), decode(self._mapping.file, text)


class Edits(MutableMapping[int, Plain]):
    """What an updater of TinyDB changes: documents that it touched are remembered and compared."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._before: dict[int, str] = {}
        self._after: dict[int, Plain] = {}
        self._gone: set[int] = set()
        self.is_cleared = False

    def changed(self) -> list[tuple[int, str]]:
        """Return id and JSON of every document that is new or different."""
        texts = ((doc_id, encode(document)) for doc_id, document in self._after.items())
        return [(doc_id, text) for doc_id, text in texts if self._before.get(doc_id) != text]

    def removed(self) -> list[int]:
        return [] if self.is_cleared else sorted(self._gone)

    def clear(self) -> None:
        self.is_cleared = True
        for kept in (self._before, self._after, self._gone):
            kept.clear()

    def __getitem__(self, doc_id: int) -> Plain:
        if doc_id not in self._after:
            text = None if self._is_hidden(doc_id) else self._rows.text(doc_id)
            if text is None:
                raise KeyError(doc_id)
            self._before[doc_id] = text
            self._after[doc_id] = decode(self._rows.file, text)
        return self._after[doc_id]

    def __setitem__(self, doc_id: int, document: Plain) -> None:
        self._after[doc_id] = document
        self._gone.discard(doc_id)

    def __delitem__(self, doc_id: int) -> None:
        self._before.pop(doc_id, None)
        self._after.pop(doc_id, None)
        self._gone.add(doc_id)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._after or (not self._is_hidden(doc_id) and doc_id in self._rows)

    def __iter__(self) -> Iterator[int]:
        stored = () if self.is_cleared else self._rows.ids()
        return iter(sorted((set(stored) | set(self._after)) - self._gone))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _is_hidden(self, doc_id: object) -> bool:
        return self.is_cleared or doc_id in self._gone
