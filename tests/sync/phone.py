"""A device as the app composes it, without screens: store, enrolment, records, sync."""

import random
from dataclasses import dataclass, field

from inspect_app.clock import Clock
from inspect_app.platform.interface import HostKind, StorageRoom
from inspect_app.services.changes import Changes
from inspect_app.services.enrolment import Enrolment
from inspect_app.services.identity import SETTING, Identity
from inspect_app.services.photo_fetching import PhotoFetching
from inspect_app.services.recording import RecordWriter
from inspect_app.services.syncing import SyncService
from inspect_app.storage.store import Store
from sync.protocol import RecordKind
from tests.sync.hostile import PlainHttp
from tests.sync.server.factories import a_photo, an_inspection


@dataclass
class TestHost:
    __test__ = False
    kind: HostKind = HostKind.desk
    http: PlainHttp = field(default_factory=PlainHttp)
    is_up: bool = True
    metered: bool | None = None
    listeners: list = field(default_factory=list)
    free_bytes: int = 10**10

    async def storage_room(self):
        return StorageRoom(0, self.free_bytes, True)

    def is_online(self):
        return self.is_up

    def is_metered(self):
        return self.metered

    def watch(self, listener):
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def turn(self, is_up):
        self.is_up = is_up
        for listener in list(self.listeners):
            listener("online", is_up)


class Phone:
    def __init__(self, folder, chance=lambda: 0.0, encryption=None, **options):
        self.store = Store.open(folder, encryption=encryption)
        self.host = TestHost()
        self.clock = Clock()
        self.changes = Changes()
        self.writer = RecordWriter(self.store, self.clock)
        self.sync = SyncService(
            self.store, self.host, self.clock, self.changes, chance=chance, **options
        )
        self.photos = PhotoFetching(self.store, self.host, self.clock, self.changes, self.sync)
        self.enrolment = Enrolment(
            self.store, self.host, self.clock, self.changes, "0.1.0", self.sync.nudge
        )

    async def enrol(self, serving, person="p-inspector", address=None):
        await self.enrolment.enrol(address or serving.address, serving.code_for(person))

    def adopt(self, serving, person="p-inspector", address=None):
        """Be enrolled already, with nothing fetched yet."""
        identity = Identity.of(address or serving.address, serving.grant(person))
        self.store.settings.put(SETTING, identity.to_dict())

    @property
    def device(self):
        return self.enrolment.identity().device

    def keep_photo(self, size=120_000, seed=0):
        content = random.Random(f"{self.device} {seed}").randbytes(size)
        self.store.photos.put(content)
        return a_photo(content)

    def submit(self, photos=(), unit="u-first", **changes):
        """Freeze an inspection with photos; returns its record."""
        said = an_inspection(unit, photos=photos, **changes)
        blobs = [photo.sha256 for photo in said.photos]
        kind = RecordKind.inspection_submitted
        record = self.writer.append(kind, said.unit, said.to_dict(), blobs, said.elapsed_ms)
        self.changes.emit()
        return record

    async def sync_until_complete(self, tries=60):
        for _ in range(tries):
            outcome = await self.sync.sync_now()
            if outcome.is_complete:
                return outcome
        raise AssertionError(f"never complete: {outcome.errors}")

    def close(self):
        self.store.close()
