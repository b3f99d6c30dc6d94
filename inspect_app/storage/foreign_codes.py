"""Other systems' codes that were read on a campus: kept as they were."""

from dataclasses import dataclass
from datetime import datetime

from inspect_app.storage.engine import Database, SqliteTable


@dataclass(frozen=True, slots=True)
class SeenCode:
    text: str
    system: str
    first_seen_at: datetime
    last_seen_at: datetime
    times: int


class ForeignCodes:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._table: SqliteTable = db.table("foreign_codes")

    def add(self, text: str, system: str, seen_at: datetime) -> None:
        """Remember that `text` was read; a code read again is counted, not doubled."""
        with self._db.transaction():
            before = self._table.fetch(text) or {"first_seen_at": seen_at.isoformat(), "times": 0}
            seen = {
                "text": text,
                "system": system,
                "first_seen_at": before["first_seen_at"],
                "last_seen_at": seen_at.isoformat(),
                "times": before["times"] + 1,
            }
            self._table.put(text, seen)

    def all(self) -> tuple[SeenCode, ...]:
        """Return the codes in the order in which they were first read."""
        return tuple(
            SeenCode(
                seen["text"],
                seen["system"],
                datetime.fromisoformat(seen["first_seen_at"]),
                datetime.fromisoformat(seen["last_seen_at"]),
                seen["times"],
            )
            for seen in self._table
        )
