"""When photos that other devices made are fetched: ahead for open hazards, or for a screen."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspect_app.clock import Clock
from inspect_app.config import STORAGE_RESERVE_BYTES, STORAGE_WARNING_BYTES
from inspect_app.errors import PhotoError, StorageError
from inspect_app.services.away import woken_within
from inspect_app.services.changes import Changes, Listener
from inspect_app.services.fetch_failures import Failures
from inspect_app.services.identity import stored_identity
from inspect_app.services.photo_intake import PhotoIntake, RoomyLine
from inspect_app.services.photo_share import planned
from inspect_app.services.syncing import SyncService
from inspect_app.storage.outbox_entry import Reason
from inspect_app.storage.store import Store
from sync.errors import DownloadFailed, SyncError

PARALLEL = 2
LOOK_S = 30.0
"""How often to look whether what a screen lacks may be asked for again."""
AHEAD_S = 600.0
OFFLINE = Reason("photo.offline")
WAITS_FOR_WIFI = Reason("photo.waits_for_wifi")

log = logging.getLogger(__name__)


class Presence(StrEnum):
    here = "here"
    loading = "loading"
    waiting = "waiting"
    """Comes by itself when the line permits, or by a tap."""
    failed = "failed"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What can be said of a photo that a screen shows."""

    presence: Presence
    reason: Reason | None = None


class PhotoFetching:
    """`run` is the background task: two for what screens show, one for what is fetched ahead."""

    def __init__(
        self, store: Store, host: RoomyLine, clock: Clock, changes: Changes, sync: SyncService
    ) -> None:
        self._store = store
        self._host = host
        self._changes = changes
        self._sync = sync
        self._intake = PhotoIntake(store, host)
        self._failures = Failures(clock)
        self._following = Changes()
        self._shown: Counter[str] = Counter()
        """Photos on screens, by how many of them show it."""
        self._wished: set[str] = set()
        """What the person tapped: may pass on any line, until it is here or the screen is left."""
        self._planned: tuple[str, ...] = ()
        self._loading: dict[str, asyncio.Timeout] = {}
        self._ahead = ""
        """Which of those is fetched ahead."""
        self._look, self._look_ahead = asyncio.Event(), asyncio.Event()
        self._was_exchanging = False
        self._might_use_line = True

    def sighting(self, sha256: str) -> Sighting:
        if self._intake.has(sha256):
            return Sighting(Presence.here)
        if sha256 in self._loading:
            return Sighting(Presence.loading)
        if reason := self._failures.reason(sha256):
            return Sighting(Presence.failed, reason)
        if not self._host.is_online():
            return Sighting(Presence.waiting, OFFLINE)
        if not self._sync.may_use_line(sha256 in self._wished):
            return Sighting(Presence.waiting, WAITS_FOR_WIFI)
        return Sighting(Presence.loading)

    def show(self, photos: Sequence[str]) -> Callable[[], None]:
        """A screen shows these: fetch what is missing until the returned function is called."""
        self._shown.update(photos)
        self._look.set()

        def leave() -> None:
            self._shown.subtract(photos)
            self._shown = +self._shown
            self._wished &= self._shown.keys()

        return leave

    def wish(self, photos: Sequence[str]) -> None:
        """The person wants them now, on whatever line there is."""
        self._wished.update(photos)
        self._failures.forget(photos)
        self._look.set()
        self._following.emit()

    def follow(self, listener: Listener) -> Callable[[], None]:
        """Hear whenever `sighting` may say something else."""
        return self._following.subscribe(listener)

    async def run(self) -> None:
        stops = [
            self._host.watch(self._on_host),
            self._changes.subscribe(self._on_change, hears_answers=False),
            self._sync.follow(self._on_exchange),
        ]
        try:
            async with asyncio.TaskGroup() as tasks:
                for turn in (*[self._serve_screens] * PARALLEL, self._fetch_ahead):
                    tasks.create_task(_for_ever(turn))
        finally:
            for stop in stops:
                stop()

    async def _serve_screens(self) -> None:
        self._look.clear()
        sha256 = next(filter(self._may_fetch, self._shown), None)
        if sha256 is None:
            await woken_within(self._look, LOOK_S)
        else:
            await self._fetch(sha256)

    async def _fetch_ahead(self) -> None:
        """After an exchange, which told what there is and let go what this device made."""
        await woken_within(self._look_ahead, AHEAD_S)
        self._look_ahead.clear()
        self._planned = planned(self._store, self._store.settings.get("unit") or "")
        for sha256 in self._planned:
            if not self._sync.is_line_free:
                return
            if self._may_fetch(sha256):
                self._ahead = sha256
                if not await self._fetch(sha256):
                    return

    def _may_fetch(self, sha256: str) -> bool:
        return (
            sha256 not in self._loading
            and not self._failures.is_resting(sha256)
            and self._host.is_online()
            and self._sync.may_use_line(sha256 in self._wished)
            and stored_identity(self._store.settings) is not None
            and not self._intake.has(sha256)
        )

    async def _fetch(self, sha256: str) -> bool:
        """Fetch one; whether it makes sense to ask for the next."""
        attempt = self._loading[sha256] = asyncio.timeout(None)
        self._following.emit()
        free_bytes = STORAGE_WARNING_BYTES if self._ahead == sha256 else STORAGE_RESERVE_BYTES
        try:
            async with attempt:
                await self._intake.take(sha256, {*self._planned, *self._shown}, free_bytes)
            self._failures.forget([sha256])
            self._wished.discard(sha256)
            return True
        except TimeoutError:
            # The line went away, or an exchange needs it: that says nothing of the photo.
            return False
        except (SyncError, PhotoError, StorageError) as error:
            log.info("a photo was not fetched: %s", error)
            self._failures.note(sha256, error)
            return isinstance(error, DownloadFailed | PhotoError)
        except Exception:
            log.exception("a photo could not be fetched")
            self._failures.note(sha256, None)
            return False
        finally:
            self._end(sha256)

    def _end(self, sha256: str) -> None:
        del self._loading[sha256]
        if self._ahead == sha256:
            self._ahead = ""
        self._following.emit()

    def _give_up(self, sha256: str) -> None:
        attempt = self._loading.get(sha256)
        if attempt is not None and not attempt.expired():
            attempt.reschedule(asyncio.get_running_loop().time())

    def _on_exchange(self) -> None:
        """What this device made goes first: nothing is fetched ahead meanwhile."""
        is_exchanging = self._sync.is_running
        if is_exchanging:
            self._give_up(self._ahead)
        if self._was_exchanging and not is_exchanging:
            self._look_ahead.set()
            self._look.set()
        self._was_exchanging = is_exchanging

    def _on_host(self, event: str, value: object) -> None:
        if event in {"online", "visible"} and value:
            self._failures.forget_line()
            self._look.set()
        if event == "online":
            for sha256 in list(self._loading):
                self._give_up(sha256)
            self._following.emit()

    def _on_change(self) -> None:
        may_use = self._sync.may_use_line(False)
        if may_use is not self._might_use_line:
            self._might_use_line = may_use
            self._look.set()
            self._look_ahead.set()
            self._following.emit()


async def _for_ever(turn: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await turn()
        except Exception:
            log.exception("fetching photos rests after a surprise")
            await asyncio.sleep(LOOK_S)
