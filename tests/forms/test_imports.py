import subprocess
import sys
from pathlib import Path

import pytest

import forms

HOUSE = Path(forms.__file__).parents[1]
DESK_ONLY = (
    "yaml",
    "jsonschema",
    "msgspec",
    "flet",
    "requests",
    "inspect_app",
    "sync",
    "threading",
)
RUN_TIME = sorted(
    path.stem
    for path in (HOUSE / "forms").glob("*.py")
    if path.stem not in ("__init__", "files", "places", "yaml_text")
)


@pytest.mark.parametrize("module", RUN_TIME)
def test_what_the_client_imports_brings_nothing_else_along(module):
    """In a fresh interpreter, so that what other tests imported does not hide it."""
    found = f"[name for name in {DESK_ONLY!r} if name in sys.modules]"
    code = f"import sys; import forms.{module}; print({found})"

    shown = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=HOUSE
    )

    assert shown.stdout.strip() == "[]"
