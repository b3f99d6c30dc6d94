"""A device of the tests: services over a real store, a school, and what was found there."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from inspect_app.domain.hazard import Hazard
from inspect_app.ui import walk_parts
from inspect_app.ui.routes import App
from sync.protocol import RecordKind
from tests.storage.factories import a_record
from tests.ui.harness import mounted
from tests.ui.walks import UNIT, a_device


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What is drawn after an answer comes with the next turn of the loop."""
    monkeypatch.setattr(walk_parts, "LATER_S", 0)


@pytest.fixture
def device(tmp_path):
    """An enrolled device with the school of `walks` at hand."""
    device = a_device(tmp_path / "device")
    device.services.preferences.choose_unit(UNIT.id)
    yield device
    device.store.close()


@pytest.fixture
def keep_hazards(device: SimpleNamespace):
    """Keep hazards as if their records had been pulled."""

    def keep(*hazards: Hazard) -> None:
        for hazard in hazards:
            record = a_record(
                RecordKind.hazard_reported, hazard.to_dict(), f"record-{hazard.id}", hazard.found_at
            )
            device.store.records.add(record)
        device.services.changes.emit()

    return keep


@pytest.fixture
def opened_app(device: SimpleNamespace):
    """Open the whole app at a route: `async with opened_app("/scan") as screen`."""

    def open_at(route: str = "/", **more):
        return mounted(App, device.services, route=route, **more)

    return open_at
