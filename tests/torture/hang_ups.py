"""Clients that hang up in mid-body or before the reply: they cost the endpoint nothing."""

import random
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from benchmarks._push import push_request
from benchmarks._sealed import sealed
from sync.server.db import Database
from tests.backends.postgres import postgres
from tests.torture._killable import Killable, killable, post, prepared, stored
from tests.torture._tally import Tally

FULL, SAMPLE = 138, 42
"""Clients: ten that abort their body, the others in two waves that close before the reply."""
ABORTED = 10
WAVES = 2
DRAIN_S = 20.0
TIMEOUT_S = 30
OPEN_STATES = ("01", "08")
"""ESTABLISHED and CLOSE_WAIT, as /proc/net/tcp numbers them."""


def run(trials: int, seed: int, folder: Path) -> Tally:
    chance = random.Random(seed)
    each_wave = (trials - ABORTED) // WAVES
    with postgres() as server:
        made = prepared(folder, 1 + each_wave, server.url(server.create()))
        with killable(made.settings) as (endpoint,):
            usual, *leaving = made.sealings
            requests = [push_request(each, [*sealed(each, 1)]) for each in leaving]
            for _ in range(ABORTED):
                head, body = requests[0]
                _leave(endpoint, head + body[: chance.randrange(1, len(body))])
            for _ in range(WAVES):
                with ThreadPoolExecutor(each_wave) as pool:
                    list(pool.map(lambda each: _leave(endpoint, b"".join(each)), requests))
            faults = _what_is_held(endpoint)
            record = next(sealed(usual, 1))
            answer = post(endpoint.address, usual, [record])
            if answer.status_code != 200 or answer.json()["answers"][0]["status"] != "accepted":
                faults.append(f"the next request was answered {answer.status_code}")
            rows = stored(made.settings)
    return Tally(
        trials=ABORTED + WAVES * each_wave,
        lost=int(record.id not in rows),
        doubled=sum(count - 1 for count in rows.values()),
        faults=tuple(faults),
        counts={"aborted": ABORTED, "left": WAVES * each_wave, "stored": len(rows)},
    )


def _leave(endpoint: Killable, sent: bytes) -> None:
    """Send and reset the connection, as a phone does that loses its network."""
    with socket.create_connection(("127.0.0.1", endpoint.port), TIMEOUT_S) as line:
        line.sendall(sent)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _what_is_held(endpoint: Killable) -> list[str]:
    """Wait until nothing is held any more; return what still is."""
    until = time.monotonic() + DRAIN_S
    held = ["never looked"]
    while held and time.monotonic() < until:
        time.sleep(0.2)
        lines, busy = _open_lines(endpoint.port), _busy_connections(endpoint)
        held = [f"{lines} connections of clients are open"] * (lines > 0)
        held += [f"{busy} database connections are in a transaction"] * (busy > 0)
        if endpoint.process is None or endpoint.process.poll() is not None:
            return ["the endpoint is dead"]
    return held


def _open_lines(port: int) -> int:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    end = f":{port:04X}"
    return sum(row[1].endswith(end) and row[3] in OPEN_STATES for row in rows)


def _busy_connections(endpoint: Killable) -> int:
    database = Database(endpoint.settings.database_url)
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    with database.reading() as connection:
        found = connection.execute(query).scalar_one()
    database.close()
    return found
