"""Two devices and an endpoint over lines that cut, delay, double, reorder, truncate and lie."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from inspect_app.domain.unit import Person, Role, Unit, UnitKind
from inspect_app.platform.requests_http import RequestsHttp
from inspect_app.services.identity import SETTING, Identity
from sync.protocol import RecordKind
from sync.server.accounts import set_account
from sync.server.catalog import Item, put_items
from sync.server.enrolment import scope_text
from tests.sync.phone import Phone
from tests.sync.proxy import Proxy, proxy_to
from tests.sync.server.factories import a_hazard
from tests.sync.serving import Serving, serving
from tests.torture._ends import Comparison
from tests.torture._fates import Late, fates
from tests.torture._tally import Tally

FULL, SAMPLE = 500, 12
STEPS = 12
TRIES = 40
CONFLICTS = frozenset({"sync.reason.hazard_voided"})
"""What two devices that do the same may be told; anything else in trouble is a fault."""


class Diverged(AssertionError):
    def __init__(self, lost: list[str], doubled: list[str], faults: list[str]) -> None:
        super().__init__(f"lost {lost}, doubled {doubled}, faults {faults}")
        self.lost, self.doubled, self.faults = lost, doubled, faults


@dataclass
class Scene:
    """What the schedules of one run share; each has a unit, people and devices of its own."""

    folder: Path
    endpoint: Serving
    lines: tuple[Proxy, Proxy]
    late: Late = field(default_factory=Late)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    counts: Counter[str] = field(default_factory=Counter)


def run(trials: int, seed_number: int, folder: Path) -> Tally:
    with _scene(folder) as scene:
        machine = seed(seed_number)(_machine(scene))
        found = Diverged([], [], [])
        try:
            run_state_machine_as_test(machine, settings=_settings(trials))
        except Diverged as error:
            found = error
            found.faults += getattr(error, "__notes__", [])
        except FlakyFailure as error:
            # It happened once and not again: a matter of timing, and no less a fault.
            seen = [each for each in error.exceptions if isinstance(each, Diverged)]
            found = seen[0] if seen else found
            found.faults += [repr(error.exceptions), *getattr(error, "__notes__", [])]
    held = scene.counts.pop("schedules", 0)
    missing = [f"only {held} of {trials} schedules came to their end"] * (held < trials)
    return Tally(
        trials=min(held, trials),
        lost=len(found.lost),
        doubled=len(found.doubled),
        faults=(*found.lost, *found.doubled, *found.faults, *missing),
        counts=dict(scene.counts),
    )


def _settings(trials: int) -> settings:
    return settings(
        max_examples=trials,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@contextmanager
def _scene(folder: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        endpoint = stack.enter_context(serving(folder / "endpoint"))
        lines = [stack.enter_context(proxy_to(endpoint.address)) for _ in range(2)]
        yield Scene(folder, endpoint, (lines[0], lines[1]))


class Device:
    """One phone on its own line, with the app's own HTTP."""

    def __init__(self, scene: Scene, line: Proxy, folder: Path, person: str) -> None:
        self.line, self._folder = line, folder
        self.http = RequestsHttp()
        self._open()
        grant = scene.endpoint.grant(person, (_inspector(person),))
        self.phone.store.settings.put(SETTING, Identity.of(line.address, grant).to_dict())
        self.made: list[str] = []

    def _open(self) -> None:
        self.phone = Phone(self._folder)
        self.phone.host.http = self.http

    def restart(self) -> None:
        self.phone.close()
        self._open()

    def close(self) -> None:
        self.phone.close()
        self.http.close()


def _inspector(person: str) -> Person:
    return Person(person, person, "", (Role.inspector,))


def _newcomers(scene: Scene) -> tuple[str, tuple[str, str]]:
    """Let a new unit and two people who see nothing else come to be at the endpoint."""
    number = next(scene.numbers)
    unit, people = f"u-{number}", (f"p-{number}-first", f"p-{number}-second")
    items = [Item.of_unit(Unit(unit, f"{number:04d}", f"第{number}小学", UnitKind.primary))]
    with scene.endpoint.endpoint.database.writing() as connection:
        put_items(connection, [*items, *(Item.of_person(_inspector(each)) for each in people)])
        for person in people:
            set_account(connection, person, scope_text((unit,)))
    return unit, people


async def _together(devices: tuple[Device, ...]) -> None:
    await asyncio.gather(*(device.phone.sync.sync_now() for device in devices))


def _machine(scene: Scene) -> type[RuleBasedStateMachine]:
    """Return the machine over this scene; Hypothesis makes a new one for each schedule."""
    which = st.sampled_from((0, 1))

    class Schedule(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.runner = asyncio.Runner()
            self.unit, people = _newcomers(scene)
            self.devices = tuple(
                Device(scene, line, scene.folder / person, person)
                for line, person in zip(scene.lines, people, strict=True)
            )
            self.hazards: list[str] = []

        @rule(device=which, sizes=st.lists(st.integers(1, 150_000), max_size=2))
        def submit(self, device: int, sizes: list[int]) -> None:
            """Freeze an inspection with photos."""
            number = next(scene.numbers)
            phone = self.devices[device].phone
            photos = [phone.keep_photo(size, (number, at)) for at, size in enumerate(sizes)]
            self._made(device, phone.submit(photos, unit=self.unit).id)

        @rule(device=which)
        def report(self, device: int) -> None:
            hazard = a_hazard(self.unit)
            self.hazards.append(hazard.id)
            self._append(device, RecordKind.hazard_reported, hazard.to_dict())

        @rule(device=which, place=st.integers(0, 99))
        def void(self, device: int, place: int) -> None:
            """Withdraw a hazard that this device knows; the other one may do the same."""
            store = self.devices[device].phone.store
            known = [each for each in self.hazards if store.hazards.fetch(each) is not None]
            if known:
                body = {"hazard": known[place % len(known)], "reason": "误报"}
                self._append(device, RecordKind.hazard_voided, body)

        @rule(device=which, met=st.lists(fates(scene.late), max_size=8))
        def sync(self, device: int, met: list) -> None:
            """One exchange over a line that does these things, one to each request."""
            self._meet(device, met)
            self.runner.run(self.devices[device].phone.sync.sync_now())

        @rule(
            first=st.lists(fates(scene.late), max_size=8),
            second=st.lists(fates(scene.late), max_size=8),
        )
        def sync_both(self, first: list, second: list) -> None:
            self._meet(0, first)
            self._meet(1, second)
            self.runner.run(_together(self.devices))

        @rule(device=which)
        def restart(self, device: int) -> None:
            self.devices[device].restart()

        @invariant()
        def keeps_what_it_made(self) -> None:
            for device in self.devices:
                kept = device.phone.store.records
                gone = [each for each in device.made if kept.fetch(each) is None]
                if gone:
                    raise Diverged(gone, [], [])

        def teardown(self) -> None:
            try:
                self._converge()
            finally:
                for device in self.devices:
                    device.close()
                self.runner.close()
            scene.counts["schedules"] += 1

        def _converge(self) -> None:
            """The line is good again: both ends come to the same set."""
            for line in scene.lines:
                line.faults = []
            for _ in range(2):
                scene.late.settle()
                for device in self.devices:
                    self.runner.run(device.phone.sync_until_complete(TRIES))
            found = Comparison(scene.endpoint, self.unit, CONFLICTS)
            for device in self.devices:
                found.compare(device.phone, device.made)
            if not found.is_equal:
                raise Diverged(found.lost, found.doubled, found.faults)

        def _append(self, device: int, kind: RecordKind, body: dict) -> None:
            self._made(device, self.devices[device].phone.writer.append(kind, self.unit, body).id)

        def _made(self, device: int, record_id: str) -> None:
            self.devices[device].made.append(record_id)
            scene.counts["records"] += 1

        def _meet(self, device: int, met: list) -> None:
            self.devices[device].line.faults = list(met)
            scene.counts["fates"] += len(met)

    return Schedule
