"""The device's database: TinyDB's API and queries, SQLite's durability.

Beyond TinyDB's own API a table keeps documents under a key (`put`, `fetch`, `under`) and knows
`ordered` and `newest`; `transaction()` spans several tables.
"""

from contextlib import AbstractContextManager

from tinydb import TinyDB

from inspect_app.storage.documents import Indexes, SqliteStorage
from inspect_app.storage.sqlite_file import Journal
from inspect_app.storage.table import SqliteTable

__all__ = ["Database", "Indexes", "Journal", "SqliteStorage", "SqliteTable"]


class Database(TinyDB):
    """`Database(path, journal=Journal.WAL, indexes={"assets": [("code",)]})`."""

    table_class = SqliteTable
    default_storage_class = SqliteStorage

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing over every table, durable on leaving; an inner one may fail alone."""
        return self.storage.transaction()
