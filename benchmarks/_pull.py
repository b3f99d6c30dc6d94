"""What the figures of pulling share: an endpoint with 50,000 assets, and a device that pulls."""

import asyncio
import random
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._district import asset
from benchmarks._endpoint import District, Served, district, serving
from benchmarks._push import workplace
from benchmarks._relay import relay
from benchmarks._sealed import Sealing
from inspect_app.domain.asset import Asset
from inspect_app.domain.unit import Person, Role
from inspect_app.platform.requests_http import RequestsHttp
from inspect_app.services.device_side import DeviceSide
from inspect_app.services.identity import SETTING, Identity
from inspect_app.storage.store import Store
from sync.engine import pull_reference_data
from sync.protocol import Enrolment
from sync.server.catalog import Item, put_items
from sync.server.endpoint import Endpoint
from sync.server.settings import Settings
from sync.transport import Transport

ASSETS = 50_000
LOOKED_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Pull:
    took_s: float
    items: int
    wire_bytes: int
    endpoint_grew_mb: float
    """By how much its memory at its most exceeded what it held before."""


@contextmanager
def stocked() -> Iterator[tuple[Path, District, Served]]:
    """An endpoint that serves a district of 50,000 assets."""
    with workplace() as folder:
        made = district(Settings(folder=folder / "data"), 1)
        chance = random.Random(7)
        put_assets(made.settings, (asset(number, chance) for number in range(ASSETS)))
        with serving(made.settings) as served:
            yield folder, made, served


def put_assets(settings: Settings, assets: Iterable[Asset]) -> None:
    endpoint = Endpoint.open(settings)
    with endpoint.database.writing() as connection:
        put_items(connection, map(Item.of_asset, assets))
    endpoint.database.close()


@contextmanager
def enrolled_store(folder: Path, sealing: Sealing) -> Iterator[Store]:
    """A device's store that was enrolled and has pulled nothing."""
    with Store.open(folder / "device") as store:
        granted = Enrolment(
            sealing.device, sealing.token, sealing.key, _person(sealing), "", ("*",), "", ""
        )
        store.settings.put(SETTING, Identity.of("http://endpoint", granted).to_dict())
        yield store


def _person(sealing: Sealing) -> dict[str, object]:
    return Person(sealing.person, "检查员", "", (Role.inspector,)).to_dict()


def pull(store: Store, sealing: Sealing, served: Served) -> Pull:
    """Pull as the app does: its engine, its HTTP, its store."""
    with relay(served.address) as line, _peak_mb(served) as grew:
        transport = Transport(RequestsHttp(), line.address, sealing.token)
        side = DeviceSide(store, sealing.device)
        began = time.perf_counter()
        outcome = asyncio.run(pull_reference_data(transport, side, lambda _: None))
        took_s = time.perf_counter() - began
    if outcome.errors:
        raise AssertionError(f"the pull failed: {outcome.errors}")
    return Pull(took_s, outcome.references_pulled, line.received_bytes, grew[0])


@contextmanager
def _peak_mb(served: Served) -> Iterator[list[float]]:
    """Yield a list whose only number is, at the end, by how much the endpoint grew."""
    before = served.memory_mb()
    grew, is_over = [0.0], threading.Event()

    def look() -> None:
        while not is_over.wait(LOOKED_EVERY_S):
            grew[0] = max(grew[0], served.memory_mb() - before)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield grew
    finally:
        is_over.set()
        thread.join()
