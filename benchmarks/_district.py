"""A store of a known size, built once and kept under .cache/: what the figures are measured on."""

import hashlib
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from forms.answers import Answer
from forms.terms import Grade, Result
from inspect_app.domain.asset import Asset, Due, DueKind
from inspect_app.domain.hazard import Hazard
from inspect_app.domain.inspection import Inspection, InspectionKind
from inspect_app.storage import schema
from inspect_app.storage.store import Store
from sync.protocol import GENESIS, Record, RecordKind

CACHE = Path(__file__).parents[1] / ".cache" / "benchmarks"
UNITS = 390
ITEMS = 30
STARTED_AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
TODAY = date(2026, 11, 23)
BATCH = 500
NOTE = "压力指针低于绿区下沿，铅封缺失，瓶体底部有锈蚀。"
HAZARD_SHARE = 0.2


def store_folder(inspections: int, assets: int) -> Path:
    """Return the folder of such a store, built anew when what it is made of has changed."""
    made_of = (Path(__file__), Path(schema.__file__))
    version = hashlib.sha256(b"".join(map(Path.read_bytes, made_of))).hexdigest()[:12]
    folder = CACHE / f"store-{inspections}-{assets}-{version}"
    if not folder.exists():
        for outdated in CACHE.glob(f"store-{inspections}-{assets}-*"):
            shutil.rmtree(outdated)
        unfinished = folder.with_suffix(".unfinished")
        with Store.open(unfinished) as store:
            _fill(store, inspections, assets)
        unfinished.rename(folder)
    return folder


def copy_of_store(inspections: int, assets: int, target: Path) -> Path:
    """Return a copy that a measurement may change."""
    return Path(shutil.copytree(store_folder(inspections, assets), target))


def asset_code(number: int) -> str:
    return f"WJ-{number % UNITS:04d}-FX-{number % 7:02d}-{number:05d}"


def asset_id(number: int) -> str:
    return f"{number:010d}"


def asset(number: int, chance: random.Random) -> Asset:
    due_on = TODAY + timedelta(days=chance.randrange(-30, 700))
    return Asset(
        id=asset_id(number),
        code=asset_code(number),
        unit=f"unit-{number % UNITS}",
        kind="FX",
        name="手提式干粉灭火器",
        place=f"place-{number % 40}",
        place_name=f"{number % 5 + 1}号楼{number % 4 + 1}层东侧走廊",
        attributes={"extinguisher_type": "abc", "manufactured_on": "2021-05-01", "mass_kg": 4},
        dues=(Due(DueKind.service, due_on), Due(DueKind.scrap, due_on + timedelta(days=900))),
        responsible="安全干事",
    )


def _fill(store: Store, inspections: int, assets: int) -> None:
    chance = random.Random(7)
    with store.transaction():
        store.assets.apply(asset(number, chance).to_dict() for number in range(assets))
    for start in range(0, inspections, BATCH):
        with store.transaction():
            for number in range(start, min(start + BATCH, inspections)):
                for record in _records(number, assets, chance):
                    store.records.add(record)


def _records(number: int, assets: int, chance: random.Random) -> Iterator[Record]:
    at = STARTED_AT + timedelta(minutes=11 * number)
    unit = number % UNITS
    seen = [asset_id((unit + UNITS * chance.randrange(100)) % assets) for _ in range(3)]
    inspection = _inspection(f"inspection-{number}", unit, seen, at, chance)
    yield _record(RecordKind.inspection_submitted, inspection.to_dict(), f"r-{number}", at)
    if chance.random() < HAZARD_SHARE:
        hazard = _hazard(number, inspection, seen[0], at)
        yield _record(RecordKind.hazard_reported, hazard.to_dict(), f"h-{number}", at)


def _inspection(
    id: str, unit: int, seen: list[str], at: datetime, chance: random.Random
) -> Inspection:
    return Inspection(
        id=id,
        kind=InspectionKind.supervision,
        unit=f"unit-{unit}",
        form="fire",
        form_version="1",
        form_digest="0" * 64,
        inspectors=("检查人甲", "检查人乙"),
        started_at=at,
        submitted_at=at,
        elapsed_ms=600_000,
        place_name="3号楼",
        assets=tuple(seen),
        typed_codes=(),
        answers=tuple(_answer(item, seen, chance) for item in range(ITEMS)),
        photos=(),
        signatures=(),
        refusal=None,
        companion="",
        bases={},
        counts={"passed": ITEMS, "failed": 0},
    )


def _answer(item: int, seen: list[str], chance: random.Random) -> Answer:
    failed = chance.random() < 0.1
    return Answer(
        item=f"FIRE-{item:02d}",
        asset=seen[item % 3],
        result=Result.failed if failed else Result.passed,
        grade=Grade.general if failed else None,
        note=NOTE if failed else "",
        answered_ms=item * 20_000,
    )


def _hazard(number: int, inspection: Inspection, asset: str, at: datetime) -> Hazard:
    return Hazard(
        id=f"hazard-{number}",
        code=f"YH-{number}",
        unit=inspection.unit,
        domain="fire",
        inspection=inspection.id,
        item="FIRE-01",
        asset=asset,
        place_name="3号楼",
        description=NOTE,
        grade=Grade.general,
        bases=(),
        photos=(),
        found_at=at,
        found_by=inspection.inspectors,
        due_on=at.date() + timedelta(days=7),
    )


def _record(kind: RecordKind, body: dict, id: str, at: datetime) -> Record:
    return Record(
        id=id,
        kind=str(kind),
        unit=body["unit"],
        author="person-1",
        device="device-1",
        recorded_at=at.isoformat(),
        elapsed_ms=600_000,
        previous=GENESIS,
        blobs=(),
        body=body,
        digest="0" * 64,
        seq=int(id.split("-")[1]) * 2 + 1,
    )
