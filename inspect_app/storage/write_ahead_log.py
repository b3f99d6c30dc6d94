"""What a write-ahead log holds, looked at without SQLite: which would end silently at a torn frame.

SQLite's file format, https://sqlite.org/fileformat2.html: 4.1 the log, 4.2 its checksums.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HEADER_BYTES, FRAME_HEADER_BYTES = 32, 24
MAGICS = {0x377F0682: "<", 0x377F0683: ">"}
"""By its last bit: the order of the bytes in the words that are summed."""
PAGE_BYTES = 4096
"""Where the log's own header is unreadable; SQLite's default, and the store's."""
PAGE_SIZES = frozenset(1 << power for power in range(9, 17))
WORD = 0xFFFF_FFFF

Sum = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    page: int
    is_commit: bool
    image: bytes
    is_intact: bool
    """Whether it has its checksum, which goes on from that of the frame before."""


@dataclass(frozen=True)
class WriteAheadLog:
    """The frames of the log's present round; what earlier rounds left behind them is not read."""

    frames: tuple[Frame, ...]
    is_readable: bool = True
    """Whether its header is whole; SQLite takes a log without one for an empty log."""

    @classmethod
    def beside(cls, path: Path) -> "WriteAheadLog":
        """Read the log of the database at `path`; an absent one is empty."""
        log = path.with_name(path.name + "-wal")
        return cls.of(log.read_bytes() if log.exists() else b"")

    @classmethod
    def of(cls, content: bytes) -> "WriteAheadLog":
        if not any(content[: HEADER_BYTES + FRAME_HEADER_BYTES]):
            return cls(())
        header = _Header.of(content[:HEADER_BYTES])
        return cls(tuple(_frames(content, header)), header.is_whole)

    @cached_property
    def settled(self) -> tuple[Frame, ...]:
        """The frames of every commit behind which something was written: all were on the disk."""
        ends = [at for at, frame in enumerate(self.frames[:-1]) if frame.is_commit]
        return self.frames[: ends[-1] + 1] if ends else ()

    @cached_property
    def is_torn(self) -> bool:
        """Whether a commit that was on the disk lies behind a frame that SQLite would stop at.

        A damaged frame of the last one is what a kill or a power cut, which keeps no order, leaves
        of a commit that nobody was told of.
        """
        if not self.is_readable:
            return bool(self.frames)
        return not all(frame.is_intact for frame in self.settled)

    def committed(self) -> tuple[Frame, ...]:
        """Return the intact frames, also behind a torn one; of the last commit all or none."""
        last = self.frames[len(self.settled) :]
        is_whole = bool(last) and last[-1].is_commit and all(frame.is_intact for frame in last)
        return tuple(f for f in (*self.settled, *(last if is_whole else ())) if f.is_intact)

    def torn(self) -> dict[int, bytes]:
        """Return page number → image of the damaged frames; what they hold may be found nowhere."""
        return {frame.page: frame.image for frame in self.settled if not frame.is_intact}


@dataclass(frozen=True, slots=True)
class _Header:
    page_bytes: int
    salts: bytes
    """Drawn anew at each round."""
    order: str
    checksum: Sum
    is_whole: bool

    @classmethod
    def of(cls, content: bytes) -> "_Header":
        magic, _version, page_bytes = struct.unpack(">3I", content[:12].ljust(12, b"\0"))
        order = MAGICS.get(magic, "<")
        said = struct.unpack(">2I", content[24:32].ljust(8, b"\0"))
        is_whole = len(content) == HEADER_BYTES and magic in MAGICS
        is_whole = is_whole and _summed(content[:24], order, (0, 0)) == said
        size = page_bytes if page_bytes in PAGE_SIZES else PAGE_BYTES
        return cls(size, content[16:24], order, said, is_whole)


def _frames(content: bytes, header: _Header) -> Iterator[Frame]:
    step = FRAME_HEADER_BYTES + header.page_bytes
    starts = range(HEADER_BYTES, len(content) - step + 1, step)
    salts = header.salts
    if not header.is_whole:
        salts = content[HEADER_BYTES + 8 : HEADER_BYTES + 16]
    ours = [at for at in starts if content[at + 8 : at + 16] == salts]
    before = header.checksum
    for at in range(HEADER_BYTES, ours[-1] + 1 if ours and any(salts) else 0, step):
        page, pages_then, said = *struct.unpack(">2I", content[at : at + 8]), _said(content, at)
        image = content[at + FRAME_HEADER_BYTES : at + step]
        summed = _summed(content[at : at + 8] + image, header.order, before)
        is_ours = content[at + 8 : at + 16] == salts
        yield Frame(page, is_ours and pages_then > 0, image, is_ours and summed == said)
        before = said


def _said(content: bytes, at: int) -> Sum:
    return struct.unpack(">2I", content[at + 16 : at + 24])


def _summed(content: bytes, order: str, before: Sum) -> Sum:
    """Return the checksum of `content`, going on from `before`."""
    words = iter(struct.unpack(f"{order}{len(content) // 4}I", content))
    first, second = before
    for word, next_word in zip(words, words, strict=True):
        first = first + word + second & WORD
        second = second + next_word + first & WORD
    return first, second
