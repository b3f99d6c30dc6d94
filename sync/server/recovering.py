"""After a power cut: photos whose rows are on disk and whose last rename is not."""

import hashlib
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from sync.server.blob_store import BlobStore, blob_name
from sync.server.db import Database
from sync.server.landing import READY, force_to_disk
from sync.server.tables import blobs as blob_rows

UNUSED_S = 86_400
"""A file that has been ready for so long is of a process that is gone, or is soon made anew."""


def recover_names(database: Database, blobs: BlobStore) -> int:
    """Give such photos their names again, found by the digest of their bytes; return how many.

    What has no row was never acknowledged, or is on its way in another process: it is deleted once
    it is old.
    """
    if blobs.folder is None:
        return 0
    recovered = 0
    for path in list((blobs.folder / READY).iterdir()):
        # Another process may use it at this moment.
        with suppress(FileNotFoundError):
            if _has_its_name_again(database, blobs, path):
                recovered += 1
            elif time.time() - path.stat().st_mtime > UNUSED_S:
                path.unlink()
    return recovered


def _has_its_name_again(database: Database, blobs: BlobStore, path: Path) -> bool:
    content = path.read_bytes()
    if not content or blobs.folder is None:
        return False
    sha256 = hashlib.sha256(content).hexdigest()
    query = select(blob_rows.c.size).where(blob_rows.c.sha256 == sha256)
    with database.reading() as connection:
        size = connection.execute(query).scalar_one_or_none()
    name = blob_name(sha256)
    if size != len(content) or blobs.size(name) == size:
        return False
    home = blobs.folder / name
    path.replace(home)
    force_to_disk(home.parent)
    return True
