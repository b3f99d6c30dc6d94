"""Files as plain tar archives that are the same, byte for byte, whenever their content is."""

import io
import tarfile
from pathlib import Path


def pack(files: dict[str, bytes]) -> bytes:
    """An uncompressed ustar archive: the page unpacks it by copying, the wire compresses it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file under `folder` by its path in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
