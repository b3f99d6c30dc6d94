"""One cold start: what `cold_open` runs in a process of its own. Prints one JSON line."""

import json
import sys
import time
from pathlib import Path

KIB = 1024


def main(folder: Path, newest: int) -> None:
    began = time.perf_counter()
    from inspect_app.domain.inspection import Inspection
    from inspect_app.storage.store import Store

    imported = time.perf_counter()
    before_kib = _held_kib("VmRSS")
    with Store.open(folder) as store:
        records = store.records.newest_inspections(newest)
        inspections = [Inspection.from_dict(record.body) for record in records]
        listed = time.perf_counter()
        after_kib = _held_kib("VmHWM")
    if len(inspections) != newest:
        raise AssertionError(f"{len(inspections)} inspections were listed")
    measured = {
        "imports_ms": (imported - began) * 1000,
        "open_ms": (listed - imported) * 1000,
        "grown_mb": (after_kib - before_kib) * KIB / 1e6,
    }
    print(json.dumps(measured))


def _held_kib(name: str) -> int:
    """Read what the kernel counts: VmRSS is the memory held now, VmHWM the most so far.

    `getrusage` will not do: its peak begins with what the parent held.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
