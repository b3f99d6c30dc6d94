"""Where bytes are kept: an object store, with the local folder's writes forced to disk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from sync.server.landing import READY, Landing, force_to_disk
from sync.server.settings import Settings

BLOBS = "blobs"
PARTS = "parts"
"""Where what has not arrived yet is kept; what is left there is collected after a while."""
CLIENT_OPTIONS = frozenset({"allow_http", "connect_timeout", "timeout", "proxy_url"})
"""What of `INSPECT_BLOB_…` is about the connection and not about the store."""
PATIENCE: Mapping[str, Any] = {"connect_timeout": "3s", "timeout": "20s"}
RETRIES: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=15)}


@dataclass(frozen=True, slots=True)
class BlobStore:
    """Names are paths: `blobs/ab/abcd…` and, while they arrive, `parts/<upload>-…`."""

    store: ObjectStore
    folder: Path | None = None
    """Set where the store is a local folder."""
    landing: Landing | None = None
    """Of the local folder."""

    @classmethod
    def open(cls, settings: Settings) -> "BlobStore":
        if settings.blobs:
            return cls(_remote(settings.blobs, settings.blob_options))
        folder = settings.blob_folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        _lay_out(folder)
        return cls(LocalStore(folder), folder, Landing(folder, folder / PARTS))

    def put(self, name: str, content: bytes) -> None:
        """Keep the bytes; they are on disk, or acknowledged by the store, on return."""
        if self.landing is None:
            obstore.put(self.store, name, content)
        elif name.startswith(f"{BLOBS}/"):
            self.landing.put(name, content)
        else:
            self.landing.put_in_new(name, content)

    def get(self, name: str) -> bytes:
        """Raises `FileNotFoundError`."""
        return bytes(obstore.get(self.store, name).bytes())

    def get_piece(self, name: str, start: int, length: int) -> bytes:
        """Raises `FileNotFoundError`."""
        return bytes(obstore.get_range(self.store, name, start=start, length=length))

    def delete(self, names: list[str]) -> None:
        """What is gone already is no error."""
        for name in names:
            try:
                obstore.delete(self.store, name)
            except FileNotFoundError:
                continue

    def size(self, name: str) -> int | None:
        try:
            return obstore.head(self.store, name)["size"]
        except FileNotFoundError:
            return None

    def names(self, prefix: str) -> Iterator[str]:
        yield from (name for name, _ in self.listed(prefix))

    def listed(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Yield names and when each was last written."""
        for page in obstore.list(self.store, prefix):
            yield from ((each["path"], each["last_modified"]) for each in page)


def blob_name(sha256: str) -> str:
    return f"{BLOBS}/{sha256[:2]}/{sha256}"


def _remote(address: str, options: Mapping[str, str]) -> ObjectStore:
    """Open the store so that a request of ours never waits for it longer than its client does."""
    client = {**PATIENCE, **{name: options[name] for name in options if name in CLIENT_OPTIONS}}
    known = {name: options[name] for name in options if name not in CLIENT_OPTIONS}
    return from_url(address, client_options=client, retry_config=RETRIES, **known)


def _lay_out(root: Path) -> None:
    """Make every folder at once: a photo then need not force those above its own to disk."""
    folders = [root / BLOBS / f"{number:02x}" for number in range(256)]
    folders += [root / PARTS, root / READY]
    new = [each for each in folders if not each.is_dir()]
    for each in new:
        each.mkdir(parents=True, exist_ok=True)
    for each in (root / BLOBS, root, root.parent) if new else ():
        force_to_disk(each)
