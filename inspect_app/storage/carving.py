"""Rows cut out of the pages of a damaged SQLite file, without its schema or its trees.

SQLite's file format, https://sqlite.org/fileformat2.html: 1.5 cells of a leaf, 1.6 overflow pages,
2.1 the record format.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inspect_app.storage.write_ahead_log import PAGE_BYTES, PAGE_SIZES, WriteAheadLog

Value = str | bytes | int | float | None

LEAF = 0x0D
HEADER_BYTES = 100
"""Of the file, on its first page."""
MAX_PAYLOAD_BYTES = 64_000_000
"""No document and no photo is that long: such a length is damage."""
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


class Unreadable(Exception):
    """This cell is damaged; others on its page may not be."""


@dataclass
class Pages:
    """The pages of a file, and the newer ones that wait in its write-ahead log."""

    content: bytes
    newer: Mapping[int, bytes] = field(default_factory=dict)
    """Page number → its newest image in the log."""
    usual_page_bytes: int = PAGE_BYTES
    page_bytes: int = field(init=False)

    def __post_init__(self) -> None:
        said = struct.unpack(">H", self.content[16:18])[0] if len(self.content) >= 18 else 0
        said = 65_536 if said == 1 else said
        is_whole = self.content.startswith(b"SQLite format 3\0") and said in PAGE_SIZES
        self.page_bytes = said if is_whole else self.usual_page_bytes

    @classmethod
    def of(cls, path: Path, usual_page_bytes: int) -> "Pages":
        newer = {frame.page: frame.image for frame in WriteAheadLog.beside(path).committed()}
        return cls(path.read_bytes() if path.exists() else b"", newer, usual_page_bytes)

    def numbers(self) -> range:
        count = -(-len(self.content) // self.page_bytes)
        return range(1, max(count, *self.newer) + 1 if self.newer else count + 1)

    def page(self, number: int) -> bytes:
        """Return the newest image; empty where the file does not reach."""
        if number in self.newer:
            return self.newer[number]
        at = (number - 1) * self.page_bytes
        return self.content[at : at + self.page_bytes]


def carve(
    pages: Pages, columns: int, numbers: Iterable[int] | None = None
) -> Iterator[tuple[Value, ...]]:
    """Yield every row of `columns` values that can be read; rows that were deleted may be there.

    `numbers`: the pages to look at, instead of all.
    """
    for number in pages.numbers() if numbers is None else numbers:
        page = pages.page(number)
        for pointer in _pointers(page, HEADER_BYTES if number == 1 else 0):
            try:
                row = _row(pages, page, pointer, columns)
            except (Unreadable, IndexError, struct.error, UnicodeDecodeError):
                continue
            if row is not None:
                yield row


def _pointers(page: bytes, start: int) -> tuple[int, ...]:
    """Return where the cells of a leaf begin; none when the page is no leaf of a table."""
    if len(page) < start + 8 or page[start] != LEAF:
        return ()
    count = struct.unpack(">H", page[start + 3 : start + 5])[0]
    end = start + 8 + 2 * count
    if end > len(page):
        return ()
    return struct.unpack(f">{count}H", page[start + 8 : end])


def _row(pages: Pages, page: bytes, at: int, columns: int) -> tuple[Value, ...] | None:
    length, at = _varint(page, at)
    _rowid, at = _varint(page, at)
    if not 0 < length <= MAX_PAYLOAD_BYTES:
        raise Unreadable
    payload = _payload(pages, page, at, length)
    header_bytes, cursor = _varint(payload, 0)
    types = []
    while cursor < header_bytes:
        kind, cursor = _varint(payload, cursor)
        types.append(kind)
    return _values(payload, header_bytes, types) if len(types) == columns else None


def _payload(pages: Pages, page: bytes, at: int, length: int) -> bytes:
    usable = pages.page_bytes
    most = usable - 35
    local = length
    if length > most:
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = least if local > most else local
    parts = [page[at : at + local]]
    left = length - local
    following = struct.unpack(">I", page[at + local : at + local + 4])[0] if left else 0
    while left > 0:
        image = pages.page(following)
        if not following or len(image) < usable:
            raise Unreadable
        following = struct.unpack(">I", image[:4])[0]
        parts.append(image[4 : 4 + min(left, usable - 4)])
        left -= len(parts[-1])
    payload = b"".join(parts)
    if len(payload) != length:
        raise Unreadable
    return payload


def _values(payload: bytes, at: int, types: list[int]) -> tuple[Value, ...]:
    values: list[Value] = []
    for kind in types:
        size = _INTEGER_BYTES.get(kind, 8 if kind == 7 else max(kind - 12, 0) // 2)
        raw = payload[at : at + size]
        if len(raw) != size:
            raise Unreadable
        values.append(_value(kind, raw))
        at += size
    return tuple(values)


def _value(kind: int, raw: bytes) -> Value:
    if kind >= 12:
        return raw.decode() if kind % 2 else raw
    if kind == 7:
        return struct.unpack(">d", raw)[0]
    if kind in _INTEGER_BYTES:
        return int.from_bytes(raw, "big", signed=True)
    return {8: 0, 9: 1}.get(kind)


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Return (value, where it ends): seven bits in each of eight bytes, then eight."""
    value = 0
    for index in range(9):
        byte = content[at + index]
        if index == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at + index + 1
    raise Unreadable
