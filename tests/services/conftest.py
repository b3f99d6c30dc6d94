"""A device's services over a real store, with the real fire checklist and a few assets."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import pytest

from inspect_app.clock import Clock
from inspect_app.domain.unit import Person, Role
from inspect_app.services.catalog import Catalog
from inspect_app.services.changes import Changes
from inspect_app.services.identity import SETTING, Identity
from inspect_app.services.inspections import Inspections
from inspect_app.services.recording import RecordWriter
from inspect_app.services.scanning import Scanning
from inspect_app.services.submission import Submission
from inspect_app.storage.store import Store
from tests.library import library as whole_library
from tests.storage.factories import a_unit, an_asset

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=8)))
EXTINGUISHERS = ("7F3K9QZ2M4", "8G4M0RA3N5", "9H5N1SB4P6")


@dataclass
class Watch:
    """A clock that a test sets: the day's time and the monotonic counter apart."""

    at: datetime = NOON
    ticked_ms: int = 1_000_000

    def clock(self) -> Clock:
        return Clock(now=lambda: self.at, monotonic_ms=lambda: self.ticked_ms)

    def pass_by(self, **spent: float) -> None:
        passed = timedelta(**spent)
        self.at += passed
        self.ticked_ms += round(passed.total_seconds() * 1000)


class Holder:
    def person_name(self) -> str:
        return "演示检查员甲"


@dataclass
class Desk:
    """The services that walk a checklist, on one store."""

    store: Store
    watch: Watch
    changes: Changes = field(default_factory=Changes)

    def __post_init__(self) -> None:
        clock = self.watch.clock()
        self.catalog = Catalog(self.store, clock)
        self.inspections = Inspections(self.store, self.catalog, Holder(), clock, self.changes)
        self.scanning = Scanning(self.store, self.catalog, clock)
        writer = RecordWriter(self.store, clock)
        self.submission = Submission(self.store, self.inspections, writer, clock, self.changes)

    def restarted(self) -> "Desk":
        """Return the services as after a kill: nothing is left but the store."""
        return Desk(self.store, self.watch)


@pytest.fixture(scope="session")
def library():
    return whole_library()


@pytest.fixture
def store(tmp_path, library):
    with Store.open(tmp_path / "store") as store:
        fill(store, library)
        yield store


@pytest.fixture
def desk(store):
    return Desk(store, Watch())


def fill(store, library):
    person = Person("p1", "演示检查员甲", "", (Role.inspector,))
    identity = Identity("http://localhost", "d1", "token", "00" * 32, person, "演示区", ("*",), "")
    store.settings.put(SETTING, identity.to_dict())
    store.units.apply([a_unit(code="0137").to_dict(), a_unit("unit-2", code="0138").to_dict()])
    store.forms.apply([form.to_dict() for form in library])
    tagged = [
        an_asset(
            machine_id,
            code=f"WJ-0137-FX-03-{number:04d}-A",
            place_name=f"3号楼{number}层东侧",
            attributes={"extinguisher_type": "powder", "building": "3号楼"},
        )
        for number, machine_id in enumerate(EXTINGUISHERS, start=1)
    ]
    store.assets.apply([asset.to_dict() for asset in tagged])
