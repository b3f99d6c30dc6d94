"""A phone's own app as a host."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import flet as ft
import flet_geolocator as fg

from inspect_app.platform.files import ensure_folder, room_in
from inspect_app.platform.interface import HostKind, Position, StorageRoom
from inspect_app.platform.native.camera import NativeCamera
from inspect_app.platform.pillow_codec import PillowCodec
from inspect_app.platform.requests_http import RequestsHttp

STORAGE_VARIABLE = "FLET_APP_STORAGE_DATA"
"""Set by Flet in every packaged app: the app's own folder, kept until it is uninstalled."""
logger = logging.getLogger(__name__)


class NativeHost:
    kind = HostKind.native
    has_shared_memory = True
    address = ""

    def __init__(self, page: ft.Page, folder: Path) -> None:
        self.folder = folder
        self.codec = PillowCodec()
        self.camera = NativeCamera(page)
        self.http = RequestsHttp()
        self._page = page
        self._connectivity = ft.Connectivity()
        self._haptics = ft.HapticFeedback()
        self._ticks: set[asyncio.Task[None]] = set()
        self._is_online = True

    async def keep_storage(self) -> bool:
        return True

    async def storage_room(self) -> StorageRoom:
        return await room_in(self.folder)

    async def position(self, timeout_s: float = 8) -> Position | None:
        geolocator = fg.Geolocator()
        allowed = {
            fg.GeolocatorPermissionStatus.ALWAYS,
            fg.GeolocatorPermissionStatus.WHILE_IN_USE,
        }
        try:
            async with asyncio.timeout(timeout_s):
                if await geolocator.request_permission() not in allowed:
                    return None
                found = await geolocator.get_current_position()
        except (TimeoutError, RuntimeError) as error:
            logger.warning("no position: %s", error)
            return None
        return Position(found.latitude, found.longitude, found.accuracy)

    async def share(self, name: str, content: bytes, media_type: str) -> None:
        await ft.Share().share_files(
            [ft.ShareFile.from_bytes(content, name=name, mime_type=media_type)]
        )

    def is_online(self) -> bool:
        return self._is_online

    def watch(self, listener: Callable[[str, object], None]) -> Callable[[], None]:
        def on_connectivity(event: ft.ConnectivityChangeEvent) -> None:
            self._is_online = ft.ConnectivityType.NONE not in event.connectivity
            listener("online", self._is_online)

        def on_lifecycle(event: ft.AppLifecycleStateChangeEvent) -> None:
            listener("visible", event.state is ft.AppLifecycleState.RESUME)

        def stop() -> None:
            self._connectivity.on_change = None
            self._page.on_app_lifecycle_state_change = None

        self._connectivity.on_change = on_connectivity
        self._page.on_app_lifecycle_state_change = on_lifecycle
        return stop

    async def apply_update(self) -> None:
        """The app store's work."""

    def publish_summary(self, summary: Mapping[str, object]) -> None:
        """The splash of a native app shows no words."""

    def tick(self) -> None:
        task = asyncio.ensure_future(self._haptics.light_impact())
        self._ticks.add(task)
        task.add_done_callback(self._ticks.discard)


async def open_phone(page: ft.Page) -> NativeHost:
    folder = Path(os.environ[STORAGE_VARIABLE])
    return NativeHost(page, ensure_folder(folder))
