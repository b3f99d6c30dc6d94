"""A real endpoint in a process of its own, as `inspect-app serve` starts it."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert

from benchmarks._sealed import Sealing
from inspect_app.domain.ids import new_id
from inspect_app.domain.unit import Person, Role, Unit, UnitKind
from sync.protocol import GENESIS
from sync.server.accounts import set_account
from sync.server.auth import hash_token, new_device_token
from sync.server.catalog import Item, put_items
from sync.server.endpoint import Endpoint
from sync.server.enrolment import scope_text
from sync.server.settings import Settings
from sync.server.tables import devices

UNITS = 40
START_S = 30
_SERVE = "from inspect_app.cli import main; main()"


@dataclass(frozen=True, slots=True)
class District:
    """An endpoint that is not running yet, and the devices that are enrolled with it."""

    settings: Settings
    sealings: list[Sealing]


def district(settings: Settings, device_count: int) -> District:
    """Bring units, inspectors and their devices into an empty endpoint."""
    endpoint = Endpoint.open(settings)
    units = [Unit(f"u-{n:03d}", f"{n:04d}", f"演示学校{n}", UnitKind.primary) for n in range(UNITS)]
    people = [
        Person(f"p-{n:03d}", f"检查员{n}", "", (Role.inspector,)) for n in range(device_count)
    ]
    sealings = [
        Sealing(new_id(), new_device_token(), secrets.token_hex(32), each.id, units[n % UNITS].id)
        for n, each in enumerate(people)
    ]
    with endpoint.database.writing() as connection:
        put_items(connection, [*map(Item.of_unit, units), *map(Item.of_person, people)])
        for person in people:
            set_account(connection, person.id, scope_text(("*",)))
        connection.execute(insert(devices), list(map(_device_row, sealings)))
    endpoint.database.close()
    return District(settings, sealings)


def _device_row(sealing: Sealing) -> dict[str, str]:
    return {
        "id": sealing.device,
        "person": sealing.person,
        "name": "",
        "platform": "",
        "app_version": "",
        "token_hash": hash_token(sealing.token),
        "key": sealing.key,
        "enrolled_at": "2026-11-23T00:00:00.000+00:00",
        "last_digest": GENESIS,
    }


@dataclass(frozen=True, slots=True)
class Served:
    address: str
    pid: int

    def memory_mb(self) -> float:
        """Return what the process holds in memory now (Linux), its own alone.

        The pages of the database's file, which SQLite maps, are the kernel's to keep or drop.
        """
        resident, shared = Path(f"/proc/{self.pid}/statm").read_text().split()[1:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serving(settings: Settings) -> Iterator[Served]:
    """Run `inspect-app serve` over these settings until the block ends."""
    port = _free_port()
    arguments = ["serve", "--data", str(settings.folder), "--port", str(port)]
    environment = dict(os.environ)
    if settings.database:
        environment["INSPECT_DATABASE"] = settings.database
    with _running([sys.executable, "-c", _SERVE, *arguments], port, environment) as served:
        yield served


@contextmanager
def minimal(target: str, shape: str = "records") -> Iterator[Served]:
    """Run the handler that only writes the same bytes."""
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks._minimal", target, shape, str(port)]
    with _running(command, port, dict(os.environ)) as served:
        yield served


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Served]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(process, f"{address}/v1/health")
        yield Served(address, process.pid)
    finally:
        process.terminate()
        process.wait(START_S)


def _wait_for(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the endpoint ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"no answer from {url}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
