"""`kill -9` of the endpoint under load: what it acknowledged is there, and phones finish.

First one process on SQLite and a folder, then two on PostgreSQL and S3, of which one is killed.
"""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.torture._service import (
    Phone,
    Service,
    missing_photos,
    on_servers,
    on_sqlite,
    pulled,
)
from tests.torture._tally import Tally

FULL, SAMPLE = 50, 2
PHONES = 8
PHOTO_BYTES = 60_000
UNDER_LOAD_S = (0.1, 0.9)
KILLS_PER_PAIR = 10
"""So many kills on SQLite to one of a pair on PostgreSQL."""


def run(trials: int, seed: int, folder: Path) -> Tally:
    chance = random.Random(seed)
    with on_sqlite(folder) as service:
        alone = _kill(service, trials, chance)
    pairs = max(1, trials // KILLS_PER_PAIR)
    with on_servers(folder, 2) as service:
        pair = _kill(service, pairs, chance)
    return alone.joined(
        pair,
        acknowledged=alone.counts["acknowledged"],
        photos=alone.counts["photos"],
        kills_of_a_pair=pairs,
        acknowledged_by_pair=pair.counts["acknowledged"],
        photos_by_pair=pair.counts["photos"],
    )


def _kill(service: Service, kills: int, chance: random.Random) -> Tally:
    phones, done = [Phone(service, number) for number in range(PHONES)], threading.Event()
    with ThreadPoolExecutor(PHONES) as pool:
        running = [pool.submit(each.run, done, 5, PHOTO_BYTES) for each in phones]
        try:
            for number in range(kills):
                _await_more(phones, number)
                time.sleep(chance.uniform(*UNDER_LOAD_S))
                victim = chance.choice(list(service.processes))
                service.kill(victim)
                service.start(victim)
            _await_more(phones, kills)
        finally:
            done.set()
        for each in running:
            each.result()
    return _counted(service, phones, kills)


def _await_more(phones: list[Phone], number: int) -> None:
    """Every phone has been answered since the last kill: an endpoint at rest loses nothing."""
    before = [len(each.acknowledged) for each in phones]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(each.faults for each in phones):
        if all(len(each.acknowledged) > count for each, count in zip(phones, before, strict=True)):
            return
        time.sleep(0.02)


def _counted(service: Service, phones: list[Phone], kills: int) -> Tally:
    kept = pulled(service)
    acknowledged = [each for phone in phones for each in phone.acknowledged]
    lost = [f"record {each}" for each in acknowledged if each not in kept]
    lost += [each for phone in phones for each in missing_photos(service, phone)]
    faults = [each for phone in phones for each in phone.faults]
    faults += [f"phone {n} was never answered" for n, p in enumerate(phones) if not p.acknowledged]
    return Tally(
        trials=kills,
        lost=len(lost),
        doubled=sum(times > 1 for times in kept.values()),
        faults=(*lost[:5], *faults),
        counts={
            "acknowledged": len(acknowledged),
            "photos": sum(len(phone.photos) for phone in phones),
        },
    )
