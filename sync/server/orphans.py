"""Collecting what nothing refers to: photos of no record, bytes of no row, uploads that expired.

Rows go first, in a transaction of their own, and then their bytes: whatever is cut short leaves
bytes without a row, which the next collection finds, and never a row without its bytes.
"""

import asyncio
import logging
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from anyio import to_thread
from sqlalchemy import Connection, Exists, delete, exists, select

from sync.server.blob_store import PARTS, blob_name
from sync.server.collecting import may_begin, note_collection
from sync.server.db import take_turn
from sync.server.endpoint import Endpoint
from sync.server.hardening import where_it_failed
from sync.server.ingest import COUNTER
from sync.server.moments import as_text
from sync.server.tables import blob_holders, blobs, record_blobs, upload_parts
from sync.server.upload_store import expire_uploads

log = logging.getLogger(__name__)

LOOK_EVERY_S = 900.0
"""How often a process asks whether a collection is due; which one of them collects is chance."""
BATCH = 50
"""Blobs under one turn: pushes wait meanwhile."""


@dataclass(frozen=True, slots=True)
class Collected:
    uploads: int = 0
    """Expired."""
    blobs: int = 0
    """Photos that no record speaks of."""
    files: int = 0
    """Deleted from the store: of those photos, and whatever had no row."""


def collect(endpoint: Endpoint) -> Collected:
    """Collect now. Safe beside other collections, pushes and uploads, on any process."""
    with endpoint.database.writing() as connection:
        take_turn(connection, COUNTER)
        note_collection(connection, endpoint.now())
    return _collect(endpoint)


def collect_if_due(endpoint: Endpoint) -> Collected | None:
    """Collect unless some process did a short while ago."""
    with endpoint.database.writing() as connection:
        take_turn(connection, COUNTER)
        if not may_begin(connection, endpoint.now()):
            return None
        note_collection(connection, endpoint.now())
    return _collect(endpoint)


async def collect_now_and_then(endpoint: Endpoint, look_every_s: float = LOOK_EVERY_S) -> None:
    """Run until cancelled, beside the requests. It may end anywhere: see above."""
    while True:
        await asyncio.sleep(random.uniform(look_every_s / 2, look_every_s))
        try:
            done = await to_thread.run_sync(collect_if_due, endpoint, abandon_on_cancel=True)
        except Exception as error:
            log.error("collecting failed\n%s", where_it_failed(error))
        else:
            if done is not None:
                log.info("collected %s", done)


def _collect(endpoint: Endpoint) -> Collected:
    before = endpoint.now() - endpoint.settings.orphan_lifetime
    expired = expire_uploads(endpoint)
    forgotten = sum(_forget(endpoint, batch, before) for batch in _orphans(endpoint, before))
    old = (name for name, at in endpoint.blobs.listed("blobs") if at < before)
    deleted = sum(_delete_strays(endpoint, batch) for batch in _batches(old))
    parts = (name for name, at in endpoint.blobs.listed(PARTS) if at < before)
    deleted += sum(_delete_parts(endpoint, batch) for batch in _batches(parts))
    return Collected(expired, forgotten, deleted)


def _orphans(endpoint: Endpoint, before: datetime) -> Iterator[list[str]]:
    with endpoint.database.reading() as connection:
        query = select(blobs.c.sha256).where(blobs.c.stored_at < as_text(before), ~_mentioned())
        found = list(connection.execute(query).scalars())
    yield from _batches(found)


def _forget(endpoint: Endpoint, digests: list[str], before: datetime) -> int:
    """Delete the rows of those that are still orphans, now that no record can come."""
    with endpoint.database.writing() as connection:
        take_turn(connection, COUNTER)
        note_collection(connection, endpoint.now())
        here = (blobs.c.sha256.in_(digests), blobs.c.stored_at < as_text(before), ~_mentioned())
        gone = list(connection.execute(select(blobs.c.sha256).where(*here)).scalars())
        connection.execute(delete(blob_holders).where(blob_holders.c.sha256.in_(gone)))
        connection.execute(delete(blobs).where(blobs.c.sha256.in_(gone)))
    return len(gone)


def _delete_strays(endpoint: Endpoint, names: list[str]) -> int:
    """Delete the bytes that have no row, under the turn: no upload can enter them meanwhile."""
    with endpoint.database.reading() as connection:
        if not _without_row(connection, names):
            return 0
    with endpoint.database.writing() as connection:
        take_turn(connection, COUNTER)
        note_collection(connection, endpoint.now())
    with endpoint.database.writing() as connection:
        take_turn(connection, COUNTER)
        strays = _without_row(connection, names)
        endpoint.blobs.delete(strays)
    return len(strays)


def _without_row(connection: Connection, names: list[str]) -> list[str]:
    digests = [name.rpartition("/")[2] for name in names]
    known = set(
        connection.execute(select(blobs.c.sha256).where(blobs.c.sha256.in_(digests))).scalars()
    )
    return [blob_name(digest) for digest in digests if digest not in known]


def _delete_parts(endpoint: Endpoint, names: list[str]) -> int:
    """Parts have names of their own that never come again, and their rows were deleted first."""
    with endpoint.database.reading() as connection:
        query = select(upload_parts.c.name).where(upload_parts.c.name.in_(names))
        known = set(connection.execute(query).scalars())
    strays = [name for name in names if name not in known]
    endpoint.blobs.delete(strays)
    return len(strays)


def _mentioned() -> Exists:
    return exists().where(record_blobs.c.sha256 == blobs.c.sha256)


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for name in names:
        batch.append(name)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
