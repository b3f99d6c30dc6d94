"""The same inspection posted several times at once: one row, and nobody hears of an error."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks._endpoint import District
from benchmarks._sealed import sealed
from sync.protocol import Record
from tests.backends.postgres import postgres
from tests.torture._killable import killable, post, prepared, stored
from tests.torture._tally import Tally

FULL, SAMPLE = 30, 3
"""Inspections, on each kind of database."""
COPIES = 8
PATIENCE_S = 60


def run(trials: int, seed: int, folder: Path) -> Tally:
    """Nothing is left to chance but the threads; `seed` changes nothing."""
    with postgres() as server:
        made = [
            prepared(folder / "sqlite", 1),
            prepared(folder / "postgres", 1, server.url(server.create())),
        ]
        tallies = [
            _posted(each, trials, processes) for each, processes in zip(made, (1, 2), strict=True)
        ]
    return Tally(
        trials=trials,
        lost=sum(each.lost for each in tallies),
        doubled=sum(each.doubled for each in tallies),
        faults=tuple(fault for each in tallies for fault in each.faults),
        counts={"posts": 2 * trials * COPIES, "rows": sum(each.counts["rows"] for each in tallies)},
    )


def _posted(made: District, trials: int, processes: int) -> Tally:
    sealing = made.sealings[0]
    inspections = list(sealed(sealing, trials))
    faults: list[str] = []
    with killable(made.settings, processes) as running, ThreadPoolExecutor(COPIES) as pool:
        addresses = [each.address for each in running]
        together = threading.Barrier(COPIES)

        def one(copy: int, record: Record) -> str:
            together.wait(PATIENCE_S)
            answer = post(addresses[copy % processes], sealing, [record])
            if answer.status_code != 200:
                return str(answer.status_code)
            return answer.json()["answers"][0]["status"]

        for record in inspections:
            heard = Counter(pool.map(one, range(COPIES), [record] * COPIES))
            if heard != {"accepted": 1, "duplicate": COPIES - 1}:
                faults.append(f"{record.id} was answered {dict(heard)}")
        rows = stored(made.settings)
    return Tally(
        trials=trials,
        lost=sum(each.id not in rows for each in inspections),
        doubled=sum(count - 1 for count in rows.values()),
        faults=tuple(faults),
        counts={"rows": sum(rows.values())},
    )
