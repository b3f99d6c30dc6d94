"""Many writers and one that pulls meanwhile: it sees every record once, in the endpoint's order.

On SQLite with one process, then on PostgreSQL with two, where a slow commit of one process must
not be overtaken in the puller's eyes by a quick one of the other.
"""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.torture._service import Phone, Service, on_servers, on_sqlite
from tests.torture._tally import Tally

FULL, SAMPLE = 60, 3
"""Seconds of writing, on each database."""
WRITERS = 64
SETTLE_S = 60.0


def run(trials: int, seed: int, folder: Path) -> Tally:
    with on_sqlite(folder) as service:
        alone = _watched(service, trials)
    with on_servers(folder, 2) as service:
        pair = _watched(service, trials)
    return alone.joined(
        pair,
        writers=WRITERS,
        records_sqlite=alone.counts["records"],
        pages_sqlite=alone.counts["pages"],
        records_postgres=pair.counts["records"],
        pages_postgres=pair.counts["pages"],
    )


def _watched(service: Service, seconds: int) -> Tally:
    phones, done = [Phone(service, number) for number in range(WRITERS)], threading.Event()
    puller = Puller(service)
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        writing = [pool.submit(phone.run, done) for phone in phones]
        pulling = pool.submit(puller.run)
        time.sleep(seconds)
        done.set()
        for each in writing:
            each.result()
        puller.wanted = {each for phone in phones for each in phone.acknowledged}
        pulling.result()
    times = Counter(puller.seen)
    lost = puller.wanted - times.keys()
    return Tally(
        trials=seconds,
        lost=len(lost),
        doubled=sum(count > 1 for count in times.values()),
        faults=(*puller.faults, *(each for phone in phones for each in phone.faults)),
        counts={"records": len(puller.wanted), "pages": puller.pages},
    )


class Puller:
    """Pulls page after page, of one process and then the other."""

    def __init__(self, service: Service) -> None:
        self.seen: list[str] = []
        self.faults: list[str] = []
        self.pages = 0
        self.wanted: set[str] | None = None
        """What was acknowledged, once the writers have ended."""
        self._service = service
        self._token = service.sealer().enrolment.token
        self._last = 0

    def run(self) -> None:
        cursor, deadline = "", None
        headers = {"Authorization": f"Bearer {self._token}"}
        with httpx.Client(timeout=60, trust_env=False, headers=headers, verify=False) as http:
            while deadline is None or time.monotonic() < deadline:
                if self.wanted is not None:
                    deadline = deadline or time.monotonic() + SETTLE_S
                    if len(self.seen) >= len(self.wanted):
                        return
                cursor = self._pull(http, cursor)

    def _pull(self, http: httpx.Client, cursor: str) -> str:
        addresses = self._service.addresses
        address = addresses[self.pages % len(addresses)]
        page = http.get(f"{address}/v1/records", params={"after": cursor}).raise_for_status().json()
        self.pages += 1
        for item in page["items"]:
            if item["seq"] != self._last + 1:
                self.faults.append(f"{item['seq']} came after {self._last}")
            self._last = item["seq"]
            self.seen.append(item["id"])
        return page["cursor"]
