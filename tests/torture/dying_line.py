"""Photos over a line that dies every three seconds: they arrive, and little of them goes twice."""

import asyncio
import random
import time
from pathlib import Path

from inspect_app.platform.requests_http import RequestsHttp
from tests.sync.phone import Phone
from tests.sync.proxy import proxy_to
from tests.sync.serving import Serving, serving
from tests.torture._dying import DyingLine
from tests.torture._ends import Comparison
from tests.torture._tally import Tally

FULL, SAMPLE = 64, 24
"""Photos; of 300 to 340 KB each, so that the full trial carries 20 MB."""
BYTES_PER_S, EVERY_S = 2_500_000, 3.0
PER_INSPECTION = 6
MAY_RESEND = 0.1
PATIENCE_S = 240.0
LOOK_S = 0.2


def run(trials: int, seed: int, folder: Path) -> Tally:
    with serving(folder / "endpoint") as endpoint, proxy_to(endpoint.address) as proxy:
        proxy.usual = line = DyingLine(BYTES_PER_S, EVERY_S)
        phone = Phone(folder / "phone", chance=random.Random(seed).random)
        phone.host.http = RequestsHttp()
        phone.adopt(endpoint, address=proxy.address)
        try:
            return asyncio.run(_send(phone, endpoint, line, trials, random.Random(seed)))
        finally:
            phone.host.http.close()
            phone.close()


async def _send(
    phone: Phone, endpoint: Serving, line: DyingLine, photos: int, chance: random.Random
) -> Tally:
    kept = [phone.keep_photo(chance.randint(300_000, 340_000), number) for number in range(photos)]
    made = [
        phone.submit(kept[start : start + PER_INSPECTION]).id
        for start in range(0, photos, PER_INSPECTION)
    ]
    began = time.monotonic()
    await _until_sent(phone)
    found = Comparison(endpoint, "u-first", frozenset())
    found.compare(phone, made)
    total = sum(photo.size for photo in kept)
    share = line.body_bytes / total - 1
    too_much = [f"{share:.1%} of the bytes went twice"] * (share >= MAY_RESEND)
    never_died = ["the line never died"] * (not line.cuts)
    return Tally(
        trials=photos,
        lost=len(found.lost),
        doubled=len(found.doubled),
        faults=(*found.lost, *found.doubled, *found.faults, *too_much, *never_died),
        counts={
            "bytes": total,
            "carried": line.body_bytes,
            "resent_share": round(share, 4),
            "cut_exchanges": line.cuts,
            "upload_s": round(time.monotonic() - began, 1),
        },
    )


async def _until_sent(phone: Phone) -> None:
    """Let the app's own loop do it: its back-off and its resuming are what is tried."""
    running = asyncio.create_task(phone.sync.run())
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and not running.done():
        state = phone.sync.state
        if not (state.waiting_records or state.waiting_photos or state.running):
            break
        await asyncio.sleep(LOOK_S)
    running.cancel()
    await asyncio.wait([running])
