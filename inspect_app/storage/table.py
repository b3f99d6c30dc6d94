"""TinyDB's table over SQLite: found by indexes, and by a key of the document's own.

A condition on a declared field (`where("code") == code`, and-ed ones too) is looked up; any other
one scans the table, as in TinyDB.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any

from tinydb.table import Document, Table

from inspect_app.storage.conditions import Condition, Narrowing, field_sql, narrow
from inspect_app.storage.documents import SqliteStorage
from inspect_app.storage.rows import Edits, Rows, decode, encode, readable
from inspect_app.storage.sqlite_file import quoted


class SqliteTable(Table):
    """A TinyDB table whose documents may also be kept under a key: a record's id, say."""

    _storage: SqliteStorage
    _undone = 0

    def put(self, key: str, document: Mapping[str, Any]) -> None:
        """Keep `document` under `key`, in place of what was there."""
        text = self._written(document)
        self._storage.ensure(self.name)
        self._storage.file.run(self._put_sql, (key, text))
        self._forget_found()

    def put_many(self, documents: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Keep many documents under their keys, all or none."""
        rows = [(key, self._written(document)) for key, document in documents]
        self._storage.ensure(self.name)
        with self._storage.transaction():
            self._storage.file.run_many(self._put_sql, rows)
        self._forget_found()

    @property
    def _put_sql(self) -> str:
        return (
            f"INSERT INTO {quoted(self.name)} (key, doc) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET doc=excluded.doc"
        )

    def _written(self, document: Mapping[str, Any]) -> str:
        return self._storage.written(self.name, encode(document))

    def _forget_found(self) -> None:
        """After a write, what was found before and the next free id are no longer known."""
        self._next_id = None
        self.clear_cache()

    def add(self, key: str, document: Mapping[str, Any]) -> bool:
        """Keep `document` under `key` unless something is there; whether it was free."""
        self._storage.ensure(self.name)
        added = self._storage.file.run(
            f"INSERT INTO {quoted(self.name)} (key, doc) VALUES (?, ?) "
            "ON CONFLICT (key) DO NOTHING",
            (key, self._written(document)),
        ).rowcount
        self._forget_found()
        return added == 1

    def fetch(self, key: str) -> Document | None:
        return next(iter(self._select("key=?", (key,))), None)

    def fetch_many(self, keys: Iterable[str]) -> dict[str, Document]:
        """Return what is there, by key, in the order of `keys`."""
        found = ((key, self.fetch(key)) for key in keys)
        return {key: document for key, document in found if document is not None}

    def under(self, prefix: str) -> list[Document]:
        """Return the documents whose key begins with `prefix`, in the order of their keys."""
        return list(
            self._select("key >= ? AND key < ?", (prefix, _after_prefix(prefix)), "ORDER BY key")
        )

    def remove_key(self, key: str) -> bool:
        """Forget the document under `key`; whether there was one."""
        return self._delete("key=?", (key,)) == 1

    def remove_under(self, prefix: str) -> int:
        """Forget the documents whose key begins with `prefix`; how many there were."""
        return self._delete("key >= ? AND key < ?", (prefix, _after_prefix(prefix)))

    def _delete(self, sql: str, parameters: Sequence[Any]) -> int:
        if self.name not in self._storage.tables():
            return 0
        statement = f"DELETE FROM {quoted(self.name)} WHERE {sql}"
        removed = self._storage.file.run(statement, parameters).rowcount
        self.clear_cache()
        return removed

    def newest(self, n: int, by: str, cond: Condition | None = None) -> list[Document]:
        """Return the `n` documents that are greatest in the field `by`, the greatest first."""
        return self.ordered(by, cond, limit=n, descending=True)

    def ordered(
        self,
        by: str,
        cond: Condition | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
        descending: bool = False,
    ) -> list[Document]:
        """Return a page of the documents in the order of `by`; those without it come first."""
        narrowing = cond and narrow(cond, self._fields)
        sql, parameters = (narrowing.sql, narrowing.parameters) if narrowing else ("1", ())
        direction = "DESC" if descending else "ASC"
        order = f"ORDER BY {field_sql(by)} {direction}, id {direction}"
        end = -1 if limit is None else limit
        if cond is None or (narrowing and narrowing.is_whole):
            return list(self._select(sql, (*parameters, end, offset), f"{order} LIMIT ? OFFSET ?"))
        matching = (doc for doc in self._select(sql, parameters, order) if cond(doc))
        return list(matching)[offset : None if limit is None else offset + limit]

    def search(self, cond: Condition) -> list[Document]:
        narrowing = narrow(cond, self._fields)
        if narrowing is None:
            self._forget_undone()
            return super().search(cond)
        return list(self._matching(cond, narrowing))

    def get(
        self,
        cond: Condition | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Document | list[Document] | None:
        if doc_id is None and doc_ids is not None:
            found = ((each, self.get(doc_id=each)) for each in sorted(set(doc_ids)))
            return [document for _, document in found if document is not None]
        narrowing = narrow(cond, self._fields) if doc_id is None and cond is not None else None
        if narrowing is None:
            return super().get(cond, doc_id, doc_ids)
        return next(self._matching(cond, narrowing), None)

    def count(self, cond: Condition) -> int:
        narrowing = narrow(cond, self._fields)
        if narrowing is None or not narrowing.is_whole or self.name not in self._storage.tables():
            return len(self.search(cond))
        sql = f"SELECT count(*) FROM {quoted(self.name)} WHERE {narrowing.sql}"
        return self._storage.file.fetch_one(sql, narrowing.parameters)[0]

    def update(
        self,
        fields: Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None],
        cond: Condition | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        with self._storage.transaction():
            return super().update(fields, None, self._ids(cond, doc_ids))

    def remove(
        self, cond: Condition | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        with self._storage.transaction():
            return super().remove(None, self._ids(cond, doc_ids))

    def _ids(self, cond: Condition | None, doc_ids: Iterable[int] | None) -> Iterable[int] | None:
        if doc_ids is not None or cond is None:
            return doc_ids
        return [document.doc_id for document in self.search(cond)]

    @property
    def _fields(self) -> frozenset[str]:
        return self._storage.fields.get(self.name, frozenset())

    def _matching(self, cond: Condition, narrowing: Narrowing) -> Iterator[Document]:
        rows = self._select(narrowing.sql, narrowing.parameters, "ORDER BY id")
        return rows if narrowing.is_whole else (document for document in rows if cond(document))

    def _select(
        self, where: str, parameters: Sequence[Any] = (), tail: str = ""
    ) -> Iterator[Document]:
        if self.name not in self._storage.tables():
            return
        sql = f"SELECT id, doc FROM {quoted(self.name)} WHERE {where} {tail}"
        for doc_id, text in self._storage.file.fetch_all(sql, parameters):
            plain = readable(self._storage.file, text)
            document = decode(self._storage.file, plain)
            yield self.document_class(document, self.document_id_class(doc_id))

    def _forget_undone(self) -> None:
        """What was found inside a transaction that was undone is no longer true."""
        if self._undone != self._storage.file.undone:
            self._undone = self._storage.file.undone
            self.clear_cache()

    def _get_next_id(self) -> int:
        if self._next_id is None and self.name in self._storage.tables():
            row = self._storage.file.fetch_one(f"SELECT max(id) FROM {quoted(self.name)}")
            self._next_id = (row[0] or 0) + 1
        return super()._get_next_id()

    def _read_table(self) -> Mapping[str, Any]:
        present = self.name in self._storage.tables()
        return Rows(self._storage.file, self.name) if present else {}

    def _update_table(self, updater: Callable[[MutableMapping[int, Any]], None]) -> None:
        with self._storage.transaction():
            self._storage.ensure(self.name)
            edits = Edits(Rows(self._storage.file, self.name))
            updater(edits)
            if edits.is_cleared:
                self._storage.file.run(f"DELETE FROM {quoted(self.name)}")
            self._storage.remove(self.name, edits.removed())
            self._storage.store(self.name, edits.changed())
        self.clear_cache()


def _after_prefix(prefix: str) -> str:
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
