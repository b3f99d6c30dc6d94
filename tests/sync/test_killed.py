"""kill -9 in the middle of recording, pushing and uploading: nothing acknowledged is lost."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.sync.phone import Phone

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("INSPECT_TEST_KILLS", "6"))


def walked(folder, seed, seconds):
    """Let the walker walk for a while, kill it; return what it had acknowledged."""
    command = [sys.executable, "-m", "tests.sync.walker", str(folder), seed]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        first = process.stdout.readline()
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
        lines = [first, *process.stdout.readlines()]
    assert process.returncode == -signal.SIGKILL
    return [tuple(line.split()) for line in lines if line.endswith("\n")]


async def test_killed_device_loses_and_doubles_nothing(tmp_path, endpoint, line):
    chance = random.Random(20261123)
    folder = tmp_path / "phone"
    phone = Phone(folder)
    phone.adopt(endpoint, address=line.address)
    phone.close()
    acknowledged = []
    for trial in range(KILLS):
        acknowledged += walked(folder, f"trial {trial}", chance.random() * 1.5)

    phone = Phone(folder)
    left = phone.store.outbox.totals()
    await phone.sync_until_complete()
    arrived = Counter(endpoint.record_ids(phone.device))
    broken = endpoint.broken_chains(phone.device)
    kept = {each.id for each in phone.store.records.after(0, 99_999)}
    phone.close()

    lost = [record for record, _ in acknowledged if record not in arrived]
    lost_photos = [sha256 for _, sha256 in acknowledged if not endpoint.has_blob(sha256)]
    doubled = [record for record, times in arrived.items() if times > 1]
    counts = {"kills": KILLS, "acknowledged": len(acknowledged), "left": left.records_waiting}
    print(counts | {"lost": len(lost + lost_photos), "doubled": len(doubled)})
    assert len(acknowledged) >= KILLS
    assert not lost
    assert not lost_photos
    assert not doubled
    assert not any(broken)
    assert set(arrived) <= kept
