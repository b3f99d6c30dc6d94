"""The build, step by step."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from webapp import compress, page
from webapp.app import app_archive
from webapp.cache import Cache
from webapp.client import PYODIDE, bundle_fonts, copy_client, pyodide_version
from webapp.fonts import font_files, screen_font
from webapp.layout import CACHE, DEFAULT_OUT, REPOSITORY
from webapp.packages import packages_archive, stdlib_archive
from webapp.progress import Progress

NOT_PRECACHED = {"service_worker.js"}


@dataclass(frozen=True)
class Site:
    """What a build made."""

    folder: Path
    version: str
    files: tuple[Path, ...]
    """Every file that a browser can ask for, without its compressed forms."""

    @property
    def raw_bytes(self) -> int:
        return sum(file.stat().st_size for file in self.files)

    @property
    def wire_bytes(self) -> int:
        return sum(compress.wire_size(file) for file in self.files)


def build_site(
    source: Path = REPOSITORY,
    out: Path = DEFAULT_OUT,
    *,
    fast: bool = False,
    cache: Cache | None = None,
    progress: Progress | None = None,
) -> Site:
    """Build the site of the app under `source` into `out`, which is replaced when all is done.

    `fast` compresses less. Raises `BuildError`.
    """
    cache = cache or Cache(CACHE)
    progress = progress or Progress()
    draft = out.with_name(out.name + ".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)

    with progress.step("Flet's web client") as result:
        count = copy_client(draft)
        result.append(f"{count} files, Pyodide {pyodide_version()}")
    with progress.step("Chinese font") as result:
        fonts = font_files(cache)
        bundle_fonts(draft, fonts)
        result.append(_megabytes(sum(map(len, fonts.values()))))
    with progress.step("QR reader"):
        page.copy_scanner(draft, page.scanner_files(cache))
    with progress.step("Python's standard library") as result:
        result.append(_store(draft / "pyodide" / "stdlib.zip", stdlib_archive(cache, PYODIDE)))
    with progress.step("Python packages") as result:
        packages = packages_archive(cache, PYODIDE)
        result.append(_store(draft / "packages.tar", packages))
    with progress.step("The app") as result:
        result.append(_store(draft / "app.tar", app_archive(cache, PYODIDE, source, packages)))
    with progress.step("Page"):
        page.copy_page(draft)
        (draft / "start.woff2").write_bytes(screen_font(cache, page.screen_words()))
    with progress.step("Compression") as result:
        quality = compress.FAST_QUALITY if fast else compress.RELEASE_QUALITY
        site = _finish(cache, draft, quality, progress)
        result.append(f"{_megabytes(site.raw_bytes)} raw, {_megabytes(site.wire_bytes)} brotli")

    site = _replace(out, site)
    progress.finish(f"Built {len(site.files)} files, version {site.version}, in {out}")
    return site


def _finish(cache: Cache, folder: Path, quality: int, progress: Progress) -> Site:
    """Compress all, then fill in the two scripts that name the others."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())

    def done(file: Path) -> None:
        progress.part(file.name)

    late = [folder / name for name in page.FILLED_IN]
    early = [file for file in files if file not in late]
    compress.compress_site(cache, early, quality, done)
    page.fill_in_boot(folder, early)
    precached = [file for file in files if file.name not in NOT_PRECACHED]
    version = page.fill_in_service_worker(folder, precached)
    compress.compress_site(cache, late, quality, done)
    return Site(folder, version, tuple(files))


def _replace(out: Path, site: Site) -> Site:
    """Put the finished site where the old one was; a running endpoint never sees half of it."""
    old = out.with_name(out.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    site.folder.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    moved = tuple(out / file.relative_to(site.folder) for file in site.files)
    return Site(out, site.version, moved)


def _store(path: Path, content: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return _megabytes(len(content))


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.2f} MB"
