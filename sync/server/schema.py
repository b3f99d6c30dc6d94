"""Of which version the tables are, and whether a process of this version may work with them.

Two versions run side by side while an endpoint is upgraded: the newer one migrates, and processes
of the older one go on, and may be started again. They need not know what was done, as long as it
only added to what they use. That is said by one number in the database, the contract.
"""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, insert, select, update

from sync.server.outdated import Outdated
from sync.server.tables import counters

CONTRACT = 1
"""What this version takes for granted of the tables. A migration that only adds (tables, columns
that may be left out, indexes) leaves it as it is. One that removes, renames or gives another
meaning raises it: older processes then refuse to start, and must have ended before."""
NAME = "contract"
"""Of the counter that holds it; where there is none it is 1."""
MIGRATING = 4_203_120_001
"""Key of PostgreSQL's advisory lock under which processes migrate one after another."""


def bring_up(connection: Connection) -> None:
    """Migrate to this version, or leave a later one's tables alone. Raises `Outdated`.

    Several processes, of several versions, may do so at once. The lock is taken before Alembic
    begins: its context belongs to the whole process.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATING)))
    if revision := unknown_revision(connection):
        if contract(connection) > CONTRACT:
            raise Outdated(revision)
        return
    command.upgrade(_config(connection), "head")
    _raise_contract(connection)


def unknown_revision(connection: Connection) -> str:
    """Return what the tables are at if only a later version knows it."""
    heads = MigrationContext.configure(connection).get_current_heads()
    known = {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}
    return next((each for each in heads if each not in known), "")


def contract(connection: Connection) -> int:
    """Return the contract of the tables as they are."""
    query = select(counters.c.value).where(counters.c.name == NAME)
    return connection.execute(query).scalar() or 1


def _raise_contract(connection: Connection) -> None:
    if contract(connection) >= CONTRACT:
        return
    row = {"name": NAME, "value": CONTRACT}
    changed = connection.execute(update(counters).where(counters.c.name == NAME).values(row))
    if not changed.rowcount:
        connection.execute(insert(counters).values(row))


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "sync.server:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
