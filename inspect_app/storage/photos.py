"""Photos: bytes named by their SHA-256, in a SQLite file of their own, beside what is known."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from inspect_app.domain.evidence import Photo
from inspect_app.errors import PhotoUnknown
from inspect_app.storage.encryption import (
    PHOTO_MARK,
    Encryption,
    hidden,
    hidden_bytes,
    revealed,
    revealed_bytes,
)
from inspect_app.storage.sqlite_file import Journal, SqliteFile, closed_on_failure

_SETUP = (
    # Few, long writes: a large page means fewer calls into the browser's file system.
    "PRAGMA page_size=16384",
    "PRAGMA auto_vacuum=INCREMENTAL",
)
_TABLE = (
    "CREATE TABLE IF NOT EXISTS photos "
    "(id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, about TEXT, "
    "content BLOB NOT NULL)"
)


class Photos:
    """Each call is durable on return. The same bytes are kept once."""

    def __init__(self, path: Path, encryption: Encryption | None = None) -> None:
        # A rollback journal writes a new photo once; a write-ahead log would write it twice.
        self.file = SqliteFile(path, Journal.PERSIST, setup=_SETUP, encryption=encryption)
        with closed_on_failure(self.file):
            self.file.run(_TABLE)

    def put(self, content: bytes, photo: Photo | None = None) -> str:
        """Keep a photo's bytes, and what is known of it; returns its SHA-256 in hex."""
        sha256 = hashlib.sha256(content).hexdigest()
        about = None if photo is None else json.dumps(photo.to_dict(), ensure_ascii=False)
        encryption = self.file.encryption
        self.file.run(
            "INSERT INTO photos (sha256, size, about, content) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (sha256) DO UPDATE SET about=coalesce(excluded.about, about)",
            (
                sha256,
                len(content),
                about and hidden(about, (), encryption),
                hidden_bytes(content, encryption),
            ),
        )
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return a photo's bytes. Raises `PhotoUnknown`."""
        return revealed_bytes(self._value("content", sha256), self.file.encryption)

    def read(self, sha256: str, offset: int, length: int) -> bytes:
        """Return a piece without loading the photo; shorter at its end. Raises `PhotoUnknown`."""
        row = self._value("id", sha256)
        if self.file.read_blob("photos", "content", row, 0, len(PHOTO_MARK)) == PHOTO_MARK:
            # It can only be decrypted as a whole; a photo is small.
            return self.get(sha256)[offset : offset + length]
        return self.file.read_blob("photos", "content", row, offset, length)

    def size(self, sha256: str) -> int:
        """Return a photo's length in bytes. Raises `PhotoUnknown`."""
        return self._value("size", sha256)

    def described(self, sha256: str) -> Photo:
        """Return what is known of a photo. Raises `PhotoUnknown`."""
        about = self._value("about", sha256)
        if about is None:
            raise PhotoUnknown(sha256=sha256)
        return Photo.from_dict(json.loads(revealed(about, self.file.encryption)))

    def has(self, sha256: str) -> bool:
        return self._row("1", sha256) is not None

    def shas(self) -> tuple[str, ...]:
        """Return the digest of every photo here, in the order in which they came."""
        return tuple(sha for (sha,) in self.file.fetch_all("SELECT sha256 FROM photos ORDER BY id"))

    def sizes(self) -> dict[str, int]:
        """Return the length of every photo here, by digest, in the order in which they came."""
        return dict(self.file.fetch_all("SELECT sha256, size FROM photos ORDER BY id"))

    def total_bytes(self) -> int:
        return self.file.fetch_one("SELECT coalesce(sum(size), 0) FROM photos")[0]

    def delete(self, sha256s: Iterable[str]) -> None:
        """Forget photos and give their room back; those that are not here are gone already."""
        with self.file.transaction():
            self.file.run_many(
                "DELETE FROM photos WHERE sha256=?", ((sha256,) for sha256 in sha256s)
            )
        self.file.give_room_back()

    def close(self) -> None:
        self.file.close()

    def _value(self, column: str, sha256: str) -> bytes | int | str:
        row = self._row(column, sha256)
        if row is None:
            raise PhotoUnknown(sha256=sha256)
        return row[0]

    def _row(self, column: str, sha256: str) -> tuple | None:
        return self.file.fetch_one(f"SELECT {column} FROM photos WHERE sha256=?", (sha256,))
