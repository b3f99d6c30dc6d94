"""The browser as a host."""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import js

from inspect_app.errors import (
    AttachmentTooLarge,
    LocationDenied,
    LocationUnavailable,
    StoreFull,
)
from inspect_app.platform.browser.bridge import Bridge, PageError
from inspect_app.platform.browser.camera import BrowserCamera
from inspect_app.platform.browser.codec import BrowserCodec
from inspect_app.platform.browser.http import BrowserHttp
from inspect_app.platform.browser.line import PageLine
from inspect_app.platform.browser.script import SITE
from inspect_app.platform.browser.storage import open_folder
from inspect_app.platform.interface import (
    ASKED_S,
    FileKind,
    HostKind,
    PickedFile,
    Position,
    StorageRoom,
)

EVENTS = {"online", "visible", "update"}
PIECE_BYTES = 4_000_000
"""Of a picked file: a backup is never as a whole in memory."""
METERED = {"wifi": False, "ethernet": False, "cellular": True, "wimax": True, "bluetooth": True}
"""Types of the Network Information API that say so."""
logger = logging.getLogger(__name__)


class BrowserHost:
    kind = HostKind.browser
    has_shared_memory = False
    keystore = None
    """WebCrypto keeps keys and answers later than SQLite's write returns."""
    address = SITE.rstrip("/")

    def __init__(self, folder: Path, bridge: Bridge, line: PageLine) -> None:
        self.folder = folder
        self.codec = BrowserCodec()
        self.camera = BrowserCamera(bridge)
        self.http = BrowserHttp()
        self._bridge = bridge
        self._line = line
        self._running: set[asyncio.Task[Any]] = set()

    async def keep_storage(self) -> bool:
        return await self._bridge.call("keep", timeout_s=None)

    async def storage_room(self) -> StorageRoom:
        estimate = await js.navigator.storage.estimate()
        used, quota = int(estimate.usage or 0), int(estimate.quota or 0)
        is_persistent = bool(await js.navigator.storage.persisted())
        return StorageRoom(used, max(0, quota - used), is_persistent)

    async def position(self, timeout_s: float = 8) -> Position:
        # The person may first be asked for permission, which the page's own timeout does not count.
        try:
            found = await self._bridge.call(
                "position", timeout_s=timeout_s + ASKED_S, timeoutMs=round(timeout_s * 1000)
            )
        except TimeoutError as error:
            raise LocationUnavailable() from error
        if found.refusal:
            raise LocationDenied() if found.refusal == "denied" else LocationUnavailable()
        return Position(found.latitude, found.longitude, found.accuracy)

    async def share(self, name: str, content: bytes, media_type: str) -> None:
        await self._bridge.call(
            "share", timeout_s=None, name=name, content=content, type=media_type
        )

    async def pick_file(self, texts: Mapping[str, str], target: Path) -> bool:
        picked = await self._bridge.call("file", timeout_s=None, texts=dict(texts))
        if picked is None:
            return False
        try:
            with target.open("wb") as file:
                for at in range(0, int(picked.size), PIECE_BYTES):
                    piece = await picked.slice(at, at + PIECE_BYTES).arrayBuffer()
                    file.write(piece.to_bytes())
        except OSError as error:
            raise StoreFull() from error
        return True

    async def pick_attachment(
        self, texts: Mapping[str, str], kind: FileKind, most_bytes: int
    ) -> PickedFile | None:
        accept = "" if kind is FileKind.file else f"{kind}/*"
        asked = {"texts": dict(texts), "title": f"entry.{kind}", "accept": accept}
        picked = await self._bridge.call("file", timeout_s=None, **asked)
        if picked is None:
            return None
        if picked.size > most_bytes:
            raise AttachmentTooLarge(size=picked.size, limit=most_bytes)
        return PickedFile(str(picked.name), (await picked.arrayBuffer()).to_bytes())

    def is_online(self) -> bool:
        return self._line.is_believed

    def is_metered(self) -> bool | None:
        """Chromium on Android knows; Safari and Firefox have no such interface."""
        line = getattr(js.navigator, "connection", None)
        return METERED.get(str(getattr(line, "type", "")))

    def watch(self, listener: Callable[[str, object], None]) -> Callable[[], None]:
        def pass_on(event: str, value: object) -> None:
            if event in EVENTS:
                listener(event, True if value is None else value)

        stop = self._bridge.listen(pass_on)
        self._bridge.say("checkUpdate")
        return stop

    async def apply_update(self) -> None:
        self._bridge.say("skipWaiting")

    def publish_summary(self, summary: Mapping[str, object]) -> None:
        text = json.dumps(summary, ensure_ascii=False)
        self._begin(self._bridge.call("summary", text=text))

    def tick(self) -> None:
        self._begin(self._bridge.call("tick"))

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        """Ask the page for something that nobody waits for."""
        task = asyncio.ensure_future(_quietly(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def _quietly(work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except (PageError, TimeoutError) as error:
        logger.warning("the page did not answer: %s", error)


async def open_browser() -> BrowserHost:
    """Raise `StoreMissing`, `StoreLocked`, `StoreFull`, `StorageError`."""
    bridge = Bridge()
    line = PageLine(bridge)
    # At once, also where the store is locked: a tab whose page is bound to its own worker is not
    # taken for another's.
    await _quietly(line.ask())
    return BrowserHost(await open_folder(), bridge, line)
