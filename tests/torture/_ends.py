"""Whether a device and its endpoint hold the same set of facts, each exactly once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from inspect_app.storage.outbox_entry import OutboxState
from sync.server.tables import records
from tests.sync.phone import Phone
from tests.sync.serving import Serving

ALL = 1_000_000


@dataclass
class Comparison:
    """What is amiss between the ends, after the line was good for a while."""

    endpoint: Serving
    unit: str
    may_refuse: frozenset[str]
    """Reasons that the endpoint may have for not taking a record."""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        return not (self.lost or self.doubled or self.faults)

    def compare(self, phone: Phone, made: Iterable[str]) -> None:
        """Compare a device, which recorded `made`, with the endpoint."""
        arrived = Counter(self.endpoint.record_ids(phone.device))
        self.doubled += [f"record {each}" for each, times in arrived.items() if times > 1]
        self.faults += [f"{each} came from nowhere" for each in arrived.keys() - set(made)]
        for record_id in made:
            self._compare_own(phone, record_id, is_there=record_id in arrived)
        self._compare_unit(phone)

    def _compare_own(self, phone: Phone, record_id: str, is_there: bool) -> None:
        entry = phone.store.outbox.record(record_id)
        if entry is None or phone.store.records.fetch(record_id) is None:
            self.lost.append(f"record {record_id} on the device")
        elif entry.state is OutboxState.sent:
            if not is_there:
                self.lost.append(f"record {record_id}, shown as sent")
            self._compare_photos(phone, record_id)
        elif entry.state is not OutboxState.trouble or is_there:
            self.faults.append(f"{record_id} is {entry.state}, at the endpoint: {is_there}")
        elif entry.reason is None or entry.reason.key not in self.may_refuse:
            self.faults.append(f"{record_id} is refused: {entry.reason}")

    def _compare_photos(self, phone: Phone, record_id: str) -> None:
        for photo in phone.store.outbox.photos_of(record_id):
            if not self.endpoint.has_blob(photo.sha256):
                self.lost.append(f"photo {photo.sha256}, shown as {photo.state}")
            elif self.endpoint.blob(photo.sha256) != phone.store.photos.get(photo.sha256):
                self.lost.append(f"bytes of photo {photo.sha256}")
            elif photo.state is not OutboxState.sent:
                self.faults.append(f"photo {photo.sha256} is {photo.state}")

    def _compare_unit(self, phone: Phone) -> None:
        """What anybody recorded about the unit is on the device as well, in the same order."""
        query = select(records.c.id).where(records.c.unit == self.unit).order_by(records.c.seq)
        with self.endpoint.endpoint.database.reading() as connection:
            ordered = list(connection.execute(query).scalars())
        placed = [each.id for each in phone.store.records.after(0, ALL) if each.unit == self.unit]
        self.lost += [f"record {each} on {phone.device}" for each in set(ordered) - set(placed)]
        times = Counter(placed)
        self.doubled += [f"record {each} on {phone.device}" for each in times if times[each] > 1]
        if not self.lost and placed != ordered:
            self.faults.append(f"{phone.device} knows another order")
