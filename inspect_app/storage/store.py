"""The device's store: one folder, opened once, with a repository for each thing kept."""

from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from inspect_app.disk import writing
from inspect_app.errors import StoreCorrupt
from inspect_app.storage.assets import Assets
from inspect_app.storage.campaigns import Campaigns
from inspect_app.storage.checking import check_documents
from inspect_app.storage.checks import Checks
from inspect_app.storage.drafts import Drafts
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.engine import Database
from inspect_app.storage.fetched_photos import open_fetched
from inspect_app.storage.foreign_codes import ForeignCodes
from inspect_app.storage.forms import Forms
from inspect_app.storage.hazards import Hazards
from inspect_app.storage.migrations import migrate
from inspect_app.storage.outbox import Outbox
from inspect_app.storage.people import People
from inspect_app.storage.photos import Photos
from inspect_app.storage.records import Records
from inspect_app.storage.schema import INDEXES
from inspect_app.storage.settings import Cursors, Settings
from inspect_app.storage.sqlite_file import Journal, SqliteFile
from inspect_app.storage.units import Units
from sync.protocol import Record

STORE_FILE = "main.sqlite"
PHOTOS_FILE = "photos.sqlite"


class Store:
    """What a call has written is on disk when it returns, or when its `transaction()` ends."""

    def __init__(self, db: Database, photos: Photos) -> None:
        self.db = db
        self.photos = photos
        self.settings = Settings(db)
        self.cursors = Cursors(db)
        self.units = Units(db)
        self.people = People(db)
        self.campaigns = Campaigns(db)
        self.forms = Forms(db)
        self.assets = Assets(db)
        self.drafts = Drafts(db)
        self.checks = Checks(db)
        self.hazards = Hazards(db)
        self.records = Records(db, self.hazards, self.checks)
        self.outbox = Outbox(db)
        self.foreign_codes = ForeignCodes(db)

    @classmethod
    def open(
        cls,
        folder: Path,
        journal: Journal = Journal.WAL,
        encryption: Encryption | None = None,
    ) -> Self:
        """Open or create the store in `folder`, for this process alone.

        Every page is read when the last run was cut short, which a phone's end mostly is.
        Raises `StoreLocked`, `StoreCorrupt`, `StoreNewer`, `StoreFull` or `StoreUnwritable`.
        """
        with writing():
            folder.mkdir(parents=True, exist_ok=True)
        db = Database(folder / STORE_FILE, journal=journal, indexes=INDEXES, encryption=encryption)
        try:
            return cls._prepared(db, folder)
        except BaseException:
            db.close()
            raise

    @classmethod
    def _prepared(cls, db: Database, folder: Path) -> Self:
        if db.storage.file.was_interrupted:
            db.storage.file.check()
            check_documents(db, is_thorough=db.storage.file.is_suspect)
        migrate(db)
        _refuse_lost_photos(db, folder / PHOTOS_FILE)
        photos = Photos(folder / PHOTOS_FILE, db.storage.file.encryption)
        try:
            if photos.file.was_interrupted:
                photos.file.check()
            store = cls(db, photos)
            store.outbox.resume()
        except BaseException:
            photos.close()
            raise
        return store

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing over every repository but `photos`, whose bytes are there before."""
        return self.db.transaction()

    def encrypt(self, encryption: Encryption | None) -> None:
        """Write and read by this from now on; what is there stays as it is."""
        for file in (*self.files, self.fetched.file):
            file.encryption = encryption

    @property
    def files(self) -> tuple[SqliteFile, SqliteFile]:
        """What cannot be had again: these make up a backup."""
        return self.db.storage.file, self.photos.file

    @cached_property
    def fetched(self) -> Photos:
        """Photos that other devices made; opened when first asked for, which no inspection does."""
        return open_fetched(self.photos.file.path.parent, self.photos.file.encryption)

    def append(self, record: Record) -> None:
        """Keep a record of this device and its outbox entry, in one transaction.

        Raises `PhotoUnknown` when a photo that it speaks of is not here.
        """
        sizes = {sha256: self.photos.size(sha256) for sha256 in record.blobs}
        with self.transaction():
            self.records.add(record)
            self.outbox.queue(record.id, sizes)

    def check(self) -> None:
        """Read every page of both files. Raises `StoreCorrupt`."""
        for file in self.files:
            file.check()

    def checkpoint(self) -> None:
        """Tidy up in an idle moment, so that no save has to."""
        self.db.storage.file.checkpoint()

    def size_bytes(self) -> int:
        return sum(file.size_bytes() for file in self.files)

    def close(self) -> None:
        if "fetched" in self.__dict__:
            self.fetched.close()
        self.photos.close()
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _refuse_lost_photos(db: Database, path: Path) -> None:
    """Raise `StoreCorrupt` where an empty file would be taken for photos that were never made."""
    is_gone = not path.exists() or not path.stat().st_size
    if is_gone and (len(db.table("photo_outbox")) or Drafts(db).photos()):
        raise StoreCorrupt(reason=f"{path.name} is gone")
