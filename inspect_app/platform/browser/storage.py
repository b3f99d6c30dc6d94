"""The durable folder: the browser's private file system, mounted so that open() and sqlite3 use it.

Without it there is no other place that keeps what it acknowledged through a kill: IndexedDB answers
later than Python's write returns. So an old browser is refused instead of losing inspections.
"""

import logging
import os
from pathlib import Path
from typing import Any

import pyodide_js

from inspect_app.errors import StorageError, StoreFull, StoreLocked, StoreMissing
from inspect_app.platform.browser.script import load_module

MOUNT_POINT = "/inspect-app"
FOLDER = "store"
logger = logging.getLogger(__name__)

_CAUSES: dict[str, type[StorageError]] = {
    "missing": StoreMissing,
    "locked": StoreLocked,
    "full": StoreFull,
}


async def open_folder() -> Path:
    """Mount the folder. Raises `StoreMissing`, `StoreLocked`, `StoreFull`, `StorageError`.

    A worker opens it once; the lock is let go when the worker ends.
    """
    answer: Any = await (await load_module("opfs.js")).openStore(pyodide_js.FS, MOUNT_POINT, FOLDER)
    if hasattr(answer, "error"):
        logger.error("the store's folder: %s (%s)", answer.error, answer.detail)
        raise _CAUSES.get(answer.error, StorageError)(reason=answer.detail)
    folder = Path(MOUNT_POINT)
    if not _fdatasync_flushes(folder, answer):
        logger.warning("fdatasync() does not reach the files; every write is flushed instead")
        answer.flushEveryWrite()
    return folder


def _fdatasync_flushes(folder: Path, store: Any) -> bool:
    """Whether SQLite's fdatasync() reaches the device: see `honourFdatasync` in opfs.js."""
    probe = os.open(folder / ".probe", os.O_CREAT | os.O_RDWR)
    try:
        before = store.flushes()
        os.fdatasync(probe)
        return store.flushes() > before
    finally:
        os.close(probe)
        os.unlink(folder / ".probe")
