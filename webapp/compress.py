"""Each file beside itself as .br and .gz, so that the endpoint sends bytes it need not make."""

import gzip
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from webapp.cache import Cache
from webapp.layout import digest

RELEASE_QUALITY = 11
FAST_QUALITY = 5
GZIP_LEVEL = 9
ALREADY_COMPRESSED = {".png", ".woff2", ".jpg"}
LARGE_BYTES = 1_000_000
WORTH_IT = 0.95
"""A compressed file is kept when it is at most this share of the original."""


def compress_site(
    cache: Cache, files: list[Path], quality: int, done: Callable[[Path], None]
) -> None:
    """Write `.br` and `.gz` beside each of `files` that gains; `done` hears of large ones."""
    wanted = [file for file in files if file.suffix not in ALREADY_COMPRESSED]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for file in pool.map(lambda file: _compress(cache, file, quality), wanted):
            if file.stat().st_size > LARGE_BYTES:
                done(file)


def wire_size(file: Path) -> int:
    """Bytes that a browser that accepts brotli receives for `file`."""
    compressed = file.with_name(file.name + ".br")
    return (compressed if compressed.exists() else file).stat().st_size


def _compress(cache: Cache, file: Path, quality: int) -> Path:
    content = file.read_bytes()
    key = digest(content)
    forms = {
        ".br": cache.content(
            f"br{quality}", key, lambda: brotli.compress(content, quality=quality, lgwin=24)
        ),
        ".gz": cache.content("gz", key, lambda: gzip.compress(content, GZIP_LEVEL, mtime=0)),
    }
    for suffix, compressed in forms.items():
        if len(compressed) <= len(content) * WORTH_IT:
            file.with_name(file.name + suffix).write_bytes(compressed)
    return file
