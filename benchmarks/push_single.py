"""Figure `push_single`: inspections per second that come one to a request, on PostgreSQL."""

from benchmarks._push import measured, workplace
from tests.backends.postgres import postgres

MUST = 400
REQUESTS = 150


def run() -> dict[str, object]:
    """32 clients; a comparable product's server does 125 to 155 on such a machine."""
    with workplace() as folder, postgres(is_durable=True) as server:
        database = server.url(server.create())
        return measured("push_single", folder, database, REQUESTS, 1, MUST)
