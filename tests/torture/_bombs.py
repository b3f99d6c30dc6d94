"""Small things that unfold: pictures, archives, JSON and YAML, made when they are needed."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

BIG = 200_000_000
"""What a bomb unfolds to, from a few hundred kilobytes."""
_PNG = b"\x89PNG\r\n\x1a\n"
_BLOCK = bytes(1_000_000)


def _png(width: int, height: int, *extra: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    scanlines = _deflated(min(width * height * 4, 50_000_000))
    parts = [_chunk(b"IHDR", head), *extra, _chunk(b"IDAT", scanlines), _chunk(b"IEND", b"")]
    return _PNG + b"".join(parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def _deflated(size: int) -> bytes:
    packer = zlib.compressobj(9)
    packed = [packer.compress(_BLOCK) for _ in range(max(1, size // len(_BLOCK)))]
    return b"".join([*packed, packer.flush()])


def _jpeg(width: int, height: int, filler: bytes = b"") -> bytes:
    sof = struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(range(9))
    sos = b"\xff\xda\x00\x0c\x03" + bytes(9)
    return b"\xff\xd8" + filler + b"\xff\xc0" + sof + sos + bytes(100) + b"\xff\xd9"


def _webp(width: int, height: int) -> bytes:
    edges = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + edges
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def _zip(*, layers: int = 1, files: int = 1) -> bytes:
    content = bytes(100_000_000)
    for _ in range(layers):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(files):
                archive.writestr(f"{number}.bin", content)
        content = packed.getvalue()
    return content


PICTURES: Mapping[str, Callable[[], bytes]] = {
    "png of a gigapixel": lambda: _png(32_000, 32_000),
    "png of every pixel there is": lambda: _png(2**31 - 1, 2**31 - 1),
    "png that is one line": lambda: _png(2**31 - 1, 200),
    "jpeg of four gigapixels": lambda: _jpeg(65_500, 65_500),
    "webp of a gigapixel": lambda: _webp(2**24, 2**24),
    "gif of four gigapixels": lambda: b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\0\0\0;",
    "png that hides a larger one": lambda: _png(30_000, 30_000, _chunk(b"iCCP", b"x\0\0" + b"x")),
}
"""Refused by their first bytes."""
_IHDR = _chunk(b"IHDR", struct.pack(">IIBBBBB", 200, 200, 8, 6, 0, 0, 0))
INERT: Mapping[str, Callable[[], bytes]] = {
    "jpeg of markers alone": lambda: b"\xff\xd8" + b"\xff\xe0\x00\x02" * 1_500_000,
    "png of chunks alone": lambda: (
        _PNG + _chunk(b"IHDR", bytes(13)) + _chunk(b"tEXt", b"") * 500_000
    ),
    "png with a packed text": lambda: _png(200, 200, _chunk(b"zTXt", b"a\0\0" + _deflated(BIG))),
    "page that calls itself a photo": lambda: b"<!doctype html><script>alert(1)</script>",
    "drawing that calls itself a photo": lambda: (
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"
    ),
    "nested entities": lambda: b"<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><a>&c;</a>",
    "jpeg with an endless preamble": lambda: _jpeg(65_500, 65_500, b"\xff\xe1\xff\xff" * 100_000),
    "jpeg that ends early": lambda: _jpeg(1_000, 1_000)[:30],
}
"""Kept as bytes that nobody opens: answered as a download of no type."""
ARCHIVES: Mapping[str, Callable[[], bytes]] = {
    "zip of a hundred megabytes": lambda: _zip(),
    "zip in a zip in a zip": lambda: _zip(layers=3),
    "gzip of hundreds of megabytes": lambda: _gzip(BIG),
    "gzip in a gzip": lambda: gzip.compress(_gzip(BIG)),
    "bzip2 of a hundred megabytes": lambda: bz2.compress(bytes(100_000_000)),
    "xz of a hundred megabytes": lambda: lzma.compress(bytes(100_000_000), preset=0),
    "tar with a sparse file": lambda: _sparse_tar("big"),
}


def _gzip(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = [packer.compress(_BLOCK) for _ in range(size // len(_BLOCK))]
    return b"".join([*packed, packer.flush()])


BODIES: Mapping[str, Callable[[], tuple[bytes, str]]] = {
    "gzip of hundreds of megabytes": lambda: (_gzip(BIG), "gzip"),
    "gzip in a gzip": lambda: (gzip.compress(_gzip(BIG)), "gzip"),
    "gzip of many members": lambda: (gzip.compress(b"{}") * 50_000, "gzip"),
    "gzip that is none": lambda: (b"\x1f\x8b" + bytes(1_000), "gzip"),
    "gzip twice over": lambda: (gzip.compress(b"{}"), "gzip, gzip"),
    "brotli": lambda: (b"\x0b\x00\x80\x03", "br"),
    "lists in lists": lambda: (b"[" * 3_900_000, ""),
    "objects in objects": lambda: (b'{"records":[' + b'{"a":' * 700_000, ""),
    "a million empty lists": lambda: (_records(b"[]," * 1_200_000), ""),
    "a million empty objects": lambda: (_records(b"{}," * 1_200_000), ""),
    "a million keys": lambda: (_records(b"".join(b'"%d":0,' % n for n in range(300_000))), ""),
    "one number of megabytes": lambda: (_records(b"9" * 3_900_000), ""),
    "exponent without end": lambda: (_records(b"1e" + b"9" * 1_000_000), ""),
    "fraction without end": lambda: (_records(b"0." + b"1" * 3_900_000), ""),
    "one text of megabytes": lambda: (_records(b'"' + b"\\u0000" * 600_000 + b'"'), ""),
    "more than a body may have": lambda: (b" " * 5_000_000, ""),
    "blanks": lambda: (b" " * 3_900_000 + b'{"records":[]}', ""),
    "more records than a batch may have": lambda: (_records(b"{}," * 51), ""),
}


def _records(content: bytes) -> bytes:
    return b'{"records":[{"body":[' + content.rstrip(b",") + b"]}]}"


YAML: Mapping[str, Callable[[], str]] = {
    "billion laughs": lambda: _laughs(),
    "map that holds itself": lambda: "a: &a\n  b: *a\n",
    "lists in lists": lambda: "a: " + "[" * 100_000,
    "indented without end": lambda: "".join(" " * n + "a:\n" for n in range(2_000)),
    "object of Python": lambda: "a: !!python/object/apply:os.system ['true']\n",
    "one number of megabytes": lambda: "version: " + "9" * 1_000_000,
    "keys without end": lambda: "".join(f"k{n}: 1\n" for n in range(100_000)),
    "merge keys": lambda: "a: &a {b: 1}\nc:\n  <<: [*a, *a, *a]\n",
}


def _laughs() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for number in range(1, 12):
        lines.append(f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]")
    return "\n".join(lines)


BACKUPS: Mapping[str, Callable[[], bytes]] = {
    "database that is sparse": lambda: _backup(_sparse_tar("endpoint.sqlite")),
    "member that climbs out": lambda: _backup(_tar("../../escaped", b"x")),
    "member with an absolute path": lambda: _backup(_tar("/tmp/escaped-by-restore", b"x")),
    "database that is a link": lambda: _backup(_link(tarfile.SYMTYPE, "/etc/passwd")),
    "database that is a hard link": lambda: _backup(_link(tarfile.LNKTYPE, "/etc/passwd")),
    "database that is a pipe": lambda: _backup(_link(tarfile.FIFOTYPE, "")),
    "database that is a device": lambda: _backup(_link(tarfile.CHRTYPE, "")),
    "manifest of megabytes": lambda: _tar("manifest.json", b"[" * 70_000_000),
    "manifest of lists in lists": lambda: _tar("manifest.json", b"[" * 1_000_000),
    "packed tar": lambda: gzip.compress(_backup(b"")),
    "zip": lambda: _zip(),
    "nothing": lambda: b"",
    "noise": lambda: bytes(range(256)) * 1_000,
}
_MANIFEST = (
    b'{"format":1,"version":"0","made_at":"2026-11-23T00:00:00+00:00","database_sha256":"0",'
    b'"records":0,"blobs":0}'
)


def _backup(rest: bytes) -> bytes:
    return _tar("manifest.json", _MANIFEST).rstrip(b"\0").ljust(1_024, b"\0") + rest


def _tar(name: str, content: bytes) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


def _link(kind: bytes, target: str) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        member = tarfile.TarInfo("endpoint.sqlite")
        member.type, member.linkname = kind, target
        archive.addfile(member)
    return written.getvalue()


def _sparse_tar(name: str) -> bytes:
    """A member of a hundred gigabytes that has no byte in the archive (old GNU sparse)."""
    member = tarfile.TarInfo(name)
    member.type = tarfile.GNUTYPE_SPARSE
    head = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    head[156:157] = tarfile.GNUTYPE_SPARSE
    head[386:410] = b"00000000000\x0000000000000\x00"[:24]
    head[483:495] = b"%011o\0" % (500 * BIG)
    head[148:156] = b"        "
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + bytes(1_024)
