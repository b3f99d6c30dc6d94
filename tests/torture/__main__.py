"""`python -m tests.torture` runs every trial in full; `… NAME` one of them.

Each prints one JSON line: trial, trials, lost, doubled, faults, seconds, seed, and its own counts.
"""

import argparse
import importlib
import json
import pkgutil
import random
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

from tests import torture

FAULTS_SHOWN = 20


def names() -> list[str]:
    """Return every trial by name."""
    modules = (module.name for module in pkgutil.iter_modules(torture.__path__))
    return sorted(name for name in modules if not name.startswith(("_", "test_")))


def trial(name: str) -> ModuleType:
    return importlib.import_module(f"tests.torture.{name}")


def main(arguments: list[str]) -> int:
    asked = _read(arguments)
    has_failed = False
    for name in [asked.name] if asked.name else names():
        seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(2**32)
        has_failed |= not _run(name, asked.trials, seed)
    return int(has_failed)


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.torture")
    parser.add_argument("name", nargs="?", choices=names(), metavar="NAME", help=", ".join(names()))
    parser.add_argument("--trials", type=int, help="how many, instead of the full count")
    parser.add_argument("--seed", type=int, help="repeats a run; chosen anew when not given")
    return parser.parse_args(arguments)


def _run(name: str, trials: int | None, seed: int) -> bool:
    """Run one trial and print what it counted; whether it holds."""
    module = trial(name)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"torture-{name}-") as folder:
        tally = module.run(trials or module.FULL, seed, Path(folder))
    said = {
        "trial": name,
        "trials": tally.trials,
        "lost": tally.lost,
        "doubled": tally.doubled,
        "faults": tally.faults[:FAULTS_SHOWN],
        "seconds": round(time.monotonic() - began, 1),
        "seed": seed,
        **tally.counts,
    }
    print(json.dumps(said, ensure_ascii=False), flush=True)
    return tally.holds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
