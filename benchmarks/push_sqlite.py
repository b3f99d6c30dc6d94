"""Figure `push_sqlite`: inspections of 8 KB stored per second, in batches of 20 by 32 clients."""

from benchmarks._push import measured, workplace

MUST = 4_000
BATCHES = 50
BATCH = 20


def run() -> dict[str, object]:
    """One endpoint process on two cores, SQLite; a handler that only writes the bytes beside."""
    with workplace() as folder:
        return measured("push_sqlite", folder, "", BATCHES, BATCH, MUST)
