"""Bytes get to the disk first and their name afterwards, by a rename.

A photo lands in an empty file whose name is on disk already: it has only its bytes to force there,
and nothing waits for the rename. A power cut may take that back; the bytes are then found under
the name of the empty file (`recovering.py`).
"""

import os
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

READY = "ready"
"""The folder of such files, and of whatever a power cut left in one."""
ENOUGH, FEW = 32, 8
THERE, NEW = os.O_WRONLY, os.O_WRONLY | os.O_CREAT | os.O_EXCL
MODE = 0o666
"""Less what the process's mask takes away, as `open` has it."""


@dataclass(frozen=True, slots=True)
class Landed:
    """Bytes that are on disk without a name of their own."""

    path: Path
    content: bytes
    is_found_again: bool
    """After a power cut, by the name they have: their own one need not be forced to disk."""

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)


class Landing:
    """Several threads take from it; several processes have one each in the same folder."""

    def __init__(self, root: Path, arriving: Path) -> None:
        """Names are below `root`; what finds no empty file ready has one in `arriving`."""
        self._root = root
        self._folder = root / READY
        self._arriving = arriving
        self._ready: deque[Path] = deque()
        self._making = threading.Lock()

    @property
    def is_making(self) -> bool:
        return self._making.locked()

    def put(self, name: str, content: bytes) -> None:
        """The bytes are on disk, and are not lost to a power cut, on return."""
        self.name(self.land(content), name)

    def put_in_new(self, name: str, content: bytes) -> None:
        """Put them without an empty file: their name is on disk as well."""
        self.name(self._land_in_new(content), name)

    def land(self, content: bytes) -> Landed:
        """Force the bytes to disk in an empty file if one is ready; more are made meanwhile."""
        empty = self._taken()
        if empty is not None:
            # One that stood unused for long was taken for a dead process's, and deleted.
            with suppress(FileNotFoundError):
                return Landed(_filled(empty, THERE, content), content, is_found_again=True)
        return self._land_in_new(content)

    def _land_in_new(self, content: bytes) -> Landed:
        path = self._arriving / f"arriving-{token_hex(8)}"
        return Landed(_filled(path, NEW, content), content, is_found_again=False)

    def name(self, landed: Landed, name: str) -> None:
        """Give bytes that landed their name: never is there one without all of its bytes."""
        path = self._root / name
        try:
            landed.path.replace(path)
        except FileNotFoundError:
            if not landed.is_found_again:
                raise
            # A process that has just begun gave it to a lost photo of the same bytes.
            self.put_in_new(name, landed.content)
            return
        except BaseException:
            landed.drop()
            raise
        if not landed.is_found_again:
            force_to_disk(path.parent)

    def _taken(self) -> Path | None:
        if len(self._ready) <= FEW and self._making.acquire(blocking=False):
            threading.Thread(target=self._make, name="landing", daemon=True).start()
        try:
            return self._ready.popleft()
        except IndexError:
            return None

    def _make(self) -> None:
        """What cannot be made is missed by nobody: a photo then makes its own file."""
        try:
            made = [self._folder / token_hex(8) for _ in range(ENOUGH - len(self._ready))]
            for path in made:
                path.touch(exist_ok=False)
            force_to_disk(self._folder)
            self._ready.extend(made)
        except OSError:
            return
        finally:
            self._making.release()


def _filled(path: Path, flags: int, content: bytes) -> Path:
    handle = os.open(path, flags, MODE)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    return path


def force_to_disk(path: Path) -> None:
    """Flush a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
