"""TinyDB's storage over SQLite: one table for each of its tables, one row for each document."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from inspect_app.storage.conditions import Index, field_sql
from inspect_app.storage.encryption import Encryption, hidden
from inspect_app.storage.rows import Rows, encode
from inspect_app.storage.sqlite_file import Journal, SqliteFile, closed_on_failure, quoted

Indexes = Mapping[str, Sequence[Index]]
"""Table → its indexes."""


class SqliteStorage(Storage):
    def __init__(
        self,
        path: str | Path,
        journal: Journal = Journal.WAL,
        indexes: Indexes | None = None,
        encryption: Encryption | None = None,
    ) -> None:
        self.file = SqliteFile(Path(path), journal, encryption=encryption)
        self.fields = {
            table: frozenset(field for index in declared for field in index)
            for table, declared in (indexes or {}).items()
        }
        self._indexes = indexes or {}
        self._tables: set[str] = set()
        self._undone = -1
        with closed_on_failure(self.file):
            self._keep_declared_indexes()

    def tables(self) -> set[str]:
        if self._undone != self.file.undone:
            rows = self.file.fetch_all(
                "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%'"
            )
            self._tables = {name for (name,) in rows}
            self._undone = self.file.undone
        return self._tables

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing over every table; see `SqliteFile.transaction`."""
        return self.file.transaction()

    def ensure(self, table: str) -> None:
        """Create the table when it is not there yet."""
        if table in self.tables():
            return
        with self.transaction():
            self.file.run(
                f"CREATE TABLE {quoted(table)} "
                "(id INTEGER PRIMARY KEY, key TEXT, doc TEXT NOT NULL)"
            )
            self.file.run(f"CREATE UNIQUE INDEX {quoted(f'{table}:key')} ON {quoted(table)} (key)")
            for index in self._indexes.get(table, ()):
                self._create_index(table, index)
        self._tables.add(table)

    def _create_index(self, table: str, index: Index) -> None:
        columns = ",".join(map(field_sql, index))
        self.file.run(
            f"CREATE INDEX {quoted(_index_name(table, index))} ON {quoted(table)} ({columns})"
        )

    def _keep_declared_indexes(self) -> None:
        """Follow what this version declares: a store written before an index was thought of."""
        rows = self.file.fetch_all("SELECT name FROM sqlite_master WHERE type='index'")
        present = {name for (name,) in rows if "(" in name}
        wanted = {
            _index_name(table, index): (table, index)
            for table, declared in self._indexes.items()
            for index in declared
            if table in self.tables()
        }
        if present == set(wanted):
            return
        with self.transaction():
            for name in present - set(wanted):
                self.file.run(f"DROP INDEX {quoted(name)}")
            for name in set(wanted) - present:
                self._create_index(*wanted[name])

    def read(self) -> dict[str, Mapping[str, Any]] | None:
        return {table: Rows(self.file, table) for table in sorted(self.tables())} or None

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Make the tables those of `data`; what TinyDB hands back untouched stays untouched."""
        with self.transaction():
            for table in self.tables() - set(data):
                self.file.run(f"DROP TABLE {quoted(table)}")
                self._undone = -1
            for table, documents in data.items():
                if not isinstance(documents, Rows):
                    self._replace(table, documents)

    def _replace(self, table: str, documents: Mapping[Any, Any]) -> None:
        self.ensure(table)
        texts = {int(doc_id): encode(document) for doc_id, document in documents.items()}
        stored = Rows(self.file, table).ids()
        self.remove(table, [doc_id for doc_id in stored if doc_id not in texts])
        self.store(table, texts.items())

    def written(self, table: str, text: str) -> str:
        """Return a document's text as it is kept: what the table is searched by stays readable."""
        return hidden(text, self.fields.get(table, ()), self.file.encryption)

    def store(self, table: str, texts: Iterable[tuple[int, str]]) -> None:
        self.file.run_many(
            f"INSERT INTO {quoted(table)} (id, doc) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET doc=excluded.doc WHERE doc IS NOT excluded.doc",
            ((doc_id, self.written(table, text)) for doc_id, text in texts),
        )

    def remove(self, table: str, ids: Iterable[int]) -> None:
        self.file.run_many(f"DELETE FROM {quoted(table)} WHERE id=?", ((doc_id,) for doc_id in ids))

    def close(self) -> None:
        self.file.close()


def _index_name(table: str, index: Index) -> str:
    return f"{table}({','.join(index)})"
