"""A device's process that a test kills: it records and syncs, and says what it has acknowledged.

Usage: walker.py <folder> <seed> — the store in the folder is enrolled already.
"""

import asyncio
import random
import sys
from pathlib import Path

from tests.sync.phone import Phone


async def walk(folder: Path, seed: str) -> None:
    phone = Phone(folder)
    chance = random.Random(seed)
    running = asyncio.create_task(phone.sync.run())
    for number in range(10_000):
        photos = [phone.keep_photo(size=60_000, seed=f"{seed} {number}")]
        record = phone.submit(photos)
        print(record.id, photos[0].sha256, flush=True)
        await asyncio.sleep(chance.random() * 0.05)
    await running


asyncio.run(walk(Path(sys.argv[1]), sys.argv[2]))
