"""Figure `autosave`: one answer saved, beside one raw append + fdatasync of the same bytes."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks._district import CACHE, STARTED_AT, copy_of_store
from forms.answers import Answer
from forms.terms import Result
from inspect_app.domain.inspection import Draft, InspectionKind
from inspect_app.platform.aes import KEY_BYTES, AesCipher
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.rows import encode
from inspect_app.storage.store import Store

MUST = 1.7
MUST_GROW = 1.25
SAVES = 900
ITEMS = 35


def run() -> dict[str, object]:
    """The ratio at full size; beside it at 100 inspections, what it grew by, and encrypted."""
    with _copies() as (full, small, encrypted), _raw_file() as raw:
        times = {"full": [], "small": [], "encrypted": [], "raw": []}
        for number in range(SAVES):
            draft, answer = _tap(number)
            content = (encode(draft.to_dict()) + encode(answer.to_dict())).encode()
            # Each store's save follows a raw append, so that both meet the disk in one state.
            times["raw"].append(_taken_s(lambda content=content: _append(raw, content)))
            times["full"].append(_taken_s(lambda d=draft, a=answer: _save(full, d, a)))
            times["raw"].append(_taken_s(lambda content=content: _append(raw, content)))
            times["small"].append(_taken_s(lambda d=draft, a=answer: _save(small, d, a)))
            times["raw"].append(_taken_s(lambda content=content: _append(raw, content)))
            times["encrypted"].append(_taken_s(lambda d=draft, a=answer: _save(encrypted, d, a)))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    ratio, small_ratio = (medians[name] / medians["raw"] for name in ("full", "small"))
    growth = ratio / small_ratio
    return {
        "figure": "autosave",
        "value": round(ratio, 3),
        "unit": "ratio",
        "beside": {
            "at_100_inspections": round(small_ratio, 3),
            "growth": round(growth, 3),
            "encrypted_at_100_inspections": round(medians["encrypted"] / medians["raw"], 3),
            "save_ms": round(medians["full"] * 1000, 3),
            "raw_append_ms": round(medians["raw"] * 1000, 3),
            "bytes": len(content),
        },
        "must": f"<= {MUST}, growth <= {MUST_GROW}",
        "holds": ratio <= MUST and 1 / MUST_GROW <= growth <= MUST_GROW,
    }


@contextmanager
def _copies() -> Iterator[tuple[Store, Store, Store]]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        full = copy_of_store(10_000, 50_000, Path(folder) / "full")
        small = copy_of_store(100, 500, Path(folder) / "small")
        other = copy_of_store(100, 500, Path(folder) / "encrypted")
        encryption = Encryption(AesCipher(bytes(KEY_BYTES)), is_on=True)
        with (
            Store.open(full) as full_store,
            Store.open(small) as small_store,
            Store.open(other, encryption=encryption) as encrypted_store,
        ):
            yield full_store, small_store, encrypted_store


@contextmanager
def _raw_file() -> Iterator[int]:
    with tempfile.NamedTemporaryFile(dir=CACHE) as file:
        yield file.fileno()


def _tap(number: int) -> tuple[Draft, Answer]:
    """Answer the items of one inspection after another."""
    draft = Draft(
        id=f"draft-{number // ITEMS}",
        kind=InspectionKind.supervision,
        unit="unit-1",
        form="fire",
        form_version="1",
        inspectors=("检查人甲", "检查人乙"),
        started_at=STARTED_AT,
        updated_at=STARTED_AT + timedelta(seconds=number),
        place_name="3号楼",
        assets=("0000000001", "0000000002", "0000000003"),
        total=ITEMS,
    )
    answer = Answer(
        item=f"FIRE-{number % ITEMS:02d}",
        asset="0000000001",
        result=Result.passed,
        answered_ms=number * 1000,
    )
    return replace(draft, answered=number % ITEMS, at_slot=answer.slot), answer


def _save(store: Store, draft: Draft, answer: Answer) -> None:
    """What `Inspections` does for one tap."""
    with store.transaction():
        store.drafts.save_answer(draft.id, answer)
        store.drafts.save(draft)


def _append(file: int, content: bytes) -> None:
    os.write(file, content)
    os.fdatasync(file)


def _taken_s(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
