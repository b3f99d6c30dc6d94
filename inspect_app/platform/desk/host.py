"""The desk as a host."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import flet as ft

from inspect_app.errors import LocationUnavailable
from inspect_app.platform.desk.camera import DeskCamera
from inspect_app.platform.files import (
    desk_folder,
    ensure_folder,
    pick_attachment_for,
    pick_file_for,
    room_in,
    save_for,
)
from inspect_app.platform.interface import (
    FileKind,
    HostKind,
    Keystore,
    PickedFile,
    Position,
    StorageRoom,
)
from inspect_app.platform.pillow_codec import PillowCodec
from inspect_app.platform.requests_http import RequestsHttp

logger = logging.getLogger(__name__)


class DeskHost:
    kind = HostKind.desk
    has_shared_memory = True
    address = ""

    def __init__(self, page: ft.Page, folder: Path, keystore: Keystore | None = None) -> None:
        self.folder = folder
        self.codec = PillowCodec()
        self.camera = DeskCamera(page)
        self.http = RequestsHttp()
        self.keystore = keystore
        self._page = page

    async def keep_storage(self) -> bool:
        return True

    async def storage_room(self) -> StorageRoom:
        return await room_in(self.folder)

    async def position(self, timeout_s: float = 8) -> Position:
        raise LocationUnavailable()

    async def share(self, name: str, content: bytes, media_type: str) -> None:
        await save_for(self._page, name, content)

    async def pick_file(self, texts: Mapping[str, str], target: Path) -> bool:
        return await pick_file_for(self._page, target)

    async def pick_attachment(
        self, texts: Mapping[str, str], kind: FileKind, most_bytes: int
    ) -> PickedFile | None:
        return await pick_attachment_for(self._page, kind, most_bytes)

    def is_online(self) -> bool:
        """Nobody tells a desk; the exchange itself shows it."""
        return True

    def is_metered(self) -> bool | None:
        return False

    def watch(self, listener: Callable[[str, object], None]) -> Callable[[], None]:
        return lambda: None

    async def apply_update(self) -> None:
        """A desk's app is updated by its source."""

    def publish_summary(self, summary: Mapping[str, object]) -> None:
        """A desk shows no loading screen."""

    def tick(self) -> None:
        """A desk does not shake."""


async def open_desk(page: ft.Page) -> DeskHost:
    return DeskHost(page, ensure_folder(desk_folder()), _keystore())


def _keystore() -> Keystore | None:
    try:
        from inspect_app.platform.desk.keystore import open_keystore
    except ImportError as error:
        logger.info("no keystore: %s", error)
        return None
    return open_keystore()
