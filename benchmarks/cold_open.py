"""Figure `cold_open`: a new process opens the full store and lists the newest 50 inspections."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks._district import CACHE, copy_of_store

MUST_MS = 60
MUST_MB = 30
NEWEST = 50
ROUNDS = 9


def run() -> dict[str, object]:
    """The median time; memory, the imports, and starts with the files out of the page cache."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = copy_of_store(10_000, 50_000, Path(name) / "store")
        warm, evicted = [], []
        for _ in range(ROUNDS):
            warm.append(_start(folder))
            _evict(folder)
            evicted.append(_start(folder))
        size_mb = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    open_ms, grown_mb = _median(warm, "open_ms"), _median(warm, "grown_mb")
    return {
        "figure": "cold_open",
        "value": round(open_ms, 1),
        "unit": "ms",
        "beside": {
            "memory_mb": round(grown_mb, 1),
            "open_evicted_ms": round(_median(evicted, "open_ms"), 1),
            "imports_ms": round(_median(warm, "imports_ms"), 1),
            "store_mb": round(size_mb, 1),
        },
        "must": f"<= {MUST_MS}, memory <= {MUST_MB} MB",
        "holds": open_ms <= MUST_MS and grown_mb <= MUST_MB,
    }


def _median(starts: list[dict[str, float]], name: str) -> float:
    return statistics.median(start[name] for start in starts)


def _start(folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks._cold_start", str(folder), str(NEWEST)]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(ended.stdout)


def _evict(folder: Path) -> None:
    """Ask the kernel to forget what it holds of the files, so that they are read from the disk."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
