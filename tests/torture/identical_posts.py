"""The same inspection posted several times at once: one row, and nobody hears of an error."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from sync.protocol import Record
from tests.torture._service import Service, on_servers, on_sqlite, pulled
from tests.torture._tally import Tally

FULL, SAMPLE = 30, 3
"""Inspections, on each kind of database."""
COPIES = 8
PATIENCE_S = 60.0


def run(trials: int, seed: int, folder: Path) -> Tally:
    """Nothing is left to chance but the threads; `seed` changes nothing."""
    with on_sqlite(folder) as service:
        alone = _posted(service, trials)
    with on_servers(folder, 2) as service:
        pair = _posted(service, trials)
    return alone.joined(
        pair,
        posts=2 * trials * COPIES,
        rows_sqlite=alone.counts["rows"],
        rows_postgres=pair.counts["rows"],
    )


def _posted(service: Service, trials: int) -> Tally:
    """Every copy waits for the others; where there are two processes, each gets half of them."""
    sealer, faults = service.sealer(), []
    inspections = [sealer.inspection() for _ in range(trials)]
    together = threading.Barrier(COPIES)
    addresses = service.addresses
    headers = {"Authorization": f"Bearer {sealer.enrolment.token}"}

    with (
        httpx.Client(timeout=PATIENCE_S, trust_env=False, verify=False) as http,
        ThreadPoolExecutor(COPIES) as pool,
    ):

        def post(copy: int, record: Record) -> str:
            together.wait(PATIENCE_S)
            address, body = addresses[copy % len(addresses)], {"records": [record.to_dict()]}
            answer = http.post(f"{address}/v1/records", json=body, headers=headers)
            if answer.status_code != 200:
                return str(answer.status_code)
            return answer.json()["answers"][0]["status"]

        for record in inspections:
            heard = Counter(pool.map(post, range(COPIES), [record] * COPIES))
            if heard != {"accepted": 1, "duplicate": COPIES - 1}:
                faults.append(f"{record.id} was answered {dict(heard)}")
    rows = pulled(service)
    return Tally(
        trials=trials,
        lost=sum(each.id not in rows for each in inspections),
        doubled=sum(count - 1 for count in rows.values()),
        faults=tuple(faults),
        counts={"rows": sum(rows.values())},
    )
