"""The whole endpoint in one file and back: a tar of the database's snapshot and every blob.

The snapshot is taken first, while the endpoint goes on working: what it speaks of is still in the
object store when its turn comes, since a blob that a record names is never collected.
"""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from secrets import randbits
from typing import Self

from sync.server.blob_store import BlobStore, blob_name
from sync.server.cursors import EPOCH
from sync.server.landing import force_to_disk
from sync.server.moments import as_text
from sync.server.settings import Settings
from sync.server.snapshot import NotEmpty, OnRows, is_filled, put_back, take_snapshot

MANIFEST = "manifest.json"
DATABASE = "endpoint.sqlite"
FORMAT = 1
MAX_MEMBER_BYTES = 64_000_000
"""No blob comes near; the database is not read into memory."""

OnProgress = Callable[[str, int, int], None]
"""Stage, steps done, steps in all."""


class BackupError(Exception):
    """`code` names the sentence for the person; parameters fill it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    version: str
    made_at: str
    database_sha256: str
    records: int
    blobs: int

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        try:
            known = json.loads(text)
            said = {each.name: known[each.name] for each in fields(cls)}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BackupError("backup_damaged", reason=str(error)) from error
        if not all(type(said[each.name]) is each.type for each in fields(cls)):
            raise BackupError("backup_damaged", reason=MANIFEST)
        return cls(**said)


def back_up(
    settings: Settings, target: Path, now: datetime, on_progress: OnProgress = lambda *_: None
) -> Manifest:
    """Write the backup beside its name first, so that a file of this name is always whole."""
    if not settings.database and not (settings.folder / DATABASE).is_file():
        raise BackupError("nothing_to_back_up", folder=settings.folder)
    blobs = BlobStore.open(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as draft_folder:
        snapshot = Path(draft_folder) / DATABASE
        take_snapshot(settings.database_url, snapshot, partial(on_progress, "database"))
        wanted = list(_blobs_in(snapshot))
        manifest = Manifest(
            FORMAT,
            version("inspect-app"),
            as_text(now),
            _digest_of(snapshot),
            _count(snapshot, "records"),
            len(wanted),
        )
        draft = Path(draft_folder) / "draft.tar"
        with draft.open("wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                _add(archive, MANIFEST, json.dumps(asdict(manifest)).encode())
                archive.add(snapshot, DATABASE)
                for done, sha256 in enumerate(wanted, 1):
                    _add(archive, blob_name(sha256), _whole(blobs, sha256))
                    on_progress("blobs", done, len(wanted))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
        force_to_disk(target.parent)
    return manifest


def restore(
    source: Path, settings: Settings, on_progress: OnProgress = lambda *_: None
) -> Manifest:
    """Rebuild an endpoint in an empty folder or database; every byte is verified before it counts.

    The endpoint gets a new epoch: devices begin their pulls anew instead of trusting cursors that
    may point past what the backup holds.
    """
    if not settings.database and any(settings.folder.glob(f"{DATABASE}*")):
        # A log that was left alone would be read into whatever database comes beside it.
        raise BackupError("target_occupied", folder=settings.folder)
    if settings.database and is_filled(settings.database):
        raise BackupError("database_occupied")
    settings.folder.mkdir(parents=True, exist_ok=True)
    blobs = BlobStore.open(settings)
    draft = settings.folder / f".{DATABASE}.restoring"
    for left in settings.folder.glob(f"{draft.name}*"):
        # Of a restore that was cut short, with its journals.
        left.unlink()
    try:
        with tarfile.open(source, "r:") as archive:
            manifest, photos = _restore_members(archive, draft, blobs, on_progress)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError("backup_damaged", reason=str(error)) from error
    except OSError as error:
        raise BackupError("unreadable", path=source, reason=error.strerror or "") from error
    try:
        _verify_database(draft, manifest, photos)
        _begin_anew(draft)
    except sqlite3.DatabaseError as error:
        raise BackupError("backup_damaged", reason=str(error)) from error
    if settings.database:
        _put_back(draft, settings.database, partial(on_progress, "database"))
    else:
        os.replace(draft, settings.folder / DATABASE)
        force_to_disk(settings.folder)
    return manifest


def _restore_members(
    archive: tarfile.TarFile, draft: Path, blobs: BlobStore, on_progress: OnProgress
) -> tuple[Manifest, set[str]]:
    """Return what the backup says of itself, and the photos that were in it."""
    manifest = Manifest.from_json(_read(archive, archive.next(), MANIFEST))
    if manifest.format != FORMAT:
        raise BackupError("backup_newer", version=manifest.version)
    member = archive.next()
    if member is None or member.name != DATABASE or not _is_plain(member):
        raise BackupError("backup_damaged", reason="no database")
    content = archive.extractfile(member)
    assert content is not None
    with draft.open("wb") as file:
        while chunk := content.read(1 << 20):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    photos: set[str] = set()
    while (member := archive.next()) is not None:
        sha256 = member.name.rpartition("/")[2]
        bytes_ = _read(archive, member, blob_name(sha256))
        if hashlib.sha256(bytes_).hexdigest() != sha256:
            raise BackupError("backup_damaged", reason=f"blob {sha256}")
        blobs.put(blob_name(sha256), bytes_)
        photos.add(sha256)
        on_progress("blobs", len(photos), manifest.blobs)
    if len(photos) != manifest.blobs:
        raise BackupError("backup_damaged", reason=f"{len(photos)} of {manifest.blobs} blobs")
    return manifest, photos


def _put_back(draft: Path, url: str, on_rows: OnRows) -> None:
    try:
        put_back(draft, url, on_rows)
    except NotEmpty:
        raise BackupError("database_occupied") from None
    finally:
        draft.unlink()


def _blobs_in(database: Path) -> Iterator[str]:
    with closing(sqlite3.connect(database)) as connection:
        for (sha256,) in connection.execute("SELECT sha256 FROM blobs ORDER BY sha256"):
            yield sha256


def _count(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def _whole(blobs: BlobStore, sha256: str) -> bytes:
    """A backup of a damaged photo is no backup: say so now, while the device may still have it."""
    try:
        content = blobs.get(blob_name(sha256))
    except FileNotFoundError:
        raise BackupError("blob_missing", sha256=sha256) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BackupError("blob_damaged", sha256=sha256)
    return content


def _verify_database(path: Path, manifest: Manifest, photos: set[str]) -> None:
    if _digest_of(path) != manifest.database_sha256:
        raise BackupError("backup_damaged", reason="database digest")
    with closing(sqlite3.connect(path)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok" or _count(path, "records") != manifest.records:
        raise BackupError("backup_damaged", reason=verdict)
    if set(_blobs_in(path)) != photos:
        raise BackupError("backup_damaged", reason="other photos than its database has")


def _begin_anew(path: Path) -> None:
    """Cursors of before are disowned; uploads in flight too, whose parts no backup holds."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE counters SET value=? WHERE name=?", (randbits(48), EPOCH))
        connection.execute("DELETE FROM upload_parts")
        connection.execute("DELETE FROM uploads")


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo | None, expected: str) -> bytes:
    """Read a member by the name it must have; paths in the archive are never used as paths."""
    is_bounded = member is not None and member.size <= MAX_MEMBER_BYTES and _is_plain(member)
    if member is None or member.name != expected or not is_bounded:
        raise BackupError("backup_damaged", reason=f"{expected} is not where it belongs")
    content = archive.extractfile(member)
    assert content is not None
    return content.read()


def _is_plain(member: tarfile.TarInfo) -> bool:
    """No link, no device, and nothing sparse: that unfolds to any size from a few bytes."""
    return member.isreg() and not member.issparse()
