"""XLSForms with whatever can go wrong in a spreadsheet: each is imported whole or refused by place.

What is imported comes back from an export as the very same form, and can be filled in.
"""

import random
import time
from collections import Counter
from datetime import date
from pathlib import Path

from forms.definition import Form
from forms.sheet import Sheet
from forms.xlsform.exporting import NotExported, export_form
from forms.xlsform.faults import Fault, XlsFormRefused
from forms.xlsform.importing import import_form
from forms.yaml_text import save_form
from tests.torture._sheets import mutated, whole, write
from tests.torture._tally import Tally

FULL, SAMPLE = 3_000, 40
KINDS = ("xlsx", "xlsx", "md", "csv")
PATIENCE_S = 10
"""Many times what the largest of them takes."""
WITHOUT_PLACE = frozenset({"damaged", "not_a_form", "archive_bomb", "encoding", "no_survey"})
"""What is wrong with the file as a whole."""


def run(trials: int, seed: int, folder: Path) -> Tally:
    faults: list[str] = []
    seen: Counter[str] = Counter()
    slowest = 0.0
    for number in range(trials):
        chance = random.Random(f"{seed}-{number}")
        kind = KINDS[number % len(KINDS)]
        book = whole()
        done = ", ".join(mutated(book, chance))
        path = write(book, folder, number, kind)
        if kind == "xlsx" and chance.random() < 0.1:
            _spoil(path, chance)
            done += ", bytes"
        began = time.monotonic()
        came, wrong = _tried(path, folder)
        took = time.monotonic() - began
        slowest = max(slowest, took)
        seen[came] += 1
        if took > PATIENCE_S:
            wrong.append(f"took {took:.0f} s")
        faults += [f"{path.name} ({done}): {each}" for each in wrong]
        path.unlink()
    left = [each.name for each in folder.iterdir()]
    faults += [f"left behind: {name}" for name in left]
    counts = {"imported": seen["imported"], "refused": seen["refused"]}
    return Tally(trials, len(left), faults=tuple(faults), counts=counts | {"slowest_s": slowest})


def _spoil(path: Path, chance: random.Random) -> None:
    """A few bytes of the file are others, or its end is missing."""
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 5)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content[: chance.choice([len(content), len(content) // 2, 10])])


def _tried(path: Path, folder: Path) -> tuple[str, list[str]]:
    """What became of it, and what should not have been."""
    try:
        form = import_form(path).form
    except XlsFormRefused as refusal:
        lost = (each for each in refusal.faults if not _has_place(each))
        return "refused", [f"no place: {each}" for each in lost]
    except Exception as error:
        return "broken", [f"{type(error).__name__}: {error}"[:300]]
    return "imported", _used(form, folder)


def _has_place(fault: Fault) -> bool:
    place = fault.place
    return fault.kind in WITHOUT_PLACE or all((place.sheet, place.row, place.column))


def _used(form: Form, folder: Path) -> list[str]:
    target, book = folder / "form.yaml", folder / "again.xlsx"
    try:
        save_form(form, target)
        export_form(form, book)
        sheet = Sheet.of(form, unit_kind="primary", today=date(2026, 11, 26))
        sheet.with_begun().problems()
    except NotExported as error:
        return [f"comes back otherwise: {error.item}: {error.reason}"[:300]]
    except Exception as error:
        return [f"{type(error).__name__}: {error}"[:300]]
    finally:
        target.unlink(missing_ok=True)
        book.unlink(missing_ok=True)
    return []
