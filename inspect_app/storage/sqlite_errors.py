"""What sqlite3's errors mean to the app: the one place where they are mapped."""

import sqlite3
from collections.abc import Callable
from types import TracebackType

from inspect_app.errors import (
    StorageError,
    StoreCorrupt,
    StoreFull,
    StoreLocked,
    StoreUnwritable,
)


class Mapping:
    """Turns sqlite3's errors into ours, and tells of damage, also of what we found ourselves.

    A class, since every statement passes through it.
    """

    def __init__(self, on_damage: Callable[[], None] = lambda: None) -> None:
        self._on_damage = on_damage

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, StoreCorrupt):
            self._on_damage()
        if isinstance(error, UnicodeDecodeError):
            # Where sqlite3 cannot even word that a text is none.
            self._on_damage()
            raise StoreCorrupt(reason=str(error)) from error
        if isinstance(error, sqlite3.Error):
            ours = _storage_error(error)
            if isinstance(ours, StoreCorrupt):
                self._on_damage()
            raise ours from error


mapped = Mapping()
"""`with mapped:` around every call of sqlite3."""


# The quota of a browser's private file system shows as a failed write.
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
_DAMAGED = ("Could not decode to UTF-8", "malformed JSON")
"""Errors that only damage can bring, of sqlite3 itself and of our indexes; they have no code."""
_BY_PRIMARY_CODE = {
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_CORRUPT: StoreCorrupt,
    sqlite3.SQLITE_NOTADB: StoreCorrupt,
    sqlite3.SQLITE_BUSY: StoreLocked,
    sqlite3.SQLITE_LOCKED: StoreLocked,
    sqlite3.SQLITE_CANTOPEN: StoreUnwritable,
    sqlite3.SQLITE_READONLY: StoreUnwritable,
    sqlite3.SQLITE_PERM: StoreUnwritable,
}


def _storage_error(error: sqlite3.Error) -> StorageError:
    if str(error).startswith(_DAMAGED):
        return StoreCorrupt(reason=str(error))
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code in _FULL:
        return StoreFull()
    kind = _BY_PRIMARY_CODE.get(code & 0xFF, StorageError)
    return kind(reason=str(error))
