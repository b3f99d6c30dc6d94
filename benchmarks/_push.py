"""What the figures of pushing share: scripts of sealed batches, and one run of them."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks._district import CACHE
from benchmarks._endpoint import District, district, minimal, serving
from benchmarks._load import Message, Run, Script, prepared, request
from benchmarks._sealed import Sealing, message, sealed
from sync.protocol import Record
from sync.server.settings import Settings

CLIENTS = 32
ACCEPTED = b'"status":"accepted"'


def batches(sealings: list[Sealing], count: int, size: int) -> list[Script]:
    """Return for each device `count` pushes of `size` inspections."""
    return [_batches_of(sealing, count, size) for sealing in sealings]


def _batches_of(sealing: Sealing, count: int, size: int) -> Script:
    records = list(sealed(sealing, count * size))
    return [
        push_request(sealing, records[start : start + size])
        for start in range(0, len(records), size)
    ]


def push_request(sealing: Sealing, records: Sequence[Record]) -> Message:
    headers = {"Authorization": f"Bearer {sealing.token}", "Content-Type": "application/json"}
    return request("POST", "/v1/records", headers, message(records))


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder on the disk that the figures are about, not in memory."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        yield Path(name)


def push_run(made: District, count: int, size: int) -> Run:
    """Push from every device at once; every record must be accepted."""
    with prepared(batches, made.sealings, count, size) as send, serving(made.settings) as served:
        run = send(served.address)
    run.must_succeed()
    expected = len(made.sealings) * count * size
    if run.count(ACCEPTED) != expected:
        raise AssertionError(f"{run.count(ACCEPTED)} of {expected} accepted")
    return run


def minimal_run(made: District, target: str, count: int, size: int) -> Run:
    with prepared(batches, made.sealings, count, size) as send, minimal(target) as served:
        run = send(served.address)
    run.must_succeed()
    return run


def measured(
    figure: str, folder: Path, database: str, batches_each: int, size: int, must: int
) -> dict[str, object]:
    """Records per second, the least handler's beside it."""
    made = district(Settings(folder=folder / "data", database=database), CLIENTS)
    load_before = os.getloadavg()[0]
    run = push_run(made, batches_each, size)
    least = minimal_run(made, database or str(folder / "minimal.sqlite"), batches_each, size)
    records = CLIENTS * batches_each * size
    return {
        "figure": figure,
        "value": round(records / run.took_s),
        "unit": "records/s",
        "beside": {
            "minimal_handler": round(records / least.took_s),
            "record_bytes": record_bytes(made.sealings[0]),
            "records": records,
            "p50_ms": round(run.quantile_s(0.5) * 1000),
            "p99_ms": round(run.quantile_s(0.99) * 1000),
            "load_average": round(load_before, 1),
        },
        "must": f">= {must}",
    }


def record_bytes(sealing: Sealing) -> int:
    return len(message(sealed(sealing, 10))) // 10
