"""A backup put in the place of the device's store: verified first, adopted at the next open."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from inspect_app.disk import flush_folder, write_whole, writing
from inspect_app.errors import BackupDamaged, StorageError, StoreFull, StoreNewer, StoreUnwritable
from inspect_app.storage.backup import UNFINISHED, read_backup_key, restore_backup
from inspect_app.storage.checking import check_documents
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.fetched_photos import discard_fetched
from inspect_app.storage.key_file import KEY_FILE, KeyFile
from inspect_app.storage.sqlite_file import Journal, Progress
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE, Store

PICKED = "picked.backup"
"""The file that the person chose, until it is opened."""
RESTORING = "restoring"
READY = "ready"
"""Its presence is the person's word: what lies beside it takes the store's place."""
PLAIN, ENCRYPTED = b"1", b"2"
"""What it says: whether the key's file comes along, which a kill may have moved already."""
BESIDE = ("-wal", "-journal")
RECORDS_CURSOR = "records"
FAULTS = (StorageError, KeyError, TypeError, ValueError, AttributeError)
"""What opening a backup can bring that was made to do harm, or by somebody else's program."""
OF_THIS_DEVICE = (BackupDamaged, StoreFull, StoreNewer, StoreUnwritable)
"""What of it is no fault of the backup, or says so already."""


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
        return _prepared(source, target, progress, journal, encryption)
    except BaseException as error:
        discard_restore(folder)
        if isinstance(error, FAULTS) and not isinstance(error, OF_THIS_DEVICE):
            raise BackupDamaged(reason=str(error)) from error
        raise


def _prepared(
    source: Path,
    target: Path,
    progress: Progress,
    journal: Journal,
    encryption: Encryption | None,
) -> Restorable:
    restore_backup(source, target, progress)
    if key := read_backup_key(source):
        key.file.write(target)
    with Store.open(target, journal, encryption) as store:
        check_documents(store.db)
        # What this very device recorded after the backup is fetched back, and its drafts go.
        store.cursors.remove(RECORDS_CURSOR)
        return _described(store)


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
    write_whole(folder / RESTORING / READY, ENCRYPTED if is_encrypted else PLAIN)


def finish_restore(folder: Path) -> bool:
    """Put a confirmed backup in the store's place; whether there was one. A kill may come between.

    One that was never confirmed is thrown away, and so is one that was never finished.
    """
    (folder / PICKED).unlink(missing_ok=True)
    for unfinished in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    target = folder / RESTORING
    is_confirmed = (target / READY).exists()
    if is_confirmed:
        # They were fetched with another's rights, and may be encrypted under another key.
        discard_fetched(folder)
        with writing():
            _take_place(target, folder)
    if target.exists():
        discard_restore(folder)
    return is_confirmed


def _take_place(target: Path, folder: Path) -> None:
    for name in (STORE_FILE, PHOTOS_FILE):
        if (target / name).exists():
            for beside in BESIDE:
                (folder / (name + beside)).unlink(missing_ok=True)
            (target / name).replace(folder / name)
    _finish_key(target, folder)
    flush_folder(folder)
    (target / READY).unlink()


def _finish_key(target: Path, folder: Path) -> None:
    if (target / READY).read_bytes() != ENCRYPTED:
        KeyFile.remove(folder)
    elif (target / KEY_FILE).exists():
        (target / KEY_FILE).replace(folder / KEY_FILE)


def discard_restore(folder: Path) -> None:
    shutil.rmtree(folder / RESTORING, ignore_errors=True)
