"""Figure `asset_lookup`: from a code to all that the asset's card shows, among 50,000 assets."""

import random
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks._district import CACHE, TODAY, asset_code, copy_of_store
from inspect_app.storage.store import Store

MUST_MS = 5
ASSETS = 50_000
LOOKUPS = 500


def run() -> dict[str, object]:
    """The median; the slowest of a hundred, and of the first ones, beside it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    chance = random.Random(7)
    codes = [asset_code(chance.randrange(ASSETS)) for _ in range(LOOKUPS)]
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = copy_of_store(10_000, ASSETS, Path(name) / "store")
        with Store.open(folder) as store:
            cards = [_timed_card(store, code) for code in codes]
    taken = [taken_s * 1000 for taken_s, _, _ in cards]
    return {
        "figure": "asset_lookup",
        "value": round(statistics.median(taken), 3),
        "unit": "ms",
        "beside": {
            "first_ms": round(taken[0], 3),
            "p99_ms": round(statistics.quantiles(taken, n=100)[98], 3),
            "with_last_check": sum(has_check for _, has_check, _ in cards),
            "with_open_hazards": sum(has_hazards for _, _, has_hazards in cards),
            "lookups": LOOKUPS,
        },
        "must": f"<= {MUST_MS}",
    }


def _timed_card(store: Store, code: str) -> tuple[float, bool, bool]:
    began = time.perf_counter()
    asset = store.assets.by_code(code)
    check = store.checks.last_of_asset(asset.id)
    hazards = store.hazards.open_of_asset(asset.id)
    due, is_overdue = asset.next_due, [hazard.is_overdue(TODAY) for hazard in hazards]
    taken_s = time.perf_counter() - began
    if asset.code != code or due is None or len(is_overdue) != len(hazards):
        raise AssertionError(f"the card of {code} is not whole")
    return taken_s, check is not None, bool(hazards)
