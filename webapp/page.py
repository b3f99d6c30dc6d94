"""The page itself: index.html, its scripts, the manifest and the service worker, filled in."""

import hashlib
import json
import re
import shutil
from pathlib import Path

from webapp.cache import Cache
from webapp.client import pyodide_lock
from webapp.compress import wire_size
from webapp.errors import BuildError
from webapp.layout import ASSETS, digest
from webapp.npm import package_files

WEB_ASSETS = ASSETS / "web"
INDEX = "index.html"
SHOWN_FOLDERS = ("icons", "images")
"""Folders of assets/ that the client shows, by the same names under the site's root."""

ZXING_PACKAGE = "zxing-wasm"
ZXING_FILES = ("dist/es/reader/index.js", "dist/es/share.js", "dist/reader/zxing_reader.wasm")

FILLED_IN = ("boot.js", "service_worker.js")
"""Scripts with a `"__NAME__"` that the build replaces by JSON."""

FILE_TAG_LENGTH = 16


def copy_page(site: Path) -> None:
    """Copy our own web files to the site's root, and what the client shows."""
    shutil.copytree(WEB_ASSETS, site, dirs_exist_ok=True)
    for folder in SHOWN_FOLDERS:
        if (ASSETS / folder).is_dir():
            shutil.copytree(ASSETS / folder, site / folder, dirs_exist_ok=True)


def screen_words() -> str:
    """Every character that our own web files can put on the screen."""
    sources = [path for path in WEB_ASSETS.rglob("*") if path.suffix in {".html", ".js"}]
    return "".join(sorted(set().union(*(path.read_text("utf-8") for path in sources))))


def copy_scanner(site: Path, cache_folder: Path) -> None:
    """Copy the QR reader; its modules keep their places relative to each other under zxing/."""
    for member in ZXING_FILES:
        target = site / "zxing" / member.removeprefix("dist/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(cache_folder / member, target)


def scanner_files(cache: Cache) -> Path:
    """The folder with the fetched reader."""
    return package_files(cache, ZXING_PACKAGE, ZXING_FILES)


def fill_in_boot(site: Path, files: list[Path]) -> None:
    """Tell boot.js what a first load brings, so that it can show how far it is."""
    sizes = {
        file.relative_to(site).as_posix(): [file.stat().st_size, wire_size(file)] for file in files
    }
    fill_in(site / "boot.js", {"__FILES__": sizes, "__PYODIDE_LOCK__": pyodide_lock()})


def fill_in_service_worker(site: Path, files: list[Path]) -> str:
    """Name every file of the site with its digest and size; returns the site's version."""
    entries = [
        [
            file.relative_to(site).as_posix(),
            digest_of_content(file.read_bytes()),
            file.stat().st_size,
        ]
        for file in files
    ]
    version = digest(json.dumps(entries))[:12]
    policy = policy_of((site / INDEX).read_text("utf-8"))
    values = {"__VERSION__": version, "__FILES__": entries, "__POLICY__": policy}
    fill_in(site / "service_worker.js", values)
    return version


def policy_of(page: str) -> str:
    """Return the Content-Security-Policy that a page sets for itself."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    if found is None:
        raise BuildError(f"{INDEX} must say its Content-Security-Policy, for what has none.")
    return found[1]


def digest_of_content(content: bytes) -> str:
    """The first 64 bits of SHA-256, in hex: what service_worker.js computes of what it fetched."""
    return hashlib.sha256(content).hexdigest()[:FILE_TAG_LENGTH]


def fill_in(script: Path, values: dict[str, object]) -> None:
    text = script.read_text("utf-8")
    for name, value in values.items():
        if text.count(f"'{name}'") != 1:
            raise BuildError(f"{script.name} must contain '{name}' once, for the build to fill in.")
        text = text.replace(f"'{name}'", json.dumps(value, ensure_ascii=False))
    script.write_text(text, "utf-8")
