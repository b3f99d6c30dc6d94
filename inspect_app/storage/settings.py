"""What this device remembers about itself and the person's choices; and its pulls' cursors."""

from typing import Any

from inspect_app.storage.engine import Database, SqliteTable


class Settings:
    """Name → any JSON value."""

    def __init__(self, db: Database) -> None:
        self._table: SqliteTable = db.table("settings")

    def get(self, name: str, default: Any = None) -> Any:
        found = self._table.fetch(name)
        return default if found is None else found["value"]

    def put(self, name: str, value: Any) -> None:
        self._table.put(name, {"value": value})

    def remove(self, name: str) -> None:
        self._table.remove_key(name)


class Cursors:
    """How far each pull has come: records, and each kind of reference data."""

    def __init__(self, db: Database) -> None:
        self._table: SqliteTable = db.table("cursors")

    def get(self, name: str) -> str:
        """Return the cursor; empty when nothing was pulled yet."""
        found = self._table.fetch(name)
        return "" if found is None else found["cursor"]

    def put(self, name: str, cursor: str) -> None:
        self._table.put(name, {"cursor": cursor})

    def remove(self, name: str) -> None:
        """Start this pull from the beginning."""
        self._table.remove_key(name)

    def forget(self) -> None:
        """Start every pull from the beginning: the scope has changed."""
        self._table.truncate()
