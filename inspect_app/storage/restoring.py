"""A backup put in the place of the device's store: verified first, adopted at the next open."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from inspect_app.errors import StoreFull
from inspect_app.storage.backup import read_backup_key, restore_backup
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.fetched_photos import discard_fetched
from inspect_app.storage.key_file import KEY_FILE, KeyFile
from inspect_app.storage.sqlite_file import Journal, Progress
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE, Store

RESTORING = "restoring"
READY = "ready"
"""Its presence is the person's word: what lies beside it takes the store's place."""
PLAIN, ENCRYPTED = b"1", b"2"
"""What it says: whether the key's file comes along, which a kill may have moved already."""
BESIDE = ("-wal", "-journal")
RECORDS_CURSOR = "records"


@dataclass(frozen=True, slots=True)
class Restorable:
    """What a verified backup holds."""

    person: str
    """Name of who was enrolled, or empty."""
    records: int
    drafts: int
    photos: int
    waiting: int
    """Records and photos that were not sent when it was made."""


def prepare_restore(
    source: Path,
    folder: Path,
    progress: Progress,
    journal: Journal = Journal.WAL,
    encryption: Encryption | None = None,
) -> Restorable:
    """Verify and unpack a backup beside the store, which stays in use.

    `encryption`: of an encrypted one, under the key that `read_backup_key` tells of.
    Raises `BackupDamaged`, `StoreFull` or `StoreNewer`; then nothing is left behind.
    """
    target = folder / RESTORING
    discard_restore(folder)
    try:
        restore_backup(source, target, progress)
        if key := read_backup_key(source):
            key.file.write(target)
        with Store.open(target, journal, encryption) as store:
            # What this very device recorded after the backup is fetched back, and its drafts go.
            store.cursors.remove(RECORDS_CURSOR)
            return _described(store)
    except BaseException:
        discard_restore(folder)
        raise


def _described(store: Store) -> Restorable:
    identity = store.settings.get("identity") or {}
    totals = store.outbox.totals()
    return Restorable(
        person=identity.get("person", {}).get("name", ""),
        records=store.records.count(),
        drafts=len(store.drafts.all()),
        photos=len(store.photos.shas()),
        waiting=totals.records_waiting + totals.photos_waiting + totals.in_trouble,
    )


def confirm_restore(folder: Path) -> None:
    """From now on the next open takes the backup, also after a kill."""
    is_encrypted = (folder / RESTORING / KEY_FILE).exists()
    try:
        with (folder / RESTORING / READY).open("wb") as file:
            file.write(ENCRYPTED if is_encrypted else PLAIN)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreFull() from error


def finish_restore(folder: Path) -> bool:
    """Put a confirmed backup in the store's place; whether there was one. A kill may come between.

    One that was never confirmed is thrown away.
    """
    target = folder / RESTORING
    is_confirmed = (target / READY).exists()
    if is_confirmed:
        # They were fetched with another's rights, and may be encrypted under another key.
        discard_fetched(folder)
        for name in (STORE_FILE, PHOTOS_FILE):
            if (target / name).exists():
                for beside in BESIDE:
                    (folder / (name + beside)).unlink(missing_ok=True)
                (target / name).replace(folder / name)
        _finish_key(target, folder)
        (target / READY).unlink()
    if target.exists():
        discard_restore(folder)
    return is_confirmed


def _finish_key(target: Path, folder: Path) -> None:
    if (target / READY).read_bytes() != ENCRYPTED:
        KeyFile.remove(folder)
    elif (target / KEY_FILE).exists():
        (target / KEY_FILE).replace(folder / KEY_FILE)


def discard_restore(folder: Path) -> None:
    shutil.rmtree(folder / RESTORING, ignore_errors=True)
