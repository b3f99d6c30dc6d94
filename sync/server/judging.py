"""Hazards within one batch: their present states, whether a step is possible, what it leaves."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from inspect_app.domain.hazard import (
    Hazard,
    HazardEvent,
    HazardState,
    can_follow,
    follow,
)
from sync.protocol import canonical
from sync.server.incoming import EventBody, Incoming
from sync.server.moments import as_text
from sync.server.tables import hazards

_ENDED = {
    HazardState.closed: "hazard_closed",
    HazardState.voided: "hazard_voided",
    HazardState.transferred: "hazard_transferred",
}
_SECOND_PERSON = {HazardEvent.rechecked, HazardEvent.closed}


@dataclass(slots=True)
class HazardBench:
    """Loaded once per batch, written once; between the two, records see each other's effects."""

    connection: Connection
    states: dict[str, Hazard]
    """By id; `code` is the final number."""
    new: dict[str, dict[str, object]] = field(default_factory=dict)
    touched: dict[str, int] = field(default_factory=dict)
    """Hazard id to the number of the last record that changed it."""

    @classmethod
    def load(cls, connection: Connection, incoming: Iterable[Incoming]) -> "HazardBench":
        """Only under the turn of `records`: nobody else may be judging."""
        ids = sorted(
            {each.subject for each in incoming if isinstance(each.said, Hazard | EventBody)}
        )
        query = select(hazards.c.id, hazards.c.body).where(hazards.c.id.in_(ids))
        rows = connection.execute(query) if ids else ()
        return cls(connection, {row.id: Hazard.from_dict(json.loads(row.body)) for row in rows})

    def number_of(self, hazard_id: str) -> str:
        return self.states[hazard_id].code if hazard_id in self.states else ""

    def objection(self, incoming: Incoming) -> str:
        """Return why the record is not possible now, or nothing."""
        known = self.states.get(incoming.subject)
        if isinstance(incoming.said, Hazard):
            return "hazard_exists" if known else ""
        if known is None or known.unit != incoming.record.unit:
            return "hazard_unknown"
        event = incoming.event
        if not can_follow(known.state, event):
            return _ENDED.get(known.state, "hazard_state")
        if event in _SECOND_PERSON and known.unit_submitted_by == incoming.record.author:
            return "same_person"
        return ""

    def report(self, incoming: Incoming, seq: int, number: str) -> None:
        """Enter a new hazard under its final number; it begins as reported, whatever it says."""
        said = incoming.said
        assert isinstance(said, Hazard)
        body = said.to_dict() | {"code": number, "state": HazardState.reported, "returns": 0}
        body |= {"closed_at": None, "unit_submitted_by": ""}
        self.states[said.id] = Hazard.from_dict(body)
        self.new[said.id] = {"number": number, "temporary_number": said.code}
        self.touched[said.id] = seq

    def follow(self, incoming: Incoming, seq: int, received_at: datetime) -> None:
        body = {**json.loads(incoming.body), "by": incoming.record.author}
        known = self.states[incoming.subject]
        self.states[known.id] = follow(known, incoming.event, body, received_at)
        self.touched[known.id] = seq

    def write(self) -> None:
        for hazard_id, seq in self.touched.items():
            row = _row(self.states[hazard_id], seq)
            if hazard_id in self.new:
                self.connection.execute(insert(hazards).values(row | self.new[hazard_id]))
            else:
                change = update(hazards).where(hazards.c.id == hazard_id)
                self.connection.execute(change.values(row))


def _row(hazard: Hazard, seq: int) -> dict[str, object]:
    return {
        "id": hazard.id,
        "seq": seq,
        "unit": hazard.unit,
        "domain": hazard.domain,
        "grade": str(hazard.grade),
        "state": str(hazard.state),
        "due_on": hazard.due_on.isoformat(),
        "inspection": hazard.inspection,
        "asset": hazard.asset,
        "found_at": as_text(hazard.found_at),
        "closed_at": as_text(hazard.closed_at) if hazard.closed_at else None,
        "body": canonical(hazard.to_dict()).decode(),
    }


class Numbers:
    """Final numbers of hazards, such as `YH-320412-0137-20261123-0004` (domain.md 3.6)."""

    def __init__(self, connection: Connection, district_code: str) -> None:
        self._connection = connection
        self._district_code = district_code
        self._last: dict[str, int] = {}

    def next(self, unit: str, unit_code: str, found_on: date) -> str:
        """Only under the turn of `records`: nobody else may be numbering."""
        start = f"YH-{self._district_code}-{unit_code}-{found_on:%Y%m%d}-"
        last = self._last[start] if start in self._last else self._stored(unit, start)
        self._last[start] = last + 1
        return f"{start}{last + 1:04d}"

    def _stored(self, unit: str, start: str) -> int:
        query = (
            select(hazards.c.number)
            .where(hazards.c.unit == unit, hazards.c.number.startswith(start, autoescape=True))
            .order_by(func.length(hazards.c.number).desc(), hazards.c.number.desc())
            .limit(1)
        )
        last = self._connection.execute(query).scalar()
        return int(last.removeprefix(start)) if last else 0
