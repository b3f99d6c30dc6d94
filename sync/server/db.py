"""The database: how connections behave, who may write when, and how versions are reached."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, create_engine, event, select, update

from sync.server.landing import force_to_disk
from sync.server.prepared import Prepared, run_straight
from sync.server.schema import bring_up
from sync.server.tables import counters

SQLITE_BUSY_S = 30
SQLITE_LOOKS_AGAIN_S = 0.01
SQLITE_PAGE_CACHE_KB = 16_000
SQLITE_MAP_BYTES = 256_000_000
SQLITE_LOG_BYTES = 8_000_000
"""Room for a group of a thousand inspections."""
SQLITE_LOG_PAGES = 2_000
"""The log is folded into the file when it is as long as that."""
_WRITES = "writes"


class Database:
    """Reads see one moment; writers on SQLite wait for each other in turn, not by polling."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._to_write = self.engine.execution_options(**{_WRITES: True})
        self._turn = threading.Lock()
        self._writer: Connection | None = None
        """SQLite's, kept: there is never more than one, and opening it takes as long as a row."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def at_one_moment(self) -> Iterator[Connection]:
        """Read for long, and of every table the same moment."""
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        engine = self.engine.execution_options(**level)
        with engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; it is on disk when the block has ended.

        The lock only spares SQLite's waiting by polling: what keeps writers apart is the
        database's own lock, across processes too.
        """
        if not self.is_sqlite:
            with self._to_write.begin() as connection:
                yield connection
            return
        with self._turn:
            self._writer = self._writer or self._to_write.connect()
            try:
                with self._writer.begin():
                    yield self._writer
            except BaseException:
                # A commit that failed may have left its transaction open: giving it back ends it.
                self._close_writer()
                raise

    def migrate(self) -> None:
        """Bring the tables to this version; several processes may start at once.

        Raises `Outdated` where a later version made of them what this one cannot work with.
        """
        with self.writing() as connection:
            bring_up(connection)

    def make_room(self) -> None:
        """Grow SQLite's log at once: each commit that grows it takes three times as long."""
        if not self.is_sqlite:
            return
        with self._turn, self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            _grow_log(raw)

    def close(self) -> None:
        with self._turn:
            self._close_writer()
        self.engine.dispose()

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


_TURN = Prepared(
    select(counters.c.value).where(counters.c.name == bindparam("of")).with_for_update()
)
_LEAVE = Prepared(
    update(counters).where(counters.c.name == bindparam("of")).values(value=bindparam("number"))
)


def take_turn(connection: Connection, counter: str) -> int:
    """Lock the counter until this transaction ends, and return its value.

    Whoever numbers rows holds this lock up to the commit: numbers therefore become visible in
    their order, and a reader who has seen number n will never find a smaller one later.
    """
    value = _TURN.value(connection, of=counter)
    if value is None:
        raise LookupError(f"no counter is called {counter!r}")
    return value


def leave_turn(connection: Connection, counter: str, value: int) -> None:
    _LEAVE.run(connection, of=counter, number=value)


def _engine(url: str) -> Engine:
    """Parameters stay out of error messages: there are device keys and answers among them."""
    if not url.startswith("sqlite"):
        return create_engine(
            url, pool_size=20, max_overflow=20, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_engine(
        url,
        pool_size=40,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": SQLITE_BUSY_S},
    )
    # Many rows in one statement: sqlite3 lets go of Python's lock at each, and then waits for it.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None
    _use_log(connection)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        f"cache_size=-{SQLITE_PAGE_CACHE_KB}",
        f"mmap_size={SQLITE_MAP_BYTES}",
        "temp_store=MEMORY",
        f"wal_autocheckpoint={SQLITE_LOG_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _use_log(connection: sqlite3.Connection) -> None:
    """Keep a log from the first start on, also where several processes start at once.

    Of two that change the journal SQLite refuses one at once, however patient it is told to be.
    """
    until = time.monotonic() + SQLITE_BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(SQLITE_LOOKS_AGAIN_S)


def _grow_log(connection: sqlite3.Connection) -> None:
    """Write pages until they no longer fit into memory, and take all of it back.

    What is taken back stays in the log as room. Nothing is committed.
    """
    log = Path(connection.execute("PRAGMA database_list").fetchone()[2] + "-wal")
    if log.exists() and log.stat().st_size >= SQLITE_LOG_BYTES:
        return
    connection.execute("PRAGMA cache_size=-100")
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("CREATE TABLE room (filler BLOB)")
        connection.execute("INSERT INTO room VALUES (zeroblob(?))", (SQLITE_LOG_BYTES,))
    finally:
        connection.execute("ROLLBACK")
        connection.execute(f"PRAGMA cache_size=-{SQLITE_PAGE_CACHE_KB}")
    if log.exists():
        force_to_disk(log)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    run_straight(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")
