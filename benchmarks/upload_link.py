"""Figure `upload_link`: a photo over tus in one request ÷ a plain streaming PUT of the same bytes.

Both force the file and the folder that names it to disk. tus also verifies the digest, judges who
sends, and commits the row that makes the photo count.
"""

import secrets
from pathlib import Path
from statistics import median

from benchmarks._endpoint import district, minimal, serving
from benchmarks._load import Reply, Script, prepared, request
from benchmarks._photos import PHOTO_BYTES, digest_of, photos, upload_request
from benchmarks._push import workplace
from benchmarks._sealed import Sealing
from sync.server.settings import Settings

MUST = 1.3
ROUNDS = 20
EACH = 30


def run() -> dict[str, object]:
    """One client, one photo after another; both in turns, so that both meet the same machine.

    The value is the median of the turns' own ratios: a disk that slows down meanwhile slows both.
    """
    with workplace() as folder:
        made = district(Settings(folder=folder / "data"), 1)
        plain_folder = folder / "plain"
        plain_folder.mkdir()
        with serving(made.settings) as served, minimal(str(plain_folder), "file") as least:
            by_tus, by_put = [], []
            for _ in range(ROUNDS):
                by_put.append(_took_s(puts, made.sealings, least.address))
                by_tus.append(_took_s(uploads, made.sealings, served.address))
        _check(plain_folder)
    ratio = median(tus / put for tus, put in zip(by_tus, by_put, strict=True))
    return {
        "figure": "upload_link",
        "value": round(ratio, 2),
        "unit": "ratio",
        "beside": {
            "tus_ms": round(median(by_tus) * 1000, 2),
            "put_ms": round(median(by_put) * 1000, 2),
            "photo_bytes": PHOTO_BYTES,
        },
        "must": f"<= {MUST}",
    }


def uploads(sealings: list[Sealing], each: int) -> list[Script]:
    sealing = sealings[0]
    taken = photos(secrets.token_hex(8), each)
    return [[upload_request(sealing, photo, digest_of(photo)) for photo in taken]]


def puts(_: list[Sealing], each: int) -> list[Script]:
    taken = photos(secrets.token_hex(8), each)
    return [[request("PUT", "/photo", {}, *photo) for photo in taken]]


def _took_s(scripts: object, sealings: list[Sealing], address: str) -> float:
    """Return the median of one turn."""
    with prepared(scripts, sealings, EACH) as send:  # type: ignore[arg-type]
        run = send(address)
    run.must_succeed()
    replies: list[Reply] = list(run.all())
    return median(reply.took_s for reply in replies[1:])


def _check(folder: Path) -> None:
    sizes = [each.stat().st_size for each in folder.iterdir()]
    if sizes != [PHOTO_BYTES] * (ROUNDS * EACH):
        raise AssertionError(f"{len(sizes)} files were put")
