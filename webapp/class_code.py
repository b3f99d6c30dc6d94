"""What dataclasses compile at every import, compiled beforehand: half of the app's imports."""

import json
import re
import tempfile
from pathlib import Path

from webapp.bytecode import run_node
from webapp.cache import Cache
from webapp.layout import digest

RECORDER = Path(__file__).with_name("class_code.mjs")
KIND = "class-code"
FILE = "class_code.bin"
"""Its name in the app's archive, by which python_worker.js opens it."""

FLET_NAME = re.compile(rb"\bft\.(\w+)")
ALWAYS_LOADED = ("flet.messaging.pyodide_connection",)


def class_code(
    cache: Cache, pyodide: Path, packages: bytes, app: bytes, sources: dict[str, bytes]
) -> bytes:
    """A marshalled mapping from the SHA-256 of what `dataclass()` makes up to its code.

    `packages` and `app` are the archives that the phone unpacks, `sources` the app's modules by
    path. A text that is missing here costs time on the phone, and nothing else.
    """
    recipe = (pyodide / "package.json").read_bytes() + RECORDER.read_bytes()
    key = digest(recipe, Path(__file__).read_bytes(), packages, app)
    return cache.content(KIND, key, lambda: _recorded(pyodide, packages, app, sources))


def _recorded(pyodide: Path, packages: bytes, app: bytes, sources: dict[str, bytes]) -> bytes:
    names = {name.decode() for text in sources.values() for name in FLET_NAME.findall(text)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "packages.tar").write_bytes(packages)
        (folder / "app.tar").write_bytes(app)
        job = {
            "packages": str(folder / "packages.tar"),
            "app": str(folder / "app.tar"),
            "target": str(folder / FILE),
            "modules": [*ALWAYS_LOADED, *sorted(map(_module, sources))],
            "names": sorted(names),
        }
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
        run_node(RECORDER, pyodide, folder / "job.json")
        return (folder / FILE).read_bytes()


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
