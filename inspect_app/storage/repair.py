"""A damaged store made whole again: what can be read is kept, the rest comes from the endpoint."""

import itertools
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from inspect_app.disk import flush_folder, write_whole, writing
from inspect_app.domain.evidence import Photo
from inspect_app.errors import StoreCorrupt
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.photos import Photos
from inspect_app.storage.rebuilding import Rebuilding
from inspect_app.storage.restoring import finish_restore
from inspect_app.storage.salvage import Salvaged, salvage_documents, salvage_photos
from inspect_app.storage.settings import Settings
from inspect_app.storage.sqlite_file import SUSPECT, Journal
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE, Store

logger = logging.getLogger(__name__)

REBUILT = "rebuilt"
"""Folder beside the store's files."""
COMPLETE = "complete"
"""Its presence says that what lies beside it takes the place of what it was rebuilt from."""
SCRATCH = "scratch.sqlite"
DAMAGED = "damaged-"
"""How a damaged file's name begins from then on: a specialist may get more out of it."""
BESIDE = ("-wal", "-journal", SUSPECT)
SETTING = "repair"


@dataclass(frozen=True, slots=True)
class Repair:
    """What the person is told, until it was read."""

    records: int
    drafts: int
    photos: int
    lost_photos: int
    is_enrolled: bool

    @classmethod
    def untold(cls, settings: Settings) -> Self | None:
        found: Mapping[str, Any] | None = settings.get(SETTING)
        return cls(**found) if found else None

    @staticmethod
    def was_told(settings: Settings) -> None:
        settings.remove(SETTING)


def open_or_repair(
    folder: Path, journal: Journal = Journal.WAL, encryption: Encryption | None = None
) -> Store:
    """Open the store; a damaged one is repaired first. Raises what `Store.open` raises."""
    finish_restore(folder)
    _adopt(folder)
    try:
        if _lost_its_file(folder):
            raise StoreCorrupt(reason=f"{STORE_FILE} is gone, but not what lies beside it")
        return Store.open(folder, journal, encryption)
    except StoreCorrupt as error:
        logger.error("the store is damaged and will be repaired: %s", error)
    repair(folder, journal, encryption)
    return Store.open(folder, journal, encryption)


def repair(
    folder: Path, journal: Journal = Journal.WAL, encryption: Encryption | None = None
) -> Repair:
    """Rebuild both files in a folder of their own, then put them in the place of the damaged ones.

    A kill at any moment leaves either the damaged files, to be repaired again, or the new ones.
    """
    rebuilt = folder / REBUILT
    for name in (STORE_FILE, PHOTOS_FILE, SCRATCH):
        _remove(rebuilt / name)
    with Store.open(rebuilt, journal, encryption) as store:
        is_damaged = _photos_are_damaged(folder / PHOTOS_FILE)
        if is_damaged:
            for content, about in salvage_photos(folder / PHOTOS_FILE, encryption):
                store.photos.put(content, _described(about))
            sizes = _sizes(store.photos)
        else:
            sizes = _sizes_in(folder / PHOTOS_FILE)
        salvaged = salvage_documents(folder / STORE_FILE, rebuilt / SCRATCH, encryption)
        told = _rebuild(store, salvaged, sizes)
        store.settings.put(SETTING, asdict(told))
    _remove(rebuilt / SCRATCH)
    if not is_damaged:
        _remove(rebuilt / PHOTOS_FILE)
    write_whole(rebuilt / COMPLETE, b"")
    _adopt(folder)
    logger.warning("the store was repaired: %s", told)
    return told


def _rebuild(store: Store, salvaged: Salvaged, sizes: Mapping[str, int]) -> Repair:
    rebuilding = Rebuilding(store, salvaged, sizes)
    with store.transaction():
        rebuilding.run()
    return Repair(
        records=rebuilding.records,
        drafts=rebuilding.drafts,
        photos=len(sizes),
        lost_photos=len(rebuilding.lost_photos),
        is_enrolled=rebuilding.device != "",
    )


def _photos_are_damaged(path: Path) -> bool:
    try:
        photos = Photos(path)
    except StoreCorrupt:
        return True
    try:
        photos.file.check()
    except StoreCorrupt:
        return True
    finally:
        photos.close()
    return False


def _described(about: object) -> Photo | None:
    try:
        return Photo.from_dict(json.loads(about)) if isinstance(about, str) else None
    except (ValueError, KeyError, TypeError):
        return None


def _sizes(photos: Photos) -> dict[str, int]:
    return {sha256: photos.size(sha256) for sha256 in photos.shas()}


def _sizes_in(path: Path) -> dict[str, int]:
    photos = Photos(path)
    try:
        return _sizes(photos)
    finally:
        photos.close()


def _lost_its_file(folder: Path) -> bool:
    """SQLite would take a log without its file for an empty store, and throw the log away.

    Photos are opened only once the store is there, so without it they are no new phone either.
    """
    log = folder / (STORE_FILE + BESIDE[0])
    has_log = log.exists() and any(log.read_bytes()[:4])
    return _is_empty(folder / STORE_FILE) and (has_log or not _is_empty(folder / PHOTOS_FILE))


def _is_empty(path: Path) -> bool:
    return not path.exists() or not path.stat().st_size


def _adopt(folder: Path) -> None:
    """Put what was rebuilt in its place, also after a kill, and set aside what was there."""
    rebuilt = folder / REBUILT
    if not (rebuilt / COMPLETE).exists():
        return
    with writing():
        for name in (PHOTOS_FILE, STORE_FILE):
            if (rebuilt / name).exists():
                _set_aside(folder, name)
                (rebuilt / name).replace(folder / name)
        flush_folder(folder)
        (rebuilt / COMPLETE).unlink()


def _set_aside(folder: Path, name: str) -> None:
    """Give a damaged file and what belongs to it a name that no earlier one has.

    The file goes last: what a kill leaves behind then still goes under the same number.
    """
    numbered = (f"{DAMAGED}{number}-{name}" for number in itertools.count(2))
    names = itertools.chain([DAMAGED + name], numbered)
    aside = next(folder / each for each in names if not (folder / each).exists())
    for beside in BESIDE:
        if (folder / (name + beside)).exists():
            (folder / (name + beside)).replace(aside.with_name(aside.name + beside))
    if (folder / name).exists():
        (folder / name).replace(aside)
    else:
        aside.touch()


def _remove(path: Path) -> None:
    for each in (path, *(path.with_name(path.name + beside) for beside in BESIDE)):
        each.unlink(missing_ok=True)
