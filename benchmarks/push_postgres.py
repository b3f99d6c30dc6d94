"""Figure `push_postgres`: as `push_sqlite`, on a real PostgreSQL that forces commits to disk."""

from benchmarks._push import measured, workplace
from tests.backends.postgres import postgres

MUST = 2_000
BATCHES = 30
BATCH = 20


def run() -> dict[str, object]:
    """One endpoint process on two cores; a handler that only writes the bytes beside."""
    with workplace() as folder, postgres(is_durable=True) as server:
        database = server.url(server.create())
        return measured("push_postgres", folder, database, BATCHES, BATCH, MUST)
