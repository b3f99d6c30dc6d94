"""Endpoint processes that may be killed and started again over the same database."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import requests
from sqlalchemy import func, select

from benchmarks._endpoint import District, district
from benchmarks._sealed import Sealing, message
from sync.protocol import Record
from sync.server.db import Database
from sync.server.settings import Settings
from sync.server.tables import records
from tests.backends.ports import accepts, free_port, wait_until

REPOSITORY = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from inspect_app.cli import main; main()", "serve")
TIMEOUT_S = 30
TRIES = 400
PAUSE_S = 0.1


@dataclass
class Killable:
    """`inspect-app serve` on a port that stays the same over every start."""

    settings: Settings
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        named = {"INSPECT_FOLDER": str(self.settings.folder)}
        named["INSPECT_DATABASE"] = self.settings.database
        log = self.settings.folder.parent / f"{self.port}.log"
        command = [*COMMAND, "--host", "127.0.0.1", "--port", str(self.port)]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=REPOSITORY, stdout=output, stderr=output, env=os.environ | named
            )
        wait_until(lambda: accepts(self.port), self.process, "the endpoint", str(log))

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def killable(settings: Settings, count: int = 1) -> Iterator[list[Killable]]:
    """Start `count` processes over one database."""
    running = [Killable(settings) for _ in range(count)]
    try:
        for each in running:
            each.start()
        yield running
    finally:
        for each in running:
            each.kill()


def prepared(folder: Path, devices: int, database: str = "") -> District:
    return district(Settings(folder=folder / "data", database=database), devices)


def post(address: str, sealing: Sealing, batch: Sequence[Record]) -> requests.Response:
    headers = {"Authorization": f"Bearer {sealing.token}", "Content-Type": "application/json"}
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            f"{address}/v1/records", data=message(batch), headers=headers, timeout=TIMEOUT_S
        )


def post_until_answered(
    addresses: Sequence[str], sealing: Sealing, batch: Sequence[Record], stop: threading.Event
) -> list[str]:
    """Return the outcomes, sent as often as it takes, to another process each time."""
    for attempt in range(TRIES):
        with suppress(requests.RequestException):
            answer = post(addresses[attempt % len(addresses)], sealing, batch)
            if answer.status_code == 200:
                return [each["status"] for each in answer.json()["answers"]]
        stop.wait(PAUSE_S)
    return []


def stored(settings: Settings) -> dict[str, int]:
    """Return how often each record's id is in the database."""
    database = Database(settings.database_url)
    query = select(records.c.id, func.count()).group_by(records.c.id)
    with database.reading() as connection:
        found = {each: count for each, count in connection.execute(query)}
    database.close()
    return found
