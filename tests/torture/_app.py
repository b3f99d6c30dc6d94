"""The app's process that `app_killed` kills: the real services on a real store, driven at random.

`python -m tests.torture._app` is a nursery: everything is imported once, and each line of its
input (folder, seed and facts file, parted by tabs) forks one child, so that a trial costs no start.
"""

import asyncio
import io
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from forms.terms import Result
from inspect_app.app import compose
from inspect_app.clock import Clock
from inspect_app.domain.evidence import PhotoSource, SignatureRole
from inspect_app.domain.inspection import Draft
from inspect_app.platform.desk.host import DeskHost
from inspect_app.platform.interface import Shot
from inspect_app.services import Services
from inspect_app.services.inspections import needs_photo
from inspect_app.storage.store import Store
from inspect_app.strings import strings
from tests.torture._facts import Teller, encryption_of

UNIT, FORM = "u-first", "fire"
PICTURE_PX = (640, 480)
ZIGZAG = (tuple((40 * n, 400 + 200 * (n % 2)) for n in range(20)),)
SYNC_SHARE, CHANGE_SHARE = 0.08, 0.2
"""How many of the steps ask for an exchange, and how many change what was answered already."""
SEND_AT_ONCE_SHARE = 0.6
"""How many submitted inspections are sent on the spot, so that a kill finds them under way."""


class Lens:
    """The camera's hardware: another picture each time, as bytes of a JPEG."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    async def take(self, _texts: object) -> Shot:
        grain = Image.effect_noise(PICTURE_PX, self._chance.uniform(20, 90)).convert("RGB")
        content = io.BytesIO()
        grain.save(content, "JPEG", quality=90)
        return Shot(content.getvalue(), PhotoSource.camera)


class Walker:
    """An inspector in a hurry. A fact is told after its verb has returned, and not before."""

    def __init__(self, services: Services, teller: Teller, chance: random.Random) -> None:
        self._services, self._teller, self._chance = services, teller, chance
        self._inspections = services.inspections
        self._t = strings("zh_CN")

    async def walk(self) -> None:
        exchanging = asyncio.create_task(self._services.sync.run())
        while not exchanging.done():
            await self._step()
            await asyncio.sleep(self._chance.choice((0, 0, 0.002, 0.01)))
        exchanging.result()

    async def _step(self) -> None:
        if self._chance.random() < SYNC_SHARE:
            return await self._send()
        draft = next(iter(self._inspections.unfinished()), None)
        if draft is None:
            return self._start()
        sheet = self._inspections.open(draft.id).sheet
        if self._chance.random() < CHANGE_SHARE:
            return await self._change(draft.id, self._chance.choice(sheet.slots).key)
        open_slots = [slot.key for slot in sheet.slots if not (slot.answer and slot.answer.result)]
        bare = [slot.key for slot in sheet.slots if needs_photo(slot)]
        if open_slots:
            self._mark(draft.id, self._chance.choice(open_slots))
        elif bare:
            await self._shoot(draft.id, bare[0])
        else:
            await self._finish(draft)

    def _start(self) -> None:
        self._teller.begin("start")
        draft = self._inspections.start(UNIT, FORM)
        self._teller.end(draft=draft.id)

    async def _change(self, draft_id: str, slot: str) -> None:
        if self._chance.random() < 0.3:
            await self._shoot(draft_id, slot)
        elif self._chance.random() < 0.5:
            self._mark(draft_id, slot)
        else:
            words = f"走道堆物 {self._chance.randrange(10**9)}"
            self._told(
                draft_id,
                slot,
                "note",
                words,
                lambda: self._inspections.set_note(draft_id, slot, words),
            )

    def _mark(self, draft_id: str, slot: str) -> None:
        result = self._chance.choice((Result.passed, Result.passed, Result.failed))
        self._told(
            draft_id,
            slot,
            "result",
            str(result),
            lambda: self._inspections.mark(draft_id, slot, result),
        )

    def _told(
        self, draft_id: str, slot: str, field: str, value: str, verb: Callable[[], None]
    ) -> None:
        self._teller.begin("answer", draft=draft_id, slot=slot, field=field, value=value)
        verb()
        self._teller.end(answer=self._answer(draft_id, slot))

    async def _shoot(self, draft_id: str, slot: str) -> None:
        if len(self._answer(draft_id, slot)["photos"]) >= 2:
            return
        self._teller.begin("photo", draft=draft_id, slot=slot)
        await self._services.evidence.shoot(draft_id, slot, self._t)
        self._teller.end(answer=self._answer(draft_id, slot))

    def _answer(self, draft_id: str, slot: str) -> dict[str, Any]:
        answer = self._inspections.open(draft_id).answers.get(slot)
        return answer.to_dict() if answer else {"photos": []}

    async def _finish(self, draft: Draft) -> None:
        if draft.missing_signatures():
            name = f"演示检查员 {self._chance.randrange(1000)}"
            self._teller.begin("sign", draft=draft.id, name=name)
            self._inspections.sign(draft.id, SignatureRole.inspector, name, ZIGZAG)
        else:
            self._teller.begin("submit", draft=draft.id)
            self._services.submission.submit(draft.id)
        self._teller.end()
        if not draft.missing_signatures() and self._chance.random() < SEND_AT_ONCE_SHARE:
            await self._send()

    async def _send(self) -> None:
        self._teller.begin("send")
        outcome = await self._services.sync.sync_now()
        self._teller.end(is_complete=outcome.is_complete)


async def live(folder: Path, seed: str, facts: Path) -> None:
    """Open the store as after any start, and walk until somebody pulls the plug."""
    chance = random.Random(seed)
    host: Any = DeskHost(None, folder)  # type: ignore[arg-type]
    host.camera = Lens(chance)
    with Store.open(folder, encryption=encryption_of(folder)) as store:
        await Walker(compose(host, store, Clock()), Teller(facts), chance).walk()


def main() -> None:
    for line in sys.stdin:
        folder, seed, facts = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            os.close(0)
            asyncio.run(live(Path(folder), seed, Path(facts)))
            os._exit(1)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
