"""The whole store as one file, and back: a tar of both databases with their digests in front."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from inspect_app.disk import put_in_place, writing
from inspect_app.errors import BackupDamaged, BackupTargetOccupied, StoreCorrupt
from inspect_app.storage.checking import check_documents
from inspect_app.storage.key_file import KeyFile
from inspect_app.storage.sqlite_file import Journal, Progress, SqliteFile
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE, Store

FORMAT, ENCRYPTED_FORMAT = "inspect-app-backup-1", "inspect-app-backup-2"
"""A version that knows no encryption must not take an encrypted one for whole."""
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 10_000
CHUNK_BYTES = 1 << 20
UNFINISHED = ".backup-"
"""How the name of a folder begins in which a backup is made."""
_FILES = (STORE_FILE, PHOTOS_FILE)
_UNREADABLE = (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError)
"""What a tar brings up that was cut short, changed, or made to do harm."""


@dataclass(frozen=True, slots=True)
class BackupKey:
    """How an encrypted backup's key is to be had: by the passphrase that it was wrapped under."""

    file: KeyFile
    wrapped: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Manifest:
    files: Mapping[str, Mapping[str, Any]]
    key: BackupKey | None = None


def _ignore(_done: int, _total: int) -> None: ...


def write_backup(
    store: Store, target: Path, progress: Progress = _ignore, key: BackupKey | None = None
) -> None:
    """Write a backup while the store stays in use; `target` appears when it is complete.

    An encrypted store stays encrypted in it; `key` says how to have its key. Raises `StoreCorrupt`
    when the store is damaged, which the next start repairs: its backup could not be restored.
    """
    check_documents(store.db)
    steps = _Steps(progress, total=2 * store.size_bytes())
    with writing(), tempfile.TemporaryDirectory(dir=target.parent, prefix=UNFINISHED) as name:
        folder = Path(name)
        _copy_files(store, folder, steps)
        unfinished = folder / "backup"
        with unfinished.open("wb") as stream:
            _pack(folder, stream, steps, key)
            stream.flush()
            os.fsync(stream.fileno())
        put_in_place(unfinished, target)
    steps.finish()


def _copy_files(store: Store, folder: Path, steps: "_Steps") -> None:
    for name, file in zip(_FILES, store.files, strict=True):
        file.copy_to(folder / name, steps.of_this_file)
        with file.mapped:
            _check(folder / name)
        steps.next_file((folder / name).stat().st_size)


def backup_bytes(store: Store, progress: Progress = _ignore, key: BackupKey | None = None) -> bytes:
    """Return a backup, for hosts where the person has no folder to write to."""
    # Beside the store the next start finds what a kill leaves; a browser has few files, but memory.
    documents = store.files[0]
    beside = documents.path.parent if documents.journal is Journal.WAL else None
    with writing(), tempfile.TemporaryDirectory(dir=beside, prefix=UNFINISHED) as folder:
        target = Path(folder) / "backup"
        write_backup(store, target, progress, key)
        return target.read_bytes()


def read_backup_key(source: Path) -> BackupKey | None:
    """Return how an encrypted backup's key is to be had. Raises `BackupDamaged`."""
    try:
        with tarfile.open(source, mode="r:") as tar:
            return _read_manifest(tar).key
    except _UNREADABLE as error:
        raise BackupDamaged(reason=str(error)) from error


def restore_backup(source: Path, folder: Path, progress: Progress = _ignore) -> None:
    """Unpack a backup into `folder`, which must not hold a store.

    Raises `BackupDamaged` (nothing is left behind) or `BackupTargetOccupied`.
    """
    if any((folder / name).exists() for name in _FILES):
        raise BackupTargetOccupied(folder=str(folder))
    with writing():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as name:
            unpacked = Path(name)
            try:
                _unpack(source, unpacked, progress)
                for file_name in _FILES:
                    _check(unpacked / file_name)
            except (*_UNREADABLE, StoreCorrupt) as error:
                raise BackupDamaged(reason=str(error)) from error
            for file_name in reversed(_FILES):
                put_in_place(unpacked / file_name, folder / file_name)


class _Steps:
    """Adds the progress of several files up."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._before = 0

    def of_this_file(self, done: int, _total: int = 0) -> None:
        self._progress(min(self._before + done, self._total), self._total)

    def next_file(self, size: int) -> None:
        self._before += size
        self.of_this_file(0)

    def finish(self) -> None:
        self._progress(self._total, self._total)


def _pack(folder: Path, stream: BinaryIO, steps: _Steps, key: BackupKey | None) -> None:
    manifest: dict[str, Any] = {"format": ENCRYPTED_FORMAT if key else FORMAT}
    manifest["files"] = {name: _described(folder / name) for name in _FILES}
    if key:
        manifest["key"] = {"file": asdict(key.file), "wrapped": dict(key.wrapped)}
    with tarfile.open(fileobj=stream, mode="w") as tar:
        content = json.dumps(manifest).encode()
        header = tarfile.TarInfo(MANIFEST)
        header.size = len(content)
        tar.addfile(header, io.BytesIO(content))
        for name in _FILES:
            tar.add(folder / name, arcname=name)
            steps.next_file((folder / name).stat().st_size)


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"size": path.stat().st_size, "sha256": digest}


def _unpack(source: Path, folder: Path, progress: Progress) -> None:
    with tarfile.open(source, mode="r:") as tar:
        described = _read_manifest(tar).files
        steps = _Steps(progress, total=sum(each["size"] for each in described.values()))
        for name in _FILES:
            member = _member(tar, name)
            if member.size != described[name]["size"]:
                raise BackupDamaged(reason=f"{name} has {member.size} bytes")
            with tar.extractfile(member) as stream, (folder / name).open("wb") as file:
                _copy(stream, file)
            if _described(folder / name) != described[name]:
                raise BackupDamaged(reason=f"{name} does not have its digest")
            steps.next_file(member.size)


def _copy(stream: BinaryIO, file: BinaryIO) -> None:
    shutil.copyfileobj(stream, file, CHUNK_BYTES)
    file.flush()
    os.fsync(file.fileno())


def _read_manifest(tar: tarfile.TarFile) -> _Manifest:
    member = _member(tar, MANIFEST)
    if member.size > MAX_MANIFEST_BYTES:
        raise BackupDamaged(reason="the manifest is too long")
    try:
        manifest = json.loads(tar.extractfile(member).read())
        if manifest["format"] not in (FORMAT, ENCRYPTED_FORMAT):
            raise BackupDamaged(reason=f"format {manifest['format']!r}")
        files = {name: dict(manifest["files"][name]) for name in _FILES}
        if not all(isinstance(each["size"], int) for each in files.values()):
            raise BackupDamaged(reason="the manifest has no sizes")
        if manifest["format"] == FORMAT:
            return _Manifest(files)
        key = manifest["key"]
        return _Manifest(files, BackupKey(KeyFile(**key["file"]), dict(key["wrapped"])))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BackupDamaged(reason="the manifest cannot be read") from error


def _member(tar: tarfile.TarFile, name: str) -> tarfile.TarInfo:
    try:
        member = tar.getmember(name)
    except KeyError as error:
        raise BackupDamaged(reason=f"{name} is missing") from error
    if not member.isfile() or member.issparse():
        raise BackupDamaged(reason=f"{name} is not a file")
    return member


def _check(path: Path) -> None:
    file = SqliteFile(path, Journal.PERSIST)
    try:
        file.check()
    finally:
        file.close()
