"""Our own Python as the phone loads it: compiled, without what only a desk or the endpoint runs."""

import importlib
import shutil
from pathlib import Path

from webapp import archive
from webapp.bytecode import COMPILER, compile_tree
from webapp.cache import Cache
from webapp.errors import BuildError
from webapp.layout import (
    ENTRY_MODULE,
    REPOSITORY,
    app_files,
    digest,
    digest_of_files,
)

LIBRARY = Path("forms") / "library"


def app_archive(cache: Cache, pyodide: Path, source: Path) -> bytes:
    """A tar of the app under `source`: bytecode, its data files, and the checklists as JSON."""
    if not (source / f"{ENTRY_MODULE}.py").is_file():
        raise BuildError(f"{source} has no {ENTRY_MODULE}.py, where the app begins.")
    files = list(app_files(source))
    checklists = sorted((source / LIBRARY).glob("*.y*ml"))
    library_compiler = sorted((source / "forms").glob("*.py"))
    recipe = Path(__file__).read_bytes() + COMPILER.read_bytes()
    key = digest(
        recipe,
        (pyodide / "package.json").read_bytes(),
        digest_of_files(source, [*files, *checklists, *library_compiler]),
    )

    def make(draft: Path) -> None:
        copied, compiled = draft / "copied", draft / "compiled"
        copied.mkdir()
        compiled.mkdir()
        for file in files:
            _copy(file, copied / file.relative_to(source))
            if file.suffix != ".py":
                _copy(file, compiled / file.relative_to(source))
        compile_tree(pyodide, copied, compiled, strip_docstrings=False)
        if checklists:
            _compile_checklists(source, compiled / LIBRARY)
        (draft / "app.tar").write_bytes(archive.pack(compiled))
        shutil.rmtree(copied)
        shutil.rmtree(compiled)

    return (cache.folder("app", key, make) / "app.tar").read_bytes()


def _compile_checklists(source: Path, target: Path) -> None:
    if source.resolve() != REPOSITORY:
        raise BuildError(f"{source} brings checklists, but only this repository's are compiled.")
    target.mkdir(parents=True, exist_ok=True)
    importlib.import_module("forms.files").compile_library(target)


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
