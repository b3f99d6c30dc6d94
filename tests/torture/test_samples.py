"""A seeded sample of every trial; `make torture` runs them in full."""

import json
from pathlib import Path

import pytest

from tests.torture.__main__ import names, trial

SEED = 20_261_125


@pytest.mark.parametrize("name", names())
def test_sample_loses_and_doubles_nothing(name: str, tmp_path: Path):
    module = trial(name)

    tally = module.run(module.SAMPLE, SEED, tmp_path)

    print(json.dumps({"trial": name, "trials": tally.trials, **tally.counts}))
    assert (tally.lost, tally.doubled, tally.faults) == (0, 0, ())
    assert tally.trials == module.SAMPLE
