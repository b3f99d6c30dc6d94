"""Reference data: what the endpoint hands out whole, kept as it came and read as domain values."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from inspect_app.storage.engine import Database, SqliteTable

Value = TypeVar("Value")


class Reference(Generic[Value]):
    """Documents by their id. Fields that this version does not know are kept, not read."""

    table_name: ClassVar[str]

    def __init__(self, db: Database) -> None:
        self._db = db
        self._table: SqliteTable = db.table(self.table_name)

    def read(self, document: Mapping[str, Any]) -> Value:
        raise TypeError(f"{type(self).__name__} does not say what its documents are")

    def prepared(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """Return `item` with what its lookups need beside it."""
        return dict(item)

    def fetch(self, item_id: str) -> Value | None:
        document = self._table.fetch(item_id)
        return None if document is None else self.read(document)

    def fetch_many(self, ids: Iterable[str]) -> dict[str, Value]:
        """Return those that are here, by id, in the order of `ids`."""
        return {key: self.read(found) for key, found in self._table.fetch_many(ids).items()}

    def all(self) -> tuple[Value, ...]:
        return tuple(map(self.read, self._table))

    def count(self) -> int:
        return len(self._table)

    def apply(self, items: Iterable[Mapping[str, Any]], removed: Iterable[str] = ()) -> None:
        """Put `items` in place of what is here under their ids, and forget `removed`."""
        with self._db.transaction():
            self._table.put_many((self.key(item), self.prepared(item)) for item in items)
            for item_id in removed:
                self.forget(item_id)

    def key(self, item: Mapping[str, Any]) -> str:
        return item["id"]

    def forget(self, item_id: str) -> None:
        self._table.remove_key(item_id)
