"""Figure `reconnect`: 200 devices return at once, each with 20 inspections and 40 photos."""

from sqlalchemy import func, select

from benchmarks._endpoint import District, district, serving
from benchmarks._load import Reply, Run, Script, prepared
from benchmarks._photos import PHOTO_BYTES, digest_of, photos, upload_request
from benchmarks._push import push_request, workplace
from benchmarks._sealed import Sealing, sealed
from sync.server.endpoint import Endpoint
from sync.server.settings import Settings
from sync.server.tables import blobs, records

MUST_S = 5
DEVICES = 200
INSPECTIONS = 20
PHOTOS_EACH = 2
PUSH = b'"answers"'
FIRST_FAILURE = 500


def run() -> dict[str, object]:
    """The records in one push, then photo after photo; everything must be stored."""
    with workplace() as folder:
        made = district(Settings(folder=folder / "data"), DEVICES)
        with prepared(scripts, made.sealings) as send, serving(made.settings) as served:
            done = send(served.address)
        stored = _stored(made)
    pushes = sorted(reply.took_s for reply in done.all() if PUSH in reply.body)
    p99_s = pushes[int(len(pushes) * 0.99)] if pushes else float("inf")
    failures = [reply for reply in done.all() if reply.status >= FIRST_FAILURE]
    expected = (DEVICES * INSPECTIONS, DEVICES * INSPECTIONS * PHOTOS_EACH, 0)
    return {
        "figure": "reconnect",
        "value": round(p99_s, 2),
        "unit": "s (p99 of a push)",
        "beside": {
            "records": stored[0],
            "photos": stored[1],
            "records_lacking_photos": stored[2],
            "statuses": done.statuses(),
            "all_stored_after_s": round(done.took_s, 1),
            "photo_p99_s": round(_photo_p99_s(done), 2),
            "photo_bytes": PHOTO_BYTES,
        },
        "must": f"<= {MUST_S} s, all stored, no 5xx",
        "holds": p99_s <= MUST_S and stored == expected and not failures and not done.faults,
    }


def scripts(sealings: list[Sealing]) -> list[Script]:
    return [_script(sealing) for sealing in sealings]


def _script(sealing: Sealing) -> Script:
    taken = list(photos(sealing.device, INSPECTIONS * PHOTOS_EACH))
    digests = list(map(digest_of, taken))
    of_each = [tuple(digests[n * PHOTOS_EACH : (n + 1) * PHOTOS_EACH]) for n in range(INSPECTIONS)]
    push = push_request(sealing, list(sealed(sealing, INSPECTIONS, of_each)))
    sent = zip(taken, digests, strict=True)
    return [push, *(upload_request(sealing, photo, digest) for photo, digest in sent)]


def _stored(made: District) -> tuple[int, int, int]:
    """Return how many records and photos there are, and how many records lack photos."""
    endpoint = Endpoint.open(made.settings)
    lacks = records.c.attachments_present < records.c.attachments_expected
    with endpoint.database.reading() as connection:
        counts = [select(func.count()).select_from(each) for each in (records, blobs)]
        counts.append(select(func.count()).select_from(records).where(lacks))
        found = tuple(connection.execute(each).scalar_one() for each in counts)
    endpoint.database.close()
    return found


def _photo_p99_s(done: Run) -> float:
    uploads: list[Reply] = [reply for reply in done.all() if PUSH not in reply.body]
    taken = sorted(reply.took_s for reply in uploads)
    return taken[int(len(taken) * 0.99)]
