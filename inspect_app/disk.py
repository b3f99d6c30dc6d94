"""Files beside the databases: flushed, renamed, and the rename flushed too."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path

from inspect_app.errors import StoreFull, StoreUnwritable

_FULL = {ENOSPC, EDQUOT, EFBIG}


@contextmanager
def writing() -> Iterator[None]:
    """Name what the system refuses: raise `StoreFull` or `StoreUnwritable`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull() from error
        raise StoreUnwritable(reason=str(error)) from error


def write_whole(path: Path, content: bytes) -> None:
    """On disk when it returns; a kill or a power cut leaves the old file or the new one."""
    unfinished = path.with_name(f"{path.name}.new")
    with writing():
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(unfinished, path)


def put_in_place(source: Path, target: Path) -> None:
    """Rename, and return when that has reached the disk."""
    source.replace(target)
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Let names that were given, changed or taken away in it outlive a power cut."""
    if sys.platform == "win32":
        # Folders cannot be opened there; NTFS keeps the order of renames in its journal.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
