"""When this device and its endpoint exchange what they know, and what can be said about it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from inspect_app.clock import Clock
from inspect_app.errors import StoreFull, StoreUnwritable
from inspect_app.services.away import Away, woken_within
from inspect_app.services.changes import Changes, Listener
from inspect_app.services.device_side import DeviceSide, reason_of
from inspect_app.services.identity import Identity, required_identity, stored_identity
from inspect_app.services.outbox_view import OutboxEntry, outbox_entries, outbox_entry
from inspect_app.services.pausing import LOOK_S, Pausing
from inspect_app.storage.outbox_entry import Reason
from inspect_app.storage.store import Store
from sync.engine import SyncOutcome, synchronize
from sync.errors import REASON, Offline
from sync.progress import Progress
from sync.protocol import CLOCK_SKEW_MARKED_S
from sync.transport import Http, Transport
from sync.uploads import Pace

IDLE_S = 600.0
"""With nothing to send, how often to ask for what others have recorded."""
GAP_S = 1.0
"""Between two runs that nobody asked for, whatever happens."""
SPREAD_S = 1.0
"""All phones behind one line hear at the same moment that it is back."""
LAST_SYNCED_AT = "sync.last_at"
WIFI_ONLY = "sync.wifi_only"
"""Setting: photos leave and come by themselves only where the line costs nothing."""
FAILED = Reason(f"{REASON}failed")

log = logging.getLogger(__name__)


class Line(Protocol):
    """What is needed of the host."""

    http: Http

    def is_online(self) -> bool: ...

    def is_metered(self) -> bool | None: ...

    def watch(self, listener: Callable[[str, object], None]) -> Callable[[], None]: ...


@dataclass(frozen=True, slots=True)
class SyncState:
    online: bool
    is_metered: bool | None
    """None where the host does not say."""
    running: bool
    progress: Progress | None
    waiting_records: int
    waiting_photos: int
    waiting_bytes: int
    trouble: int
    last_synced_at: datetime | None
    last_error: Reason | None
    next_try_at: datetime | None
    clock_ahead_s: float | None = None
    """Only when the device's clock is so wrong that the endpoint marks what it records."""


class SyncService:
    """One run at a time. `run` is the background task; `sync_now` is the person's wish."""

    def __init__(
        self,
        store: Store,
        host: Line,
        clock: Clock,
        changes: Changes,
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._host = host
        self._clock = clock
        self._changes = changes
        self._following = Changes()
        self._pausing = Pausing(chance)
        self._pace = Pace()
        self._transport: tuple[Identity, Transport] | None = None
        self._running: asyncio.Task[SyncOutcome] | None = None
        self._attempt: asyncio.Timeout | None = None
        self._has_photos = True
        self._is_wished = False
        self._is_telling = False
        self._wake = asyncio.Event()
        self._away = Away(clock, self._pausing, self._wake)
        self._newest_waiting = ""
        self._might_send_photos = True
        self._progress: Progress | None = None
        self._last_error: Reason | None = None
        self._next_try_at: datetime | None = None
        self._clock_ahead_s: float | None = None
        self._pause_s = IDLE_S
        self._not_before_ms = 0
        """By the monotonic clock: what the endpoint asked for, or the gap between runs."""

    @property
    def state(self) -> SyncState:
        totals = self._store.outbox.totals()
        last = self._store.settings.get(LAST_SYNCED_AT)
        return SyncState(
            online=self._host.is_online() and not self._away.has_begun,
            is_metered=self._host.is_metered(),
            running=self._running is not None,
            progress=self._progress,
            waiting_records=totals.records_waiting,
            waiting_photos=totals.photos_waiting,
            waiting_bytes=totals.bytes_waiting,
            trouble=totals.in_trouble,
            last_synced_at=datetime.fromisoformat(last) if last else None,
            last_error=self._last_error,
            next_try_at=self._next_try_at,
            clock_ahead_s=self._clock_ahead_s,
        )

    @property
    def is_running(self) -> bool:
        return self._running is not None

    @property
    def is_line_free(self) -> bool:
        """Whether nothing is under way and nothing is to be tried again."""
        return self._running is None and self._next_try_at is None

    def may_use_line(self, is_wished: bool) -> bool:
        """Whether photos may pass on the line that is there: by themselves, or by a wish."""
        is_bound = self._store.settings.get(WIFI_ONLY) and self._host.is_metered() is not False
        return is_wished or not is_bound

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return every record that is not wholly at the endpoint, and the last that are."""
        return outbox_entries(self._store, self._next_try_at, not self.may_use_line(False))

    def entry(self, record_id: str) -> OutboxEntry | None:
        """Return one record with its photos, None when this device did not make it."""
        waits_for_wifi = not self.may_use_line(False)
        return outbox_entry(self._store, record_id, self._next_try_at, waits_for_wifi)

    def summary(self) -> Mapping[str, object]:
        """Return the few words for the loading screen of the next start."""
        totals = self._store.outbox.totals()
        return {
            "records": totals.records_waiting,
            "photos": totals.photos_waiting,
            "trouble": totals.in_trouble,
        }

    def follow(self, listener: Listener) -> Callable[[], None]:
        """Hear of progress, several times a second; `Changes` is told only when a run ends."""
        return self._following.subscribe(listener)

    def nudge(self) -> None:
        """Something new waits, or the line is back: do not wait for the pause to end."""
        self._wake.set()

    def retry_troubled(self) -> None:
        """Let everything in trouble wait again, because the person said so."""
        self._store.outbox.retry_troubled()
        self._tell()
        self.nudge()

    async def sync_now(self, manual: bool = True) -> SyncOutcome:
        """Exchange now, or join the exchange that runs. A person's wish sends photos on any line.

        Raises `NotEnrolled` or a `StorageError`; what the line did is in the outcome.
        """
        if self._running is not None and manual and not self._has_photos:
            await asyncio.wait([self._running])
        if self._running is None:
            identity = required_identity(self._store.settings)
            self._is_wished = False
            self._running = asyncio.create_task(self._exchange(identity))
        self._is_wished |= manual
        return await asyncio.shield(self._running)

    async def run(self) -> None:
        """Exchange at the start, when something waits, when the line is back, and now and then."""
        stops = [
            self._host.watch(self._on_host),
            self._changes.subscribe(self._on_change, hears_answers=False),
        ]
        try:
            while True:
                await self._take_turn()
                await self._rest()
        finally:
            for stop in stops:
                stop()
            if self._running is not None:
                self._running.cancel()
                await asyncio.wait([self._running])

    async def _take_turn(self) -> None:
        self._wake.clear()
        self._might_send_photos = self.may_use_line(False)
        is_enrolled = stored_identity(self._store.settings) is not None
        if not is_enrolled or not self._host.is_online():
            self._pause_s = LOOK_S if is_enrolled else IDLE_S
            self._away.end()
            return
        try:
            await self.sync_now(manual=False)
        except Exception as error:
            log.exception("an exchange with the endpoint ended badly")
            is_of_disk = isinstance(error, StoreFull | StoreUnwritable)
            self._last_error = Reason(error.key, error.params) if is_of_disk else FAILED
            self._pause_after_failure(None)

    async def _rest(self) -> None:
        """Wait for the pause to end or for something to do, but never run without a gap."""
        if self._away.has_begun and self._transport is not None:
            await self._away.look_out(self._transport[1], self._pause_s)
        else:
            await woken_within(self._wake, self._pause_s)
        left_s = (self._not_before_ms - self._clock.monotonic_ms()) / 1000
        await asyncio.sleep(max(left_s, 0))

    async def _exchange(self, identity: Identity) -> SyncOutcome:
        self._tell()
        try:
            outcome = await self._exchanged(identity)
            self._note(outcome)
            return outcome
        finally:
            self._running = self._progress = None
            self._tell()

    async def _exchanged(self, identity: Identity) -> SyncOutcome:
        """Exchange on the line that is there, and anew when another takes its place meanwhile."""
        attempt = self._attempt = asyncio.timeout(None)
        self._has_photos = self.may_use_line(self._is_wished)
        try:
            async with attempt:
                return await synchronize(
                    self._transport_of(identity),
                    DeviceSide(self._store, identity.device),
                    self._on_progress,
                    pace=self._pace,
                    with_photos=self._has_photos,
                    now=self._clock.now,
                )
        except TimeoutError:
            if not attempt.expired():
                raise
        finally:
            self._attempt = None
        await asyncio.sleep(GAP_S)
        return await self._exchanged(identity)

    def _spread(self) -> None:
        after_ms = round(SPREAD_S * self._pausing.chance() * 1000)
        now_ms = self._clock.monotonic_ms()
        self._not_before_ms = max(self._not_before_ms, now_ms + after_ms)

    def _leave_old_line(self) -> None:
        """What was asked on a line that is gone gets no answer, and would wait for its timeout."""
        if self._attempt is not None and not self._attempt.expired():
            self._attempt.reschedule(asyncio.get_running_loop().time())

    def _transport_of(self, identity: Identity) -> Transport:
        if self._transport is None or self._transport[0] != identity:
            transport = Transport(self._host.http, identity.address, identity.token)
            self._transport = identity, transport
        return self._transport[1]

    def _note(self, outcome: SyncOutcome) -> None:
        if outcome.is_complete:
            # First: where the device is full, this is a failure like any other.
            self._store.settings.put(LAST_SYNCED_AT, self._clock.now().isoformat())
        if (ahead_s := outcome.clock_ahead_s) is not None:
            self._clock_ahead_s = ahead_s if abs(ahead_s) > CLOCK_SKEW_MARKED_S else None
        is_away = any(isinstance(error, Offline) for error in outcome.errors)
        if outcome.has_moved or not is_away:
            self._away.end()
        if is_away:
            self._away.begin()
        if outcome.has_moved or outcome.is_complete:
            self._pausing.succeed()
        if outcome.is_complete:
            self._last_error = self._next_try_at = None
            self._pause_s = IDLE_S
            self._not_before_ms = self._clock.monotonic_ms() + round(GAP_S * 1000)
        else:
            self._last_error = reason_of(outcome.errors[0])
            self._pause_after_failure(outcome.retry_after_s)
            if self._is_wished:
                # The background task rests as long as an earlier outcome told it.
                self.nudge()

    def _pause_after_failure(self, retry_after_s: float | None) -> None:
        self._pause_s = self._pausing.fail(retry_after_s)
        next_try_at = self._clock.now() + timedelta(seconds=self._pause_s)
        self._next_try_at = None if self._away.has_begun else next_try_at
        gap_s = max(retry_after_s or 0, GAP_S)
        self._not_before_ms = self._clock.monotonic_ms() + round(gap_s * 1000)

    def _on_progress(self, progress: Progress) -> None:
        self._progress = progress
        self._following.emit()

    def _on_change(self) -> None:
        """Look for what may leave now and could not before; what a run itself tells is no news."""
        if self._is_telling:
            return
        newest = next(reversed(self._store.outbox.waiting()), "")
        may_send = self.may_use_line(False)
        if (newest and newest != self._newest_waiting) or may_send > self._might_send_photos:
            self.nudge()
        self._newest_waiting = newest or self._newest_waiting
        self._might_send_photos = may_send

    def _on_host(self, event: str, value: object) -> None:
        if event == "online" and not value:
            self.nudge()
            return self._tell()
        if event in {"online", "visible"} and value:
            self._pausing.succeed()
            self._away.end()
            self.nudge()
        if event == "online":
            self._spread()
            self._leave_old_line()

    def _tell(self) -> None:
        self._is_telling = True
        try:
            self._changes.emit()
            self._following.emit()
        finally:
            self._is_telling = False
