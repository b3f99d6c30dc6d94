"""Photos that other devices made: in a file of their own, which may be lost at any time.

They can be fetched again. So they are in no backup, a damaged file is thrown away instead of being
repaired, and what a person must not see any more is deleted with all others.
"""

import logging
from pathlib import Path

from inspect_app.errors import StoreCorrupt
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.photos import Photos
from inspect_app.storage.sqlite_file import SUSPECT

FETCHED_FILE = "fetched.sqlite"
BESIDE = ("", "-wal", "-journal", SUSPECT)

logger = logging.getLogger(__name__)


def open_fetched(folder: Path, encryption: Encryption | None = None) -> Photos:
    """Open the file, or begin anew when it is damaged."""
    try:
        return _opened(folder, encryption)
    except StoreCorrupt as error:
        logger.warning("the fetched photos are damaged and thrown away: %s", error)
    discard_fetched(folder)
    return _opened(folder, encryption)


def discard_fetched(folder: Path) -> None:
    """Delete the file while it is closed: the store beside it becomes another's."""
    for beside in BESIDE:
        (folder / (FETCHED_FILE + beside)).unlink(missing_ok=True)


def _opened(folder: Path, encryption: Encryption | None) -> Photos:
    photos = Photos(folder / FETCHED_FILE, encryption)
    try:
        if photos.file.was_interrupted:
            photos.file.check()
    except BaseException:
        photos.close()
        raise
    return photos
