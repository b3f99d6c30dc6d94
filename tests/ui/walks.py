"""A device with one school, five tags and two checklists, on a real store; screens of a walk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet as ft

from forms.definition import Form
from inspect_app.clock import Clock
from inspect_app.domain.asset import Asset
from inspect_app.domain.evidence import Photo, PhotoSource
from inspect_app.domain.ids import check_character, unambiguous
from inspect_app.domain.inspection import InspectionKind
from inspect_app.domain.unit import Person, Role, Unit, UnitKind
from inspect_app.errors import LocationUnavailable
from inspect_app.platform.interface import (
    Capture,
    FileKind,
    HostKind,
    PickedFile,
    Position,
    Shot,
    StorageRoom,
)
from inspect_app.services import Services
from inspect_app.services.catalog import Catalog
from inspect_app.services.changes import Changes
from inspect_app.services.device import Device
from inspect_app.services.encrypting import Encrypting
from inspect_app.services.enrolment import Enrolment
from inspect_app.services.evidence import Evidence
from inspect_app.services.hazards import Hazards
from inspect_app.services.identity import SETTING, Identity
from inspect_app.services.inspections import Inspections
from inspect_app.services.ledger import Ledger
from inspect_app.services.moving import Moving
from inspect_app.services.photo_fetching import PhotoFetching
from inspect_app.services.preferences import Preferences
from inspect_app.services.recording import RecordWriter
from inspect_app.services.scanning import Scanning
from inspect_app.services.submission import Submission
from inspect_app.services.syncing import SyncService
from inspect_app.storage.store import Store
from inspect_app.strings import strings
from inspect_app.ui.hooks import Look, LookContext, ServicesContext
from inspect_app.ui.screens.inspection import InspectionScreen
from inspect_app.ui.screens.record import RecordScreen
from inspect_app.ui.screens.review import ReviewScreen
from inspect_app.ui.theme import ThemeKind
from tests.library import plain_library
from tests.ui.harness import mounted

TODAY = date(2026, 11, 23)
UNIT = Unit("u-1", "0137", "示例小学（演示）", UnitKind.primary, town="示例镇")
OTHER_UNIT = Unit("u-2", "0201", "另一所学校（演示）", UnitKind.middle)


def a_code(unit: str, kind: str, building: str, number: str) -> str:
    """Return a human code as printed on a tag, with its check character."""
    payload = unambiguous(unit + kind + building + number)
    return f"WJ-{unit}-{kind}-{building}-{number}-{check_character(payload)}"


EXTINGUISHERS = tuple(
    Asset(
        id=f"7F3K9QZ2M{number}",
        code=a_code("0137", "FX", "03", f"000{number}"),
        unit=UNIT.id,
        kind="FX",
        name="灭火器",
        place_name=f"3号楼{number}层东侧",
        attributes={"extinguisher_type": "powder", "manufactured_on": "2019-05-01"},
    )
    for number in (1, 2, 3)
)
ELSEWHERE = Asset("ZZZZZZZZZ1", a_code("0201", "FX", "01", "0001"), OTHER_UNIT.id, "FX", "灭火器")
A_LIFT = Asset("ZZZZZZZZZ2", a_code("0137", "LT", "01", "0001"), UNIT.id, "LT", "电梯")


class Lens:
    """The camera's hardware: shows what was put before it, or raises it."""

    def __init__(self) -> None:
        self.before_it: list[Any] = []
        self.texts: Mapping[str, str] = {}

    async def scan(self, texts: Mapping[str, str], last: str = "") -> str | None:
        return self._next(texts)

    async def take(self, texts: Mapping[str, str]) -> Shot | None:
        await asyncio.sleep(0)
        return self._next(texts)

    async def shoot(self, texts: Mapping[str, str]) -> bytes | None:
        shot = await self.take(texts)
        return shot.content if shot else None

    async def pick(self, texts: Mapping[str, str]) -> tuple[bytes, ...]:
        return self._next(texts)

    async def read_picture(self, source: bytes) -> tuple[str, ...]:
        return ()

    def _next(self, texts: Mapping[str, str]) -> Any:
        self.texts = texts
        seen = self.before_it.pop(0) if self.before_it else None
        if isinstance(seen, Exception):
            raise seen
        return seen


class Keeper:
    """A codec that keeps the bytes as they are: pictures are tested where they are made."""

    async def prepare(
        self, source: bytes, stamp: tuple[str, ...], taken_at: datetime, origin: PhotoSource
    ) -> Capture:
        from hashlib import sha256

        digest = sha256(source).hexdigest()
        photo = Photo(digest, len(source), 4, 3, taken_at, origin, digest, stamp)
        return Capture(source, photo)


@dataclass
class Phone:
    """The host: everything that is not ours."""

    folder: Path
    kind: HostKind = HostKind.desk
    has_shared_memory: bool = True
    codec: Any = field(default_factory=Keeper)
    camera: Lens = field(default_factory=Lens)
    http: Any = None
    address: str = ""
    keystore: Any = None
    ticks: int = 0
    chosen: list[PickedFile] = field(default_factory=list)
    """The files that the person chooses, one after the other."""

    async def keep_storage(self) -> bool:
        return True

    async def storage_room(self) -> StorageRoom:
        return StorageRoom(0, 10**9, True)

    async def position(self, timeout_s: float = 8) -> Position:
        raise LocationUnavailable()

    async def share(self, name: str, content: bytes, media_type: str) -> None: ...

    async def pick_file(self, texts: Mapping[str, str], target: Path) -> bool:
        return False

    async def pick_attachment(
        self, texts: Mapping[str, str], kind: FileKind, most_bytes: int
    ) -> PickedFile | None:
        self.camera.texts = texts
        return self.chosen.pop(0) if self.chosen else None

    def is_metered(self) -> bool | None:
        return None

    def is_online(self) -> bool:
        return False

    def watch(self, listener: Callable[[str, object], None]) -> Callable[[], None]:
        return lambda: None

    async def apply_update(self) -> None: ...

    def publish_summary(self, summary: Mapping[str, object]) -> None: ...

    def tick(self) -> None:
        self.ticks += 1


def a_clock(today: date = TODAY) -> Clock:
    """A device clock that stands still while its counter runs."""
    now = datetime(today.year, today.month, today.day, 9, 41).astimezone()
    return Clock(now=lambda: now)


def a_device(folder: Path, *forms: Form, clock: Clock | None = None) -> SimpleNamespace:
    """Return `services`, `store` and `phone` of an enrolled device; `forms` or the library."""
    clock = clock or a_clock()
    store, phone, changes = Store.open(folder), Phone(folder), Changes()
    store.units.apply([UNIT.to_dict(), OTHER_UNIT.to_dict()])
    store.assets.apply([asset.to_dict() for asset in (*EXTINGUISHERS, ELSEWHERE, A_LIFT)])
    store.forms.apply([form.to_dict() for form in forms] or plain_library())
    store.settings.put(SETTING, an_identity().to_dict())
    catalog = Catalog(store, clock)
    enrolment = Enrolment(store, phone, clock, changes)
    inspections = Inspections(store, catalog, enrolment, clock, changes)
    encrypting = Encrypting(store, phone, changes)
    sync = SyncService(store, phone, clock, changes)
    services = Services(
        clock=clock,
        host=phone,
        changes=changes,
        preferences=Preferences(store, changes),
        enrolment=enrolment,
        catalog=catalog,
        scanning=Scanning(store, catalog, clock),
        inspections=inspections,
        evidence=Evidence(store, phone, inspections),
        submission=Submission(store, inspections, RecordWriter(store, clock), clock, changes),
        ledger=Ledger(store),
        hazards=Hazards(store, clock),
        sync=sync,
        photos=PhotoFetching(store, phone, clock, changes, sync),
        device=Device(store, phone),
        moving=Moving(store, phone, clock, encrypting, _never_reopened),
        encrypting=encrypting,
    )
    return SimpleNamespace(services=services, store=store, phone=phone)


async def _never_reopened() -> None:
    raise AssertionError("nothing was restored")


def an_identity() -> Identity:
    person = Person("p-1", "演示检查人甲", "", (Role.inspector,))
    key = "00" * 32
    return Identity("https://example.invalid", "d-1", "token", key, person, "0", ("*",), "")


def a_draft(
    device: SimpleNamespace, form: str = "fire", official: bool = False, **more: Any
) -> str:
    kind = InspectionKind.supervision if official else InspectionKind.self_check
    return device.services.inspections.start(UNIT.id, form, kind, "3号楼", **more).id


@ft.component
def Walks(services: Services, theme: ThemeKind, language: str) -> ft.Control:
    """The three screens of a walk, dressed, without the rest of the app."""
    width_px = int(ft.context.page.width or 390)
    look = Look(strings(language), theme, width_px)
    return ServicesContext(services, lambda: LookContext(look, _rooms))


def _rooms() -> ft.Control:
    return ft.Router(
        [
            ft.Route(
                component=Door,
                children=[
                    ft.Route(
                        path="inspections/:draft_id",
                        component=InspectionScreen,
                        children=[ft.Route(path="review", component=ReviewScreen)],
                    ),
                    ft.Route(path="records/:inspection_id", component=RecordScreen),
                ],
            )
        ],
        manage_views=True,
    )


@ft.component
def Door() -> ft.View:
    return ft.View(route=ft.use_view_path(), controls=[ft.Text("door", key="door")])


def opened(
    device: SimpleNamespace,
    route: str,
    *,
    theme: ThemeKind = ThemeKind.light,
    language: str = "zh_CN",
    **more: Any,
) -> Any:
    """Open the screens of a walk at `route`; an async context that yields the `Screen`."""
    return mounted(Walks, device.services, theme, language, route=route, **more)
