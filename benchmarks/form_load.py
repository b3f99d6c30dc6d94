"""Figure `form_load`: all checklists as the app carries them, compiled, from files to forms."""

import statistics
import tempfile
import time
from pathlib import Path

from forms.files import compile_library, load_library
from forms.library import read_compiled, read_index
from forms.terms import Purpose

MUST_MS = 150
ROUNDS = 9


def run() -> dict[str, object]:
    """The median; beside it the registers with them, and reading the YAML instead."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compile_library(folder)
        taken = [_timed_ms(folder) for _ in range(ROUNDS)]
        forms = read_compiled(folder)
        size = sum(path.stat().st_size for path in folder.glob("*.json"))
        listed = len(read_index(folder))
    begun = time.perf_counter()
    load_library()
    yaml_ms = (time.perf_counter() - begun) * 1000
    checklists = [form for form in forms.values() if form.purpose is Purpose.checklist]
    return {
        "figure": "form_load",
        "value": round(statistics.median(taken), 1),
        "unit": "ms",
        "beside": {
            "forms": listed,
            "checklists": len(checklists),
            "items_of_checklists": sum(len(list(form.items())) for form in checklists),
            "first_ms": round(taken[0], 1),
            "kilobytes": round(size / 1000),
            "yaml_ms": round(yaml_ms, 1),
        },
        "must": f"<= {MUST_MS}",
    }


def _timed_ms(folder: Path) -> float:
    begun = time.perf_counter()
    forms = read_compiled(folder)
    taken_ms = (time.perf_counter() - begun) * 1000
    if sum(len(list(form.items())) for form in forms.values()) < 340:
        raise AssertionError("not all items were read")
    return taken_ms
