"""A folder on a real file system: where it is, how full it is, and files handed to the person."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import flet as ft

from inspect_app.disk import writing
from inspect_app.errors import AttachmentTooLarge
from inspect_app.platform.interface import FileKind, PickedFile, StorageRoom

HOME_VARIABLE = "INSPECT_APP_HOME"
APP_FOLDER = "inspect-app"


def desk_folder() -> Path:
    """INSPECT_APP_HOME, else where the system keeps the data of apps (XDG base directories)."""
    if named := os.environ.get(HOME_VARIABLE):
        return Path(named)
    home = Path.home()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return Path(base) / APP_FOLDER


def ensure_folder(folder: Path) -> Path:
    """Make it. Raises `StoreFull`, `StoreUnwritable`."""
    with writing():
        folder.mkdir(parents=True, exist_ok=True)
    return folder


async def room_in(folder: Path) -> StorageRoom:
    def measure() -> StorageRoom:
        used = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        return StorageRoom(used, shutil.disk_usage(folder).free, is_persistent=True)

    return await asyncio.to_thread(measure)


async def save_for(page: ft.Page, name: str, content: bytes) -> None:
    """Let the person say where; a browser that watches a desk's app downloads instead.

    On the disk when it returns. Raises `StoreFull` or `StoreUnwritable`.
    """
    path = await ft.FilePicker().save_file(file_name=name, src_bytes=content)
    if path and not page.web:
        await asyncio.to_thread(_write, Path(path), content)


def _write(path: Path, content: bytes) -> None:
    with writing(), path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


async def pick_file_for(page: ft.Page, target: Path) -> bool:
    """Copy the file that the person chooses; False when none.

    Raises `StoreFull` or `StoreUnwritable`.
    """
    chosen = await ft.FilePicker().pick_files(with_data=page.web)
    if not chosen:
        return False
    with writing():
        if chosen[0].bytes is not None:
            await asyncio.to_thread(target.write_bytes, chosen[0].bytes)
        else:
            await asyncio.to_thread(shutil.copyfile, chosen[0].path, target)
    return True


async def pick_attachment_for(page: ft.Page, kind: FileKind, most_bytes: int) -> PickedFile | None:
    """Raise `AttachmentTooLarge`."""
    chosen = await ft.FilePicker().pick_files(file_type=_TYPES[kind], with_data=page.web)
    if not chosen:
        return None
    if chosen[0].size > most_bytes:
        raise AttachmentTooLarge(size=chosen[0].size, limit=most_bytes)
    content = chosen[0].bytes
    if content is None:
        content = await asyncio.to_thread(Path(chosen[0].path).read_bytes)
    return PickedFile(chosen[0].name, content)


_TYPES = {
    FileKind.audio: ft.FilePickerFileType.AUDIO,
    FileKind.video: ft.FilePickerFileType.VIDEO,
    FileKind.file: ft.FilePickerFileType.ANY,
}
