"""Results that need not be made twice, each kept under the digest of all that it was made from."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


class Cache:
    """Folders and files under one root; an entry appears whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, kind: str, key: str, make: Callable[[Path], None]) -> Path:
        """The folder for `key`; when there is none yet, `make` fills an empty one."""
        entry = self.root / kind / key[:32]
        if not entry.exists():
            draft = self._draft(kind)
            try:
                make(draft)
                _publish(draft, entry)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        return entry

    def has(self, kind: str, key: str) -> bool:
        return (self.root / kind / key[:32]).exists()

    def content(self, kind: str, key: str, make: Callable[[], bytes]) -> bytes:
        """The bytes for `key`; when there are none yet, `make` returns them."""
        folder = self.folder(kind, key, lambda draft: _write(draft / "content", make()))
        return (folder / "content").read_bytes()

    def _draft(self, kind: str) -> Path:
        (self.root / kind).mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="draft-", dir=self.root / kind))


def _publish(draft: Path, entry: Path) -> None:
    try:
        os.replace(draft, entry)
    except OSError:
        if not entry.exists():
            raise


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
