"""What a workbook's archive must be before anything is unpacked: bounded, plain, undamaged."""

from __future__ import annotations

import zipfile
from io import BytesIO

from forms.xlsform.faults import FaultKind, refused

ENTRIES_MAX = 500
UNPACKED_BYTES_MAX = 40_000_000
RATIO_MAX = 150
"""XML of a form packs 5 to 30 times; only what is made to swell packs more."""
RATIO_FREE_BYTES = 1_000_000
"""Below this an entry may pack as it likes."""

_ARCHIVE = b"PK\x03\x04"
_OPEN_DOCUMENT = "mimetype"


def is_archive(content: bytes) -> bool:
    return content.startswith(_ARCHIVE)


def check_archive(content: bytes) -> None:
    """Raises `XlsFormRefused`.

    The sizes are those that the directory declares; `zipfile` never gives out more than that.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refused(FaultKind.damaged, reason=str(error)) from error
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refused(FaultKind.protected)
    if len(entries) > ENTRIES_MAX or len(names) < len(entries):
        raise refused(FaultKind.archive_bomb, entries=len(entries))
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES_MAX:
        raise refused(FaultKind.archive_bomb, entries=len(entries))
    for entry in entries:
        is_large = entry.file_size > RATIO_FREE_BYTES
        if is_large and entry.file_size > RATIO_MAX * max(entry.compress_size, 1):
            raise refused(FaultKind.archive_bomb, entries=len(entries))
    if _OPEN_DOCUMENT in names or "xl/workbook.xml" not in names:
        raise refused(FaultKind.not_a_form)
