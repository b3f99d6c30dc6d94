"""A device's life in short, its state told after each step; `_crashing.mjs` runs it in Pyodide."""

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inspect_app.disk import writing
from inspect_app.errors import AppError, StoreFull, StoreUnwritable
from inspect_app.storage.backup import backup_bytes
from inspect_app.storage.repair import Repair, open_or_repair
from inspect_app.storage.restoring import PICKED, confirm_restore, prepare_restore
from inspect_app.storage.sqlite_file import Journal
from inspect_app.storage.store import Store
from tests.storage.factories import a_draft, a_submission, a_unit, an_answer

PHOTO_BYTES = 20_000
State = dict[str, Any]


class Life:
    """One device. Each step may be repeated when it was refused."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self._folder, self._journal = folder, journal
        self.store: Store | None = None
        self._backup = b""

    def steps(self) -> list[Callable[[], None]]:
        steps: list[Callable[[], None]] = [self.open, self._enrol, self._pull]
        for walk in ("first", "second"):
            steps += [lambda walk=walk: self._begin(walk)]
            steps += [lambda walk=walk, n=n: self._answer(walk, n) for n in range(4)]
            steps += [lambda walk=walk: self._keep_photo(walk)]
            steps += [lambda walk=walk: self._photograph(walk)]
        steps += [lambda: self._submit("first"), self._settle, self.reopen, self._back_up]
        steps += [lambda: self._answer("second", 7), lambda: self._submit("second")]
        return [*steps, self._prepare_restore, self._confirm_restore, self.reopen]

    def open(self) -> None:
        self.store = open_or_repair(self._folder, self._journal)

    def reopen(self) -> None:
        if self.store is not None:
            self.store.close()
            self.store = None
        self.open()

    def _enrol(self) -> None:
        self.store.settings.put("identity", {"device": "device-1", "person": {"name": "甲"}})

    def _pull(self) -> None:
        with self.store.transaction():
            self.store.units.apply(a_unit(f"unit-{n}").to_dict() for n in range(20))
            self.store.cursors.put("units", "c-1")

    def _begin(self, walk: str) -> None:
        self.store.drafts.save(a_draft(walk))

    def _answer(self, walk: str, number: int, **more: Any) -> None:
        with self.store.transaction():
            answer = an_answer(f"FIRE-{number:02d}", note=f"{walk} {number}", **more)
            self.store.drafts.save_answer(walk, answer)
            self.store.drafts.save(a_draft(walk, answered=number))

    def _keep_photo(self, walk: str) -> None:
        """Photos are in a file of their own, and there before anything names them."""
        self.store.photos.put(photo_bytes(walk))

    def _photograph(self, walk: str) -> None:
        self._answer(walk, 5, photos=(hashlib.sha256(photo_bytes(walk)).hexdigest(),))

    def _submit(self, walk: str) -> None:
        with self.store.transaction():
            sha256 = self.store.drafts.answers(walk)["FIRE-05"].photos[0]
            self.store.append(a_submission(f"record-{walk}", id=walk, blobs=[sha256]))
            self.store.drafts.remove(walk)

    def _settle(self) -> None:
        self.store.outbox.mark_sent("record-first", ())

    def _back_up(self) -> None:
        self._backup = self._backup or backup_bytes(self.store)

    def _prepare_restore(self) -> None:
        with writing():
            (self._folder / PICKED).write_bytes(self._backup)
        prepare_restore(self._folder / PICKED, self._folder, lambda *_: None, self._journal)
        (self._folder / PICKED).unlink()

    def _confirm_restore(self) -> None:
        confirm_restore(self._folder)


def photo_bytes(walk: str) -> bytes:
    return random.Random(walk).randbytes(PHOTO_BYTES)


def state_of(store: Store) -> State:
    """Return everything that a person could miss, as JSON gives it back."""
    photos = {sha: hashlib.sha256(store.photos.get(sha)).hexdigest() for sha in store.photos.shas()}
    state = {
        "identity": store.settings.get("identity"),
        "units": [store.cursors.get("units"), *(unit.id for unit in store.units.all())],
        "drafts": [draft.to_dict() for draft in store.drafts.all()],
        "answers": {walk: _notes(store, walk) for walk in ("first", "second")},
        "records": [record.id for record in store.records.newest_inspections(99)],
        "outbox": {entry.id: str(entry.state) for entry in store.outbox.records()},
        "photos_out": {
            photo.sha256: str(photo.state)
            for entry in store.outbox.records()
            for photo in store.outbox.photos_of(entry.id)
        },
        "photos": photos,
    }
    return json.loads(json.dumps(state))


def _notes(store: Store, walk: str) -> dict[str, str]:
    return {slot: answer.note for slot, answer in store.drafts.answers(walk).items()}


def live(folder: str, journal: str, tell: Callable[[str], None]) -> None:
    life = Life(Path(folder), Journal(journal))
    for step in life.steps():
        step()
        tell(json.dumps(state_of(life.store)))
    life.store.close()


def look(folder: str, journal: str, may_be: str) -> str:
    """Return what is wrong with the store after a crash; empty when nothing is."""
    try:
        with open_or_repair(Path(folder), Journal(journal)) as store:
            store.check()
            if told := Repair.untold(store.settings):
                return f"taken for damaged: {told}"
            return _difference(state_of(store), [json.loads(each) for each in json.loads(may_be)])
    except AppError as error:
        return f"it does not open: {error}"


def _difference(found: State, may_be: list[State]) -> str:
    if found in may_be:
        return ""
    last = may_be[0]
    amiss = [f"{key} is {found[key]}, not {last[key]}" for key in found if found[key] != last[key]]
    return "; ".join(amiss)


def live_on(folder: str, journal: str, states: str, make_room: Callable[[], None]) -> str:
    """Live on a disk that gets full; return what was wrong. Each step is done again with room."""
    life = Life(Path(folder), Journal(journal))
    was: State | None = None
    for number, (step, told) in enumerate(zip(life.steps(), json.loads(states), strict=True)):
        try:
            step()
        except (StoreFull, StoreUnwritable):
            if life.store is not None and state_of(life.store) != was:
                return f"{number} was refused, and yet: {_difference(state_of(life.store), [was])}"
            make_room()
            step()
        except AppError as error:
            return f"{number} was refused with {error!r}"
        was = state_of(life.store)
        if was != json.loads(told):
            return f"after {number}: {_difference(was, [json.loads(told)])}"
    life.store.close()
    return ""
