"""One SQLite file, open in this process alone: durability, transactions, and sqlite3's errors."""

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any

from inspect_app.errors import StorageError, StoreCorrupt
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.sqlite_errors import Mapping, mapped
from inspect_app.storage.write_ahead_log import WriteAheadLog

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is, in bytes."""

WAL_BYTES = 4 * 1024 * 1024
"""A save that extends the log also journals its new length (about twice the cost), so the log is
grown once, at open, and then written over again and again."""

CHECKPOINT_PAGES = 900
"""Fold the log back before it outgrows WAL_BYTES (1018 pages of 4 KB with their headers)."""

LOCK_WAIT_S = 0.5
"""A copy of the app that is just closing gets this long to let go."""

SUSPECT = "-suspect"
"""Beside a file in which damage was met while it was in use."""
HEAD_BYTES = 100
"""Of a SQLite file: https://sqlite.org/fileformat2.html, 1.3."""

BACKUP_STEP_PAGES = 256

logger = logging.getLogger(__name__)


class Journal(StrEnum):
    """How a commit survives a kill; both are durable when the call returns."""

    WAL = "wal"
    PERSIST = "persist"
    """For file systems without shared memory and with few files: the browser's."""


class SqliteFile:
    """A file that nobody else can open meanwhile: a second opener gets `StoreLocked`."""

    def __init__(
        self,
        path: Path,
        journal: Journal,
        *,
        log_bytes: int = WAL_BYTES,
        setup: Sequence[str] = (),
        encryption: Encryption | None = None,
    ) -> None:
        """Open or create it. `setup`: pragmas that only count before the first table."""
        self.path = path
        self.journal = journal
        self.encryption = encryption
        """For whoever writes and reads values; what SQLite itself writes knows nothing of it."""
        self.is_suspect = path.with_name(path.name + SUSPECT).exists()
        """Damage was met in it: worth a look at everything."""
        self.was_interrupted = self.is_suspect or _was_interrupted(path)
        """A kill or a crash left a journal behind: worth a `check()`."""
        self.undone = 0
        """How many transactions were undone so far; whoever caches compares it."""
        self.mapped = Mapping(self._suspect)
        """Around whatever may meet damage, which the next start has to know of."""
        self._depth = 0
        self._lock = threading.RLock()
        self._transaction = _Transaction(self)
        if journal is Journal.WAL and self.was_interrupted:
            _refuse_torn_log(path)
        with mapped:
            self._sqlite = sqlite3.connect(
                path,
                timeout=LOCK_WAIT_S,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=512,
            )
        try:
            self._prepare(journal, setup)
            if journal is Journal.WAL and log_bytes:
                _grow(path.with_name(path.name + "-wal"), log_bytes)
        except BaseException:
            self._sqlite.close()
            raise

    def _prepare(self, journal: Journal, setup: Sequence[str]) -> None:
        self._refuse_cut_off()
        # Exclusive before anything is read: then WAL needs no shared memory either.
        self.run("PRAGMA locking_mode=EXCLUSIVE")
        self.run("PRAGMA temp_store=MEMORY")
        for pragma in setup:
            self.run(pragma)
        if self.fetch_one(f"PRAGMA journal_mode={journal}") != (journal.value,):
            raise StorageError(reason=f"journal_mode={journal} is not possible here")
        self.run("PRAGMA synchronous=FULL")
        self.run(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        # Reading does not lock a rollback journal's file against readers; writing does.
        self.run("BEGIN EXCLUSIVE")
        self.run("COMMIT")

    def _refuse_cut_off(self) -> None:
        """Raise `StoreCorrupt` when the file is shorter than its own first page says.

        SQLite would find out only where it needs what is missing.
        """
        with self.path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        changes, valid_for = (int.from_bytes(head[at : at + 4], "big") for at in (24, 92))
        page_bytes = int.from_bytes(head[16:18], "big")
        needed = int.from_bytes(head[28:32], "big") * (65_536 if page_bytes == 1 else page_bytes)
        is_said = len(head) == HEAD_BYTES and changes == valid_for and not self.was_interrupted
        if is_said and needed > self.path.stat().st_size:
            raise StoreCorrupt(reason=f"{self.path.name} is cut off")

    def _suspect(self) -> None:
        """Let the next start read every page, whichever way this run ends."""
        with contextlib.suppress(OSError):
            self.path.with_name(self.path.name + SUSPECT).touch()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Execute one statement; outside of a transaction it is durable on return."""
        with self._lock, self.mapped:
            self._refuse_if_lost()
            return self._sqlite.execute(sql, parameters)

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._lock, self.mapped:
            self._refuse_if_lost()
            self._sqlite.executemany(sql, rows)

    def _refuse_if_lost(self) -> None:
        # SQLite itself rolls everything back on a full disk; going on would commit halves.
        if self._depth and not self._sqlite.in_transaction:
            raise StorageError(reason="the transaction was already undone")

    def fetch_one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        with self.mapped:
            return self._sqlite.execute(sql, parameters).fetchone()

    def fetch_all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.mapped:
            return self._sqlite.execute(sql, parameters).fetchall()

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, durable on leaving the outermost block.

        An inner block that fails undoes its own work only; the outer one may go on.
        """
        return self._transaction

    def _begin(self) -> None:
        self._lock.acquire()
        try:
            self.run("SAVEPOINT inner" if self._depth else "BEGIN IMMEDIATE")
        except BaseException:
            self._lock.release()
            raise
        self._depth += 1

    def _end(self, failed: bool) -> None:
        outermost = self._depth == 1
        try:
            if not failed:
                self.run("COMMIT" if outermost else "RELEASE inner")
        except BaseException:
            failed = True
            raise
        finally:
            if failed:
                self._undo(outermost)
            self._depth -= 1
            self._lock.release()

    def _undo(self, outermost: bool) -> None:
        self.undone += 1
        if not self._sqlite.in_transaction:
            return
        with self.mapped:
            if outermost:
                self._sqlite.execute("ROLLBACK")
            else:
                self._sqlite.execute("ROLLBACK TO inner")
                self._sqlite.execute("RELEASE inner")

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file; a good use of an idle moment."""
        self.run("PRAGMA wal_checkpoint(RESTART)").fetchone()

    def empty_log(self) -> None:
        """Fold the log back and write zeros over it; only for a moment at which nobody waits."""
        self.run("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        _grow(self.path.with_name(self.path.name + "-wal"), WAL_BYTES)

    def give_room_back(self) -> None:
        """Shorten a file with `auto_vacuum=INCREMENTAL` by its free pages."""
        with self._lock, self.mapped:
            # `execute` would take one step only: one page.
            self._sqlite.executescript("PRAGMA incremental_vacuum")

    def check(self) -> None:
        """Read every page. Raises `StoreCorrupt` when one of them is damaged."""
        answer = self.fetch_one("PRAGMA quick_check(1)")
        with self.mapped:
            if answer != ("ok",):
                raise StoreCorrupt(reason=str(answer))
        self.path.with_name(self.path.name + SUSPECT).unlink(missing_ok=True)

    def read_blob(self, table: str, column: str, row: int, offset: int, length: int) -> bytes:
        with self.mapped, self._sqlite.blobopen(table, column, row, readonly=True) as blob:
            blob.seek(min(offset, len(blob)))
            return blob.read(length)

    def copy_to(self, target: Path, progress: Progress) -> None:
        """Write a consistent copy while the file stays open."""
        page_bytes = self.fetch_one("PRAGMA page_size")[0]

        def step(_status: int, remaining: int, total: int) -> None:
            progress((total - remaining) * page_bytes, total * page_bytes)

        with self.mapped:
            copy = sqlite3.connect(target, isolation_level=None)
            try:
                # As in `_prepare`: the copy's own pages say WAL until the last line.
                copy.execute("PRAGMA locking_mode=EXCLUSIVE")
                self._sqlite.backup(copy, pages=BACKUP_STEP_PAGES, progress=step)
                # A copy stands alone: no log beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
            finally:
                copy.close()

    def size_bytes(self) -> int:
        """What the file holds, without the free pages inside and the journal beside it."""
        pages, free, page_bytes = (
            self.fetch_one(f"PRAGMA {name}")[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * page_bytes

    def close(self) -> None:
        with self.mapped:
            self._sqlite.close()


@contextlib.contextmanager
def closed_on_failure(file: SqliteFile) -> Iterator[None]:
    """Close a file that cannot be made ready: left to the collector, its lock would stay."""
    try:
        yield
    except BaseException:
        file.close()
        raise


def quoted(identifier: str) -> str:
    """Quote a table's or index's name for SQL."""
    return '"' + identifier.replace('"', '""') + '"'


class _Transaction:
    """One block of a `SqliteFile`'s transactions; a class, since every save passes through it."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def __enter__(self) -> None:
        self._file._begin()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file._end(failed=kind is not None)


def _was_interrupted(path: Path) -> bool:
    """A clean close removes the log and blanks the journal's first bytes."""
    return any(
        beside.exists() and any(_first_bytes(beside))
        for beside in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-journal"))
    )


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _refuse_torn_log(path: Path) -> None:
    """Raise `StoreCorrupt` before SQLite writes over what it would not read."""
    if WriteAheadLog.beside(path).is_torn:
        raise StoreCorrupt(reason=f"the log of {path.name} is torn")


def _grow(log: Path, size: int) -> None:
    """Lengthen the log with zeros, which SQLite reads as "nothing committed here yet"."""
    missing = size - log.stat().st_size if log.exists() else 0
    if missing <= 0:
        return
    try:
        with log.open("ab") as file:
            file.write(bytes(missing))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        # Without room a save is slower; what is here can still be read and sent.
        logger.warning("the log of %s cannot be grown: %s", log.name, error)
