"""How often one may try: counted in the database, so that every process counts together."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from sync.server.db import Database
from sync.server.errors import ApiError
from sync.server.moments import as_text
from sync.server.tables import throttles

WINDOW = timedelta(minutes=5)
MAX_TRIES = 10
"""Per window and key; a success clears the count."""


def count_try(database: Database, key: str, now: datetime, most: int = MAX_TRIES) -> None:
    """Count one try before it is judged. Raises `ApiError` when there were too many."""
    with database.writing() as connection:
        connection.execute(delete(throttles).where(throttles.c.since < as_text(now - WINDOW)))
        query = select(throttles.c.count).where(throttles.c.key == key).with_for_update()
        count = connection.execute(query).scalar()
        if count is None:
            row = {"key": key, "since": as_text(now), "count": 1}
            connection.execute(insert(throttles).values(row))
        elif count < most:
            change = update(throttles).where(throttles.c.key == key)
            connection.execute(change.values(count=count + 1))
    if count is not None and count >= most:
        wait_s = str(int(WINDOW.total_seconds()))
        raise ApiError(429, "too_many_tries", headers={"Retry-After": wait_s})


def forget_tries(database: Database, key: str) -> None:
    with database.writing() as connection:
        connection.execute(delete(throttles).where(throttles.c.key == key))
