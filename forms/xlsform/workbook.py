"""A form's workbook as plain cells with their places, whatever kind of file it came in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from forms.xlsform.archive import is_archive
from forms.xlsform.cells import Workbook
from forms.xlsform.excel import COMPOUND_FILE, read_xls, read_xlsx
from forms.xlsform.faults import FaultKind, refused
from forms.xlsform.plain_text import read_csv, read_markdown

FILE_BYTES_MAX = 10_000_000
"""A hundred times the largest published form that was found."""


def read_workbook(path: Path) -> Workbook:
    """Read .xlsx, .xlsm, .xls, .csv or .md, known by content. Raises `XlsFormRefused`."""
    content = _bytes_of(path)
    if is_archive(content):
        return read_xlsx(content)
    if content.startswith(COMPOUND_FILE):
        return read_xls(content)
    return _read_text(content, path.suffix.lower())


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise refused(FaultKind.unreadable, reason=error.strerror or str(error)) from error
    if len(content) > FILE_BYTES_MAX:
        raise refused(FaultKind.too_large, limit=FILE_BYTES_MAX // 1_000_000)
    return content


def _read_text(content: bytes, suffix: str) -> Workbook:
    if b"\x00" in content or content.startswith(_OTHER_FILES):
        raise refused(FaultKind.not_a_form)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Excel for Chinese writes .csv in GB 18030; names would be guessed at.
        kind = FaultKind.encoding if suffix in _READERS else FaultKind.not_a_form
        raise refused(kind) from error
    read = _READERS.get(suffix) or (read_markdown if _MARKDOWN.search(text) else read_csv)
    return read(text)


_OTHER_FILES = (b"%PDF", b"<", b"{\\rtf")
_MARKDOWN = re.compile(r"^\s*\|.*\|\s*$", re.MULTILINE)
_READERS: Mapping[str, Callable[[str], Workbook]] = {".csv": read_csv, ".md": read_markdown}
