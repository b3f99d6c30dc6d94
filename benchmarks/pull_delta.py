"""Figure `pull_delta`: seconds of the next pull, when 100 of 50,000 assets have changed."""

import random
from dataclasses import replace
from statistics import median

from benchmarks._district import asset
from benchmarks._pull import ASSETS, Pull, enrolled_store, pull, put_assets, stocked
from inspect_app.storage.store import Store

MUST = 0.3
CHANGES = 100
ROUNDS = 5


def run() -> dict[str, object]:
    """The median of a few pulls, each after other 100 changes."""
    with (
        stocked() as (folder, made, served),
        enrolled_store(folder, made.sealings[0]) as store,
    ):
        pull(store, made.sealings[0], served)
        pulls = []
        for number in range(ROUNDS):
            name = f"第{number}次改名"
            changed = random.Random(number).sample(range(ASSETS), CHANGES)
            chance = random.Random(7)
            put_assets(made.settings, (replace(asset(n, chance), name=name) for n in changed))
            pulls.append(pull(store, made.sealings[0], served))
            _check(store, pulls[-1], name)
    return {
        "figure": "pull_delta",
        "value": round(median(each.took_s for each in pulls), 3),
        "unit": "s",
        "beside": {
            "changes": CHANGES,
            "slowest_s": round(max(each.took_s for each in pulls), 3),
            "wire_kb": round(median(each.wire_bytes for each in pulls) / 1e3, 1),
        },
        "must": f"<= {MUST}",
    }


def _check(store: Store, last: Pull, name: str) -> None:
    arrived = sum(each.name == name for each in store.assets.all())
    if last.items != CHANGES or arrived != CHANGES:
        raise AssertionError(f"{last.items} changes came, {arrived} are in the store")
