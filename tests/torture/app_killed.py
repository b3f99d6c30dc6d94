"""kill -9 of the app while it answers, photographs, signs, submits and syncs."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import func, select

from inspect_app.errors import StorageError
from inspect_app.platform.stamp_font import FONT_VARIABLE
from inspect_app.storage.outbox_entry import OutboxState
from inspect_app.storage.store import Store
from sync.server.catalog import Item, put_items
from sync.server.tables import records
from tests.forms.factories import a_form, a_section, an_item
from tests.sync.phone import Phone
from tests.sync.serving import Serving, serving
from tests.torture._facts import Expected, encryption_of, own_records, sent_records, under_way
from tests.torture._tally import Tally
from webapp.cache import Cache
from webapp.fonts import font_files
from webapp.layout import CACHE

FULL, SAMPLE = 1_000, 12
LIFE = 40
"""Kills that one store goes through before its last sync; every second store is encrypted."""
LONGEST_S = 0.7
AIMS = ("", "", "answer", "photo", "sign", "submit", "submit", "submit", "send", "send", "send")
"""A kill falls at any moment, or into a verb: what takes long alone would be hit too rarely."""
NAMED = ("answer", "photo", "submit", "send")
"""A full trial has to have fallen into each; a signature takes too short to count on it."""
INTO_S, AIM_WAIT_S, LOOK_S = 0.03, 2.5, 0.0005
ROOT = Path(__file__).parents[2]


def run(trials: int, seed: int, folder: Path) -> Tally:
    chance = random.Random(seed)
    longest = min(LIFE, -(-trials // 2))
    lives = [min(longest, trials - begun) for begun in range(0, trials, longest)]
    seen = []
    with serving(folder / "endpoint") as endpoint, _nursery(folder) as nursery:
        _publish_form(endpoint)
        for number, kills in enumerate(lives):
            life = _Life(folder / f"device-{number}", endpoint, nursery, chance)
            seen.append(life.live(kills))
    expected = [each.expected for each in seen]
    into = sum((each.under_way for each in seen), Counter())
    return Tally(
        trials=sum(lives),
        lost=sum(len(each.lost) for each in expected),
        doubled=sum(len(each.doubled) for each in expected),
        faults=(
            *(words for each in expected for words in (*each.lost, *each.doubled, *each.faults)),
            *(f"no kill fell into {verb}" for verb in _missed(into, trials)),
        ),
        counts={
            "acknowledged": sum(each.acknowledged for each in expected),
            "under_way": sum(into.values()),
            **{f"into_{verb}": kills for verb, kills in sorted(into.items())},
            "submitted": sum(w.is_submitted for each in expected for w in each.walks.values()),
            "photos": sum(each.photos for each in seen),
        },
    )


def _missed(into: Counter[str], trials: int) -> list[str]:
    return [verb for verb in NAMED if not into[verb]] if trials >= FULL else []


class _Life:
    """One device from its enrolment to its last sync."""

    def __init__(
        self, folder: Path, endpoint: Serving, nursery: "_Nursery", chance: random.Random
    ) -> None:
        self._folder, self._endpoint, self._nursery = folder, endpoint, nursery
        self._chance = chance
        self.expected = Expected()
        self.under_way: Counter[str] = Counter()
        """Kills by the verb that they fell into."""
        self.photos = 0

    def live(self, kills: int) -> "_Life":
        asyncio.run(self._enrol())
        for number in range(kills):
            facts = self._folder.with_suffix(f".facts-{number}")
            child = self._nursery.bear(self._folder, str(self._chance.random()), facts)
            status = child.kill_in(self._chance.choice(AIMS), self._chance.random())
            if status != -signal.SIGKILL:
                self.expected.faults.append(f"the app ended by itself: {status}")
            self.expected.hear(facts)
            self.under_way.update(filter(None, [self.expected.begun.get("begin")]))
            self._look()
        asyncio.run(self._send_the_rest())
        return self

    async def _enrol(self) -> None:
        phone = Phone(self._folder, encryption=encryption_of(self._folder))
        phone.adopt(self._endpoint)
        await phone.sync_until_complete()
        phone.close()

    def _look(self) -> None:
        try:
            with Store.open(self._folder, encryption=encryption_of(self._folder)) as store:
                store.check()
                self.expected.compare(store)
                self._compare_sent(store)
        except StorageError as error:
            self.expected.faults.append(f"the store does not open: {error}")

    def _compare_sent(self, store: Store) -> None:
        """What the device shows as sent is at the endpoint."""
        at_endpoint = _counted(self._endpoint)
        self.expected.lost += [
            f"sent record {each}" for each in sent_records(store) if not at_endpoint[each]
        ]
        self.expected.lost += [
            f"sent photo {photo.sha256}"
            for entry in store.outbox.records()
            for photo in store.outbox.photos_of(entry.id)
            if photo.state is OutboxState.sent and not self._endpoint.has_blob(photo.sha256)
        ]

    async def _send_the_rest(self) -> None:
        phone = Phone(self._folder, encryption=encryption_of(self._folder))
        try:
            await phone.sync_until_complete()
            self.expected.compare(phone.store)
            self._compare_ends(phone)
        finally:
            phone.close()

    def _compare_ends(self, phone: Phone) -> None:
        """Both ends hold the same set: every record once, every photo byte for byte."""
        store, expected = phone.store, self.expected
        own = {record.id for record in own_records(store)}
        arrived = Counter(self._endpoint.record_ids(phone.device))
        expected.lost += [f"record {each}" for each in own - arrived.keys()]
        expected.faults += [f"record {each} came from nowhere" for each in arrived.keys() - own]
        expected.doubled += [f"record {each}" for each, times in arrived.items() if times > 1]
        if any(self._endpoint.broken_chains(phone.device)):
            expected.faults.append(f"the chain of {phone.device} is broken")
        blobs = {sha for record in own_records(store) for sha in record.blobs}
        self.photos = len(blobs)
        expected.lost += [
            f"photo {sha} at the endpoint"
            for sha in blobs
            if not self._endpoint.has_blob(sha) or self._endpoint.blob(sha) != store.photos.get(sha)
        ]


def _counted(endpoint: Serving) -> Counter[str]:
    query = select(records.c.id, func.count()).group_by(records.c.id)
    with endpoint.endpoint.database.reading() as connection:
        return Counter({record: count for record, count in connection.execute(query)})


def _publish_form(endpoint: Serving) -> None:
    form = a_form(a_section(items=[an_item(f"FIRE-{number:02d}") for number in range(1, 8)]))
    with endpoint.endpoint.database.writing() as connection:
        put_items(connection, [Item.of_form(form.to_dict())])


class _Nursery:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def bear(self, folder: Path, seed: str, facts: Path) -> "_Child":
        self._process.stdin.write(f"{folder}\t{seed}\t{facts}\n")
        self._process.stdin.flush()
        return _Child(int(self._process.stdout.readline()), facts, self._process.stdout)


@dataclass(frozen=True)
class _Child:
    pid: int
    facts: Path
    ends: IO[str]

    def kill_in(self, verb: str, share: float) -> int:
        """Kill while `verb` is at work, or at any moment; return how the child ended."""
        if verb:
            self._wait_for(verb)
        time.sleep(share * (INTO_S if verb else LONGEST_S))
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return int(self.ends.readline())

    def _wait_for(self, verb: str) -> None:
        until = time.monotonic() + AIM_WAIT_S
        while under_way(self.facts) != verb and time.monotonic() < until:
            time.sleep(LOOK_S)


@contextmanager
def _nursery(folder: Path) -> Iterator[_Nursery]:
    font = folder / "stamp.font"
    font.write_bytes(font_files(Cache(CACHE))[400])
    with subprocess.Popen(
        [sys.executable, "-m", "tests.torture._app"],
        cwd=ROOT,
        env=os.environ | {FONT_VARIABLE: str(font)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield _Nursery(process)
        process.stdin.close()
