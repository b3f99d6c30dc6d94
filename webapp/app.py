"""Our own Python as the phone loads it: compiled, without what only a desk or the endpoint runs."""

import importlib
import tempfile
from pathlib import Path

from webapp import archive, class_code
from webapp.bytecode import compile_modules
from webapp.cache import Cache
from webapp.errors import BuildError
from webapp.layout import ENTRY_MODULE, REPOSITORY, app_files

LIBRARY = Path("forms") / "library"


def app_archive(cache: Cache, pyodide: Path, source: Path, packages: bytes) -> bytes:
    """A tar of the app under `source`: bytecode, its data files, and the checklists as JSON.

    `packages` is the archive beside which it is unpacked.
    """
    if not (source / f"{ENTRY_MODULE}.py").is_file():
        raise BuildError(f"{source} has no {ENTRY_MODULE}.py, where the app begins.")
    files = {path.relative_to(source).as_posix(): path for path in app_files(source)}
    modules = {name: path.read_bytes() for name, path in files.items() if path.suffix == ".py"}
    content = compile_modules(cache, pyodide, modules)
    content |= {name: path.read_bytes() for name, path in files.items() if name not in modules}
    content |= _checklists(source)
    made_up = class_code.class_code(cache, pyodide, packages, archive.pack(content), modules)
    return archive.pack(content | {class_code.FILE: made_up})


def _checklists(source: Path) -> dict[str, bytes]:
    """The checklists as JSON by path: reading YAML would cost the phone a second and a package."""
    if not any((source / LIBRARY).glob("*.y*ml")):
        return {}
    if source.resolve() != REPOSITORY:
        raise BuildError(f"{source} brings checklists, but only this repository's are compiled.")
    with tempfile.TemporaryDirectory() as folder:
        written = importlib.import_module("forms.files").compile_library(Path(folder))
        return {(LIBRARY / path.name).as_posix(): path.read_bytes() for path in written}
