"""A phone's own app as a host."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import flet as ft
import flet_geolocator as fg

from inspect_app.errors import LocationDenied, LocationUnavailable
from inspect_app.platform.files import ensure_folder, pick_attachment_for, pick_file_for, room_in
from inspect_app.platform.interface import (
    ASKED_S,
    FileKind,
    HostKind,
    Keystore,
    PickedFile,
    Position,
    StorageRoom,
)
from inspect_app.platform.native.camera import NativeCamera
from inspect_app.platform.pillow_codec import PillowCodec
from inspect_app.platform.requests_http import RequestsHttp

STORAGE_VARIABLE = "FLET_APP_STORAGE_DATA"
"""Set by Flet in every packaged app: the app's own folder, kept until it is uninstalled."""
DENIED = {
    fg.GeolocatorPermissionStatus.DENIED,
    fg.GeolocatorPermissionStatus.DENIED_FOREVER,
}
FREE = {ft.ConnectivityType.WIFI, ft.ConnectivityType.ETHERNET}
logger = logging.getLogger(__name__)


class NativeHost:
    kind = HostKind.native
    has_shared_memory = True
    address = ""

    def __init__(self, page: ft.Page, folder: Path, keystore: Keystore | None = None) -> None:
        self.folder = folder
        self.codec = PillowCodec()
        self.camera = NativeCamera(page)
        self.http = RequestsHttp()
        self.keystore = keystore
        self._page = page
        self._connectivity = ft.Connectivity()
        self._haptics = ft.HapticFeedback()
        self._running: set[asyncio.Task[None]] = set()
        self._types: frozenset[ft.ConnectivityType] = frozenset()
        """What the system last said; nothing until it has."""

    async def keep_storage(self) -> bool:
        return True

    async def storage_room(self) -> StorageRoom:
        return await room_in(self.folder)

    async def position(self, timeout_s: float = 8) -> Position:
        geolocator = fg.Geolocator()
        try:
            # Whoever is asked first takes his time to answer.
            async with asyncio.timeout(ASKED_S):
                answer = await geolocator.request_permission()
            if answer in DENIED:
                raise LocationDenied()
            async with asyncio.timeout(timeout_s):
                found = await geolocator.get_current_position()
        except (TimeoutError, RuntimeError) as error:
            logger.warning("no position: %s", error)
            raise LocationUnavailable() from error
        return Position(found.latitude, found.longitude, found.accuracy)

    async def share(self, name: str, content: bytes, media_type: str) -> None:
        await ft.Share().share_files(
            [ft.ShareFile.from_bytes(content, name=name, mime_type=media_type)]
        )

    async def pick_file(self, texts: Mapping[str, str], target: Path) -> bool:
        return await pick_file_for(self._page, target)

    async def pick_attachment(
        self, texts: Mapping[str, str], kind: FileKind, most_bytes: int
    ) -> PickedFile | None:
        return await pick_attachment_for(self._page, kind, most_bytes)

    def is_online(self) -> bool:
        return ft.ConnectivityType.NONE not in self._types

    def is_metered(self) -> bool | None:
        if self._types & FREE:
            return False
        return True if ft.ConnectivityType.MOBILE in self._types else None

    def watch(self, listener: Callable[[str, object], None]) -> Callable[[], None]:
        def on_connectivity(event: ft.ConnectivityChangeEvent) -> None:
            self._types = frozenset(event.connectivity)
            listener("online", self.is_online())

        def on_lifecycle(event: ft.AppLifecycleStateChangeEvent) -> None:
            listener("visible", event.state is ft.AppLifecycleState.RESUME)

        def stop() -> None:
            self._connectivity.on_change = None
            self._page.on_app_lifecycle_state_change = None

        self._connectivity.on_change = on_connectivity
        self._page.on_app_lifecycle_state_change = on_lifecycle
        self._begin(self._ask_for_line(listener))
        return stop

    async def _ask_for_line(self, listener: Callable[[str, object], None]) -> None:
        """Changes are told, but not how it stands at the start."""
        self._types = frozenset(await self._connectivity.get_connectivity())
        listener("online", self.is_online())

    async def apply_update(self) -> None:
        """The app store's work."""

    def publish_summary(self, summary: Mapping[str, object]) -> None:
        """The splash of a native app shows no words."""

    def tick(self) -> None:
        self._begin(self._haptics.light_impact())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Start what nobody waits for."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def open_phone(page: ft.Page) -> NativeHost:
    folder = Path(os.environ[STORAGE_VARIABLE])
    return NativeHost(page, ensure_folder(folder), _keystore())


def _keystore() -> Keystore | None:
    try:
        from inspect_app.platform.native.keystore import NativeKeystore
    except ImportError as error:
        logger.warning("built without its keystore: %s", error)
        return None
    return NativeKeystore()
