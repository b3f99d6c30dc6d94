"""The Python packages of the browser, and its standard library, as the phone loads them."""

import io
import shutil
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from pathlib import Path

from webapp import archive
from webapp.bytecode import COMPILER, compile_tree
from webapp.cache import Cache
from webapp.errors import BuildError
from webapp.layout import REQUIREMENTS, digest

TARGET = (
    "--python-version=3.14",
    "--implementation=cp",
    "--abi=cp314",
    "--abi=none",
    "--platform=pyemscripten_2026_0_wasm32",
    "--platform=any",
)
"""What the Pyodide inside flet-web can load."""

CERTIFICATES = "certifi/cacert.pem"
CERTIFICATES_STUB = b"# The browser checks certificates; requests wants this file to exist.\n"

NEVER_LOADED = (
    "bin/*",
    "flutter/*",  # Dart sources of Flet's extensions
    "flet/testing/*",  # needs numpy and a Flutter SDK
    "*/tests/*",
    CERTIFICATES,
    "*.pyi",
    "*/py.typed",
    "charset_normalizer/*.so",  # the Python beside it serves; a shared object costs at every start
    "*.dist-info/*",
)
KEPT_METADATA = "*.dist-info/METADATA"

STDLIB_NEVER_LOADED = (
    "__phello__/*", "_pyrepl/*", "antigravity.py", "cProfile.py", "doctest.py", "ftplib.py",
    "imaplib.py", "mailbox.py", "modulefinder.py", "pdb.py", "pickletools.py", "poplib.py",
    "profile.py", "pstats.py", "pyclbr.py", "pydoc.py", "smtplib.py", "tabnanny.py", "this.py",
    "trace.py", "turtle.py", "unittest/*", "wsgiref/*", "xmlrpc/*", "zipapp.py", "*.bat",
    "*.ini", "*README*", "*/py.typed", "*fetch_macholib",
)  # fmt: skip
"""Development tools and old network protocols."""


def packages_archive(cache: Cache, pyodide: Path) -> bytes:
    """A tar of the compiled packages of requirements/browser.txt."""
    recipe = _recipe(pyodide) + REQUIREMENTS.read_bytes()

    def make(draft: Path) -> None:
        installed, compiled = draft / "installed", draft / "compiled"
        _install(installed)
        compiled.mkdir()
        compile_tree(pyodide, installed, compiled, strip_docstrings=True)
        _drop(compiled, NEVER_LOADED)
        _copy_other_files(installed, compiled)
        (draft / "packages.tar").write_bytes(archive.pack(archive.read_folder(compiled)))
        shutil.rmtree(installed)
        shutil.rmtree(compiled)

    return (cache.folder("packages", digest(recipe), make) / "packages.tar").read_bytes()


def stdlib_archive(cache: Cache, pyodide: Path) -> bytes:
    """Pyodide's standard library as a zip of bytecode, uncompressed: the wire compresses it better.

    Pyodide ships sources, which it would compile anew at every start.
    """

    def make(draft: Path) -> None:
        source, compiled = draft / "source", draft / "compiled"
        with zipfile.ZipFile(pyodide / "python_stdlib.zip") as stock:
            stock.extractall(source)
        _drop(source, STDLIB_NEVER_LOADED)
        compiled.mkdir()
        compile_tree(pyodide, source, compiled, strip_docstrings=True)
        (draft / "python_stdlib.zip").write_bytes(_zip(compiled))
        shutil.rmtree(source)
        shutil.rmtree(compiled)

    key = digest(_recipe(pyodide), (pyodide / "python_stdlib.zip").read_bytes())
    return (cache.folder("stdlib", key, make) / "python_stdlib.zip").read_bytes()


def _recipe(pyodide: Path) -> bytes:
    lock = (pyodide / "package.json").read_bytes()
    return lock + COMPILER.read_bytes() + Path(__file__).read_bytes()


def _install(target: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-deps", "--no-compile", "--only-binary=:all:", *TARGET]
    command += ["--target", str(target), "--requirement", str(REQUIREMENTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(
            "pip could not fetch the browser's Python packages; is the network up? "
            f"pip says: {done.stderr[-2000:]}"
        )


def _copy_other_files(installed: Path, compiled: Path) -> None:
    for file in sorted(installed.rglob("*")):
        name = file.relative_to(installed).as_posix()
        wanted = fnmatch(name, KEPT_METADATA) or not _matches(name, NEVER_LOADED)
        if file.is_file() and file.suffix != ".py" and wanted:
            target = compiled / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    (compiled / CERTIFICATES).write_bytes(CERTIFICATES_STUB)


def _drop(folder: Path, patterns: tuple[str, ...]) -> None:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and _matches(file.relative_to(folder).as_posix(), patterns):
            file.unlink()


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _zip(folder: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix())
                target.writestr(entry, file.read_bytes())
    return out.getvalue()
