"""Clients that cut their bodies short, or are gone before the reply: the endpoint goes on.

Asked from outside of its process: whether it lives, answers, and holds on to its database.
"""

import json
import random
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from sqlalchemy import text

from benchmarks._load import request
from sync.protocol import Record
from tests.sync.server.factories import Sealer
from tests.sync.server.tus import OFFSET_TYPE, TUS, metadata_of
from tests.torture._service import Service, on_servers, on_sqlite, pulled
from tests.torture._tally import Tally

FULL, SAMPLE = 10, 1
"""Rounds, on each kind of database."""
ABORTED, GONE, WAVES = 10, 64, 2
DEVICES = 8
PHOTO_BYTES = 200_000
SETTLE_S = 20.0
"""What clients that are gone have asked for is worked off within this."""
TIMEOUT_S = 20.0
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends a reset at once."""
BUSY = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND state <> 'idle'"
)
HEAD_END = b"\r\n\r\n"


@dataclass
class Crowd:
    """Clients of one endpoint, what they have sent, and what went wrong."""

    service: Service
    chance: random.Random
    http: httpx.Client
    sealers: list[Sealer]
    sent: list[tuple[Sealer, Record]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def run(trials: int, seed: int, folder: Path) -> Tally:
    with on_sqlite(folder) as service:
        first = _hung_up(service, trials, random.Random(seed))
    with on_servers(folder, 1) as service:
        second = _hung_up(service, trials, random.Random(seed))
    return first.joined(
        second,
        aborted_bodies=2 * trials * ABORTED,
        gone_before_reply=2 * trials * GONE * WAVES,
        stored_though_gone=first.counts["stored"] + second.counts["stored"],
    )


def _hung_up(service: Service, trials: int, chance: random.Random) -> Tally:
    with (
        ThreadPoolExecutor(GONE) as pool,
        httpx.Client(timeout=TIMEOUT_S, trust_env=False, verify=False) as http,
    ):
        crowd = Crowd(service, chance, http, [service.sealer() for _ in range(DEVICES)])
        for _ in range(trials):
            for _ in range(ABORTED):
                asked = _push(crowd)
                cut = chance.randrange(asked.index(HEAD_END) + len(HEAD_END), len(asked))
                _ask_and_go(service.addresses[0], asked[:cut], chance.random() < 0.5)
            _expect_health(crowd, f"{ABORTED} aborted bodies")
            for _ in range(WAVES):
                asked = [_request(crowd) for _ in range(GONE)]
                resets = [chance.random() < 0.5 for _ in asked]
                list(pool.map(_ask_and_go, service.addresses * GONE, asked, resets))
                _expect_health(crowd, f"{GONE} clients that did not wait")
        return _counted(crowd)


def _request(crowd: Crowd) -> bytes:
    """Return a request as it goes over the line: a photo, a pull, a push."""
    sealer = crowd.chance.choice(crowd.sealers)
    match crowd.chance.randrange(4):
        case 0:
            photo = crowd.chance.randbytes(PHOTO_BYTES)
            digest = sha256(photo).hexdigest().encode()
            said = metadata_of(sha256=digest, filetype=b"image/jpeg")
            headers = TUS | OFFSET_TYPE | said | {"Upload-Length": str(len(photo))}
            return b"".join(request("POST", "/files", _signed(sealer) | headers, photo))
        case 1:
            return b"".join(request("GET", "/v1/records", _signed(sealer)))
    return _push(crowd)


def _push(crowd: Crowd) -> bytes:
    sealer = crowd.chance.choice(crowd.sealers)
    record = sealer.inspection()
    crowd.sent.append((sealer, record))
    headers = _signed(sealer) | {"Content-Type": "application/json"}
    body = json.dumps({"records": [record.to_dict()]}).encode()
    return b"".join(request("POST", "/v1/records", headers, body))


def _signed(sealer: Sealer) -> dict[str, str]:
    return {"Authorization": f"Bearer {sealer.enrolment.token}"}


def _ask_and_go(address: str, asked: bytes, is_reset: bool) -> None:
    """Send the bytes and close without reading: politely, or with a reset."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=TIMEOUT_S) as line:
        with suppress(ConnectionError):
            line.sendall(asked)
        if is_reset:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def _expect_health(crowd: Crowd, after: str) -> None:
    """The process lives, the next push is stored, and soon nobody holds the database."""
    sealer = crowd.sealers[0]
    record = sealer.inspection()
    crowd.sent.append((sealer, record))
    if (heard := _answer(crowd, sealer, record)) != "accepted":
        crowd.faults.append(f"the next push was answered {heard} after {after}")
    if any(each.poll() is not None for each in crowd.service.processes.values()):
        raise AssertionError(f"the endpoint is dead after {after}")
    deadline = time.monotonic() + SETTLE_S
    while not _is_free(crowd.service):
        if time.monotonic() > deadline:
            crowd.faults.append(f"the database is held {SETTLE_S:.0f} s after {after}")
            return
        time.sleep(0.05)


def _is_free(service: Service) -> bool:
    """Whether no transaction of the endpoint is open, as the database itself sees it."""
    database = service.endpoint.database
    if not database.is_sqlite:
        with database.reading() as connection:
            return connection.execute(BUSY).scalar_one() == 0
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # A reader that was forgotten keeps the log from being emptied; a writer, too.
        asked = connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return asked.fetchone()[0] == 0


def _answer(crowd: Crowd, sealer: Sealer, record: Record) -> str:
    address, body = crowd.service.addresses[0], {"records": [record.to_dict()]}
    try:
        answer = crowd.http.post(f"{address}/v1/records", json=body, headers=_signed(sealer))
    except httpx.TransportError as error:
        return repr(error)
    if answer.status_code != 200:
        return str(answer.status_code)
    return answer.json()["answers"][0]["status"]


def _counted(crowd: Crowd) -> Tally:
    """Whoever did not hear an answer sends again: everything is there, and once."""
    stored = len(pulled(crowd.service))
    for sealer, record in crowd.sent:
        if (heard := _answer(crowd, sealer, record)) not in {"accepted", "duplicate"}:
            crowd.faults.append(f"{record.id} was answered {heard} when it was sent again")
    rows = pulled(crowd.service)
    return Tally(
        trials=1,
        lost=sum(record.id not in rows for _, record in crowd.sent),
        doubled=sum(count - 1 for count in rows.values()),
        faults=tuple(crowd.faults),
        counts={"stored": stored},
    )
