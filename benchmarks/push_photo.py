"""Figure `push_photo`: inspections, each with its photo of 300 KB, per second from 32 clients."""

from pathlib import Path

from benchmarks._endpoint import District, district, serving
from benchmarks._load import Run, Script, prepared
from benchmarks._photos import PHOTO_BYTES, digest_of, photos, upload_request
from benchmarks._push import ACCEPTED, CLIENTS, push_request, workplace
from benchmarks._sealed import Sealing, sealed
from sync.server.settings import Settings
from tests.backends.postgres import postgres

MUST, MUST_POSTGRES = 300, 200
EACH = 40


def run() -> dict[str, object]:
    """The record, then its photo; both on disk before they are acknowledged."""
    with workplace() as folder:
        on_sqlite = _per_s(folder, "")
    with workplace() as folder, postgres(is_durable=True) as server:
        on_postgres = _per_s(folder, server.url(server.create()))
    return {
        "figure": "push_photo",
        "value": on_sqlite,
        "unit": "inspections/s",
        "beside": {"postgres": on_postgres, "photo_bytes": PHOTO_BYTES, "count": CLIENTS * EACH},
        "must": f">= {MUST}, on PostgreSQL >= {MUST_POSTGRES}",
        "holds": on_sqlite >= MUST and on_postgres >= MUST_POSTGRES,
    }


def scripts(sealings: list[Sealing], each: int) -> list[Script]:
    return [_script(sealing, each) for sealing in sealings]


def _script(sealing: Sealing, each: int) -> Script:
    taken = list(photos(sealing.device, each))
    requests = []
    records = sealed(sealing, each, ((digest_of(photo),) for photo in taken))
    for record, photo in zip(records, taken, strict=True):
        requests.append(push_request(sealing, [record]))
        requests.append(upload_request(sealing, photo, record.blobs[0]))
    return requests


def _per_s(folder: Path, database: str) -> int:
    made = district(Settings(folder=folder / "data", database=database), CLIENTS)
    run = _run(made)
    return round(CLIENTS * EACH / run.took_s)


def _run(made: District) -> Run:
    with prepared(scripts, made.sealings, EACH) as send, serving(made.settings) as served:
        run = send(served.address)
    run.must_succeed()
    if run.count(ACCEPTED) != CLIENTS * EACH:
        raise AssertionError(f"{run.count(ACCEPTED)} of {CLIENTS * EACH} accepted")
    return run
