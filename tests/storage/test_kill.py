"""What was acknowledged is there after a kill, whenever it comes."""

import hashlib
import random
import subprocess
import sys
import threading
from pathlib import Path

from inspect_app.storage.store import Store
from tests.storage.writer import PHOTO_EVERY, SUBMIT_EVERY, photo

KILLS = 4
SEED = 20261123
ROOT = Path(__file__).parents[2]


def killed_run(folder, journal, start, after_s):
    """Let the writer run, kill it some moments after its first word; return its last word."""
    command = [sys.executable, "-m", "tests.storage.writer", str(folder), journal, str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        first = writer.stdout.readline()
        killer = threading.Timer(after_s, writer.kill)
        killer.start()
        said = (first + writer.stdout.read()).split("\n")
        killer.join()
    # The last line may be cut; a number that was not ended was not said.
    return int(said[-2])


def test_nothing_acknowledged_is_lost(tmp_path, journal):
    chance = random.Random(SEED)
    start = 0
    for _ in range(KILLS):
        last = killed_run(tmp_path, journal, start, chance.uniform(0.005, 0.3))

        with Store.open(tmp_path, journal) as store:
            store.check()
            expect_all(store, last)
        assert last >= start
        start = last + 1


def expect_all(store, last):
    answers = store.drafts.answers("draft-1")
    numbers = range(last + 1)
    assert [n for n in numbers if answers[f"I{n}"].note != str(n)] == []
    assert store.drafts.fetch("draft-1").answered in (len(answers) - 1, last)
    assert len(answers) - 1 in (last, last + 1)
    for number in numbers[::SUBMIT_EVERY]:
        assert store.records.fetch(f"r{number}")
    assert {entry.id for entry in store.outbox.records()} == {
        record.id for record in store.records.newest_inspections(10_000)
    }
    for number in numbers[::PHOTO_EVERY]:
        content = photo(number)
        assert store.photos.get(hashlib.sha256(content).hexdigest()) == content
