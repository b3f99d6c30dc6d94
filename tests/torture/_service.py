"""An endpoint of one or more real processes that a trial may kill, and phones that go on asking."""

import hashlib
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from sync.server.blob_store import blob_name
from sync.server.endpoint import Endpoint
from sync.server.settings import Settings
from tests.backends import endpoint as process
from tests.backends.ports import free_port
from tests.backends.postgres import Postgres, postgres
from tests.backends.seaweed import Bucket, seaweed
from tests.backends.sharing import are_kept, shared_bucket, shared_postgres
from tests.sync.server.factories import Sealer, a_photo, an_inspection
from tests.sync.server.tus import OFFSET_TYPE, TUS, metadata_of
from tests.sync.serving import Serving
from tests.sync.stock import stock

PERSON = "p-officer"
AGAIN_S = 0.05
PATIENCE_S = 60.0
"""For one answer: a process that was killed is back within a few seconds."""


@dataclass
class Service:
    settings: Settings
    endpoint: Endpoint
    """The same database and blobs, seen from the trial."""
    folder: Path
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    """By port."""

    @property
    def addresses(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.processes]

    def kill(self, port: int) -> None:
        self.processes[port].kill()
        self.processes[port].wait()

    def start(self, *ports: int) -> None:
        """Start them at once, and wait until all answer."""
        logs = {port: self.folder / f"{port}.log" for port in ports}
        for port, log in logs.items():
            self.processes[port] = process.start(self.settings, port, log)
        for port, log in logs.items():
            process.await_answer(self.processes[port], port, log)

    def sealer(self) -> Sealer:
        """Return a device that is enrolled."""
        return Sealer(Serving(self.addresses[0], self.endpoint).grant(PERSON))


@contextmanager
def on_sqlite(folder: Path, count: int = 1) -> Iterator[Service]:
    with _running(Settings(folder=folder / "sqlite"), folder, count) as service:
        yield service


@contextmanager
def on_servers(folder: Path, count: int) -> Iterator[Service]:
    with _servers() as (database, bucket):
        settings = Settings(
            folder=folder / "servers",
            database=database.url(database.create()),
            blobs=bucket.address(),
            blob_options=bucket.options,
        )
        with _running(settings, folder, count) as service:
            yield service


@contextmanager
def _servers() -> Iterator[tuple[Postgres, Bucket]]:
    """Those of the run of tests; in full a PostgreSQL that forces its commits to disk, and S3."""
    if are_kept():
        yield shared_postgres(), shared_bucket()
        return
    with postgres(is_durable=True) as database, seaweed() as bucket:
        yield database, bucket


@contextmanager
def _running(settings: Settings, folder: Path, count: int) -> Iterator[Service]:
    with ExitStack() as stack:
        endpoint = Endpoint.open(settings)
        stack.callback(endpoint.database.close)
        stock(endpoint)
        service = Service(settings, endpoint, folder)
        stack.callback(lambda: [process.stop(each) for each in service.processes.values()])
        service.start(*(free_port() for _ in range(count)))
        yield service


class Phone:
    """Sends one batch after another, each until it is answered by whichever process is there."""

    def __init__(self, service: Service, number: int) -> None:
        self.sealer = service.sealer()
        self.acknowledged: list[str] = []
        self.photos: dict[str, bytes] = {}
        """Those that the endpoint has acknowledged, by digest."""
        self.faults: list[str] = []
        self._service = service
        self._number = number
        self._turn = number
        self._http = httpx.Client(timeout=PATIENCE_S, trust_env=False, verify=False)

    def run(self, done: threading.Event, batch: int = 5, photo_bytes: int = 0) -> None:
        """Go on until `done`; what has begun by then is still sent."""
        try:
            while not done.is_set():
                self._send_batch(batch)
                if photo_bytes:
                    self._send_photo(photo_bytes)
        except Exception as error:
            self.faults.append(f"phone {self._number}: {error!r}")
        finally:
            self._http.close()

    def _send_batch(self, size: int) -> None:
        sealed = [self.sealer.inspection() for _ in range(size)]
        body = {"records": [each.to_dict() for each in sealed]}
        answer = self._asked("POST", "/v1/records", json=body)
        for each, said in zip(sealed, answer.json()["answers"], strict=True):
            if said["status"] in {"accepted", "duplicate"}:
                self.acknowledged.append(each.id)
            else:
                self.faults.append(f"{each.id}: {said}")

    def _send_photo(self, size: int) -> None:
        content = hashlib.sha256(f"{self._number} {len(self.acknowledged)}".encode()).digest()
        content = (content * (size // len(content) + 1))[:size]
        sha256 = hashlib.sha256(content).hexdigest()
        known = TUS | OFFSET_TYPE | {"Upload-Length": str(size)}
        known |= metadata_of(sha256=sha256.encode(), filetype=b"image/jpeg")
        self._asked("POST", "/files", content=content, headers=known)
        self.photos[sha256] = content
        record = self.sealer.inspection(an_inspection(photos=[a_photo(content)]))
        self._asked("POST", "/v1/records", json={"records": [record.to_dict()]})
        self.acknowledged.append(record.id)

    def _asked(self, method: str, path: str, **request: object) -> httpx.Response:
        """Ask until there is an answer. Raises `TimeoutError`; `AssertionError` for a refusal."""
        token = {"Authorization": f"Bearer {self.sealer.enrolment.token}"}
        headers = token | dict(request.pop("headers", {}))
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            addresses = self._service.addresses
            address = addresses[self._turn % len(addresses)]
            try:
                answer = self._http.request(method, address + path, headers=headers, **request)
            except httpx.TransportError:
                self._turn += 1
                time.sleep(AGAIN_S)
                continue
            if answer.status_code not in {200, 201}:
                raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
            return answer
        raise TimeoutError(f"{method} {path} was not answered within {PATIENCE_S:.0f} s")


def pulled(service: Service) -> Counter[str]:
    """Return how many times a phone that pulls everything is given each record.

    A table whose rows are unique cannot hold one twice: it is here that one could come twice.
    """
    times: Counter[str] = Counter()
    token = {"Authorization": f"Bearer {service.sealer().enrolment.token}"}
    cursor, address = "", service.addresses[0]
    with httpx.Client(timeout=PATIENCE_S, trust_env=False, headers=token, verify=False) as http:
        while True:
            answer = http.get(f"{address}/v1/records", params={"after": cursor})
            page = answer.raise_for_status().json()
            if not page["items"]:
                return times
            times.update(each["id"] for each in page["items"])
            cursor = page["cursor"]


def missing_photos(service: Service, phone: Phone) -> list[str]:
    """Return the photos that were acknowledged and are not there as they were sent."""
    lost = []
    for sha256, content in phone.photos.items():
        try:
            if service.endpoint.blobs.get(blob_name(sha256)) != content:
                lost.append(f"bytes of photo {sha256}")
        except FileNotFoundError:
            lost.append(f"photo {sha256}")
    return lost
