"""Empty files whose names are on disk already: what lands in one has only its bytes to force there.

A photo that lands gets its own name by a rename that nothing waits for. A power cut may take the
rename back; the bytes are then found under the name of the empty file (`recovering.py`).
"""

import os
import threading
from collections import deque
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

READY = "ready"
"""The folder of such files, and of whatever a power cut left in one."""
ENOUGH, FEW = 32, 8


class Landing:
    """Several threads take from it; several processes have one each in the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ready: deque[Path] = deque()
        self._making = threading.Lock()

    @property
    def is_making(self) -> bool:
        return self._making.locked()

    def puts(self, path: Path, content: bytes) -> bool:
        """Put the bytes at `path`, if an empty file is ready: whether they are there and on disk.

        More files are made meanwhile.
        """
        empty = self._taken()
        if empty is None:
            return False
        try:
            with empty.open("r+b") as file:
                fill(file, content)
            empty.replace(path)
        except FileNotFoundError:
            # It stood unused for so long that another process took it for a dead one's.
            return False
        except BaseException:
            empty.unlink(missing_ok=True)
            raise
        return True

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


def fill(file: BinaryIO, content: bytes) -> None:
    """Write the bytes and force them to disk."""
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


def force_to_disk(path: Path) -> None:
    """Flush a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
