"""A store whose key is gone: what it still tells, and how it makes room for a new one."""

from pathlib import Path

from inspect_app.disk import flush_folder, put_in_place, writing
from inspect_app.errors import StorageError
from inspect_app.storage.fetched_photos import discard_fetched
from inspect_app.storage.key_file import KEY_FILE
from inspect_app.storage.sqlite_file import SUSPECT, Journal, SqliteFile
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE

ASIDE = "without-key-"
BESIDE = ("", "-wal", "-journal", SUSPECT)


def unsent(folder: Path) -> int | None:
    """Return how many records and photos had not reached the endpoint; states stay readable.

    None where the store is damaged as well, or was set aside already when a kill came.
    """
    if not (folder / STORE_FILE).exists():
        return None
    sql = "SELECT count(*) FROM {} WHERE json_extract(doc, '$.state') <> 'sent'"
    try:
        file = SqliteFile(folder / STORE_FILE, Journal.WAL)
        try:
            return sum(file.fetch_one(sql.format(name))[0] for name in ("outbox", "photo_outbox"))
        finally:
            file.close()
    except StorageError:
        return None


def set_aside(folder: Path) -> Path:
    """Move the store's files into a folder of their own; nothing is deleted. Returns the folder.

    The key's file goes last: until then a kill leaves a store that still lacks its key.
    """
    with writing():
        target = _target(folder)
        discard_fetched(folder)
        for name in (STORE_FILE, PHOTOS_FILE):
            for beside in BESIDE:
                if (folder / (name + beside)).exists():
                    (folder / (name + beside)).replace(target / (name + beside))
        flush_folder(target)
        put_in_place(folder / KEY_FILE, target / KEY_FILE)
    return target


def _target(folder: Path) -> Path:
    """Return a new folder, or the one that a kill left half filled."""
    folders = sorted(folder.glob(f"{ASIDE}*"))
    unfinished = [each for each in folders if not (each / KEY_FILE).exists()]
    target = unfinished[0] if unfinished else folder / f"{ASIDE}{len(folders) + 1}"
    target.mkdir(exist_ok=True)
    return target
