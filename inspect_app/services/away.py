"""A line that the host believes in and that reaches nothing: since when, and the look for it.

A weak Wi-Fi in a basement, an access point without its uplink: no host tells when it carries again.
"""

from __future__ import annotations

import asyncio

from inspect_app.clock import Clock
from inspect_app.services.pausing import Pausing
from sync.transport import Transport


class Away:
    def __init__(self, clock: Clock, pausing: Pausing, wake: asyncio.Event) -> None:
        self._clock = clock
        self._pausing = pausing
        self._wake = wake
        self._since_ms: int | None = None

    @property
    def has_begun(self) -> bool:
        return self._since_ms is not None

    def begin(self) -> None:
        if self._since_ms is None:
            self._since_ms = self._clock.monotonic_ms()

    def end(self) -> None:
        self._since_ms = None

    async def look_out(self, transport: Transport, pause_s: float) -> None:
        """Return when the endpoint is reached, or when something else is there to do.

        The first look is `pause_s` from now: what reaches it and fails again backs off.
        """
        wait_s = max(pause_s, self._until_look_s())
        while not await woken_within(self._wake, wait_s):
            if await self._reaches(transport):
                return
            wait_s = self._until_look_s()

    def _until_look_s(self) -> float:
        now_ms = self._clock.monotonic_ms()
        return self._pausing.until_look_s((now_ms - (self._since_ms or now_ms)) / 1000)

    async def _reaches(self, transport: Transport) -> bool:
        """Ask for next to nothing; what wakes us meanwhile may be another line, and is not kept."""
        looking = asyncio.create_task(transport.reaches())
        waking = asyncio.create_task(self._wake.wait())
        try:
            await asyncio.wait({looking, waking}, return_when=asyncio.FIRST_COMPLETED)
            return waking.done() or looking.exception() is not None or looking.result()
        finally:
            looking.cancel()
            waking.cancel()


async def woken_within(wake: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        return False
    return True
