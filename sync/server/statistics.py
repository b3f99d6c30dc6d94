"""Counts over the hazards and inspections in scope, as domain.md 3.8 defines them.

A share always comes with its parts; where there is nothing to divide by it is null, never 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, func, select

from inspect_app.domain.hazard import HazardState
from inspect_app.domain.inspection import InspectionKind
from sync.protocol import API, ReferenceKind
from sync.server.auth import Caller
from sync.server.bodies import json_response
from sync.server.desk_models import StatisticsModel
from sync.server.endpoint import Served, signed_in
from sync.server.moments import district_day, start_of
from sync.server.tables import hazards, inspections, reference_items

router = APIRouter(prefix=API, tags=["statistics"])

TOTAL = "*"
EARLIEST, LATEST = "", "~"
"""Sort before and after every moment."""
_UNCONFIRMED = {HazardState.reported, HazardState.voided}
_HANDED_IN = {HazardState.submitted}


class By(StrEnum):
    unit = "unit"
    domain = "domain"
    grade = "grade"
    state = "state"


@dataclass(slots=True)
class Tally:
    """One row: what is counted of one unit, domain, grade or state."""

    key: str
    inspections: int = 0
    hazards: int = 0
    open: int = 0
    closed: int = 0
    overdue: int = 0


@dataclass(slots=True)
class Loop:
    """What the rates of the hazard loop are made of."""

    confirmed: int = 0
    due: int = 0
    closed_of_due: int = 0
    closed_in_time: int = 0
    overdue: int = 0
    closed: int = 0


@dataclass(slots=True)
class Counting:
    by: By
    today: date
    rows: dict[str, Tally] = field(default_factory=dict)
    total: Tally = field(default_factory=lambda: Tally(TOTAL))
    loop: Loop = field(default_factory=Loop)

    def add_inspections(self, key: str | None, count: int) -> None:
        for tally in self._tallies(key):
            tally.inspections += count

    def add_hazard(self, hazard: Any) -> None:
        state = HazardState(hazard.state)
        due_on = date.fromisoformat(hazard.due_on)
        is_overdue = state.is_open and state not in _HANDED_IN and self.today > due_on
        for tally in self._tallies(getattr(hazard, self.by)):
            tally.hazards += 1
            tally.open += state.is_open
            tally.closed += state is HazardState.closed
            tally.overdue += is_overdue
        if state not in _UNCONFIRMED:
            self._add_to_loop(hazard, state, due_on)

    def _add_to_loop(self, hazard: Any, state: HazardState, due_on: date) -> None:
        is_closed, is_due = state is HazardState.closed, due_on <= self.today
        self.loop.confirmed += 1
        self.loop.closed += is_closed
        if is_due:
            self.loop.due += 1
            self.loop.closed_of_due += is_closed
            self.loop.closed_in_time += is_closed and district_day(hazard.closed_at) <= due_on
            self.loop.overdue += not is_closed and self.today > due_on

    def _tallies(self, key: str | None) -> Iterable[Tally]:
        if key is not None:
            yield self.rows.setdefault(key, Tally(key))
        yield self.total


@router.get("/statistics", response_model=StatisticsModel, dependencies=[signed_in])
def read_statistics(
    request: Request,
    endpoint: Served,
    by: By = By.unit,
    starts_on: Annotated[date | None, Query(description="First day, included")] = None,
    ends_on: Annotated[date | None, Query(description="Last day, included")] = None,
) -> Response:
    """Counts by unit, domain, grade or state, and the rates over all of them."""
    counting = Counting(by, endpoint.today())
    first, last = _bounds(starts_on or date.min, ends_on or date.max)
    with endpoint.asking(request) as (caller, connection):
        units = _units_in_scope(connection, caller)
        checked = _count_inspections(connection, caller, counting, first, last)
        query = select(
            hazards.c.unit,
            hazards.c.domain,
            hazards.c.grade,
            hazards.c.state,
            hazards.c.due_on,
            hazards.c.closed_at,
        ).where(hazards.c.found_at >= first, hazards.c.found_at < last)
        for hazard in connection.execute(caller.within(query, hazards.c.unit)):
            counting.add_hazard(hazard)
    rows = sorted(counting.rows.values(), key=lambda row: row.key)
    answer = {
        "by": by,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "rows": rows,
        "total": counting.total,
        "self_check": _rate(checked, units),
        "detection": _rate(counting.total.hazards, counting.total.inspections),
    }
    return json_response(request, answer | _loop_rates(counting.loop))


def _bounds(starts_on: date, ends_on: date) -> tuple[str, str]:
    """Return where to begin and before what to end; before the first day there is no moment."""
    first = start_of(starts_on) if starts_on > date.min else EARLIEST
    last = start_of(ends_on + timedelta(days=1)) if ends_on < date.max else LATEST
    return first, last


def _count_inspections(
    connection: Connection, caller: Caller, counting: Counting, first: str, last: str
) -> int:
    """Count them, and return how many units have checked themselves."""
    query = (
        select(inspections.c.unit, inspections.c.form, inspections.c.kind, func.count())
        .where(inspections.c.submitted_at >= first, inspections.c.submitted_at < last)
        .where(inspections.c.kind != InspectionKind.register)
        .group_by(inspections.c.unit, inspections.c.form, inspections.c.kind)
    )
    checked = set()
    for unit, form, kind, count in connection.execute(caller.within(query, inspections.c.unit)):
        key = {By.unit: unit, By.domain: form}.get(counting.by)
        counting.add_inspections(key, count)
        if kind == InspectionKind.self_check:
            checked.add(unit)
    return len(checked)


def _units_in_scope(connection: Connection, caller: Caller) -> int:
    query = select(func.count()).where(
        reference_items.c.kind == ReferenceKind.units, reference_items.c.is_removed.is_(False)
    )
    return connection.execute(caller.within(query, reference_items.c.unit)).scalar_one()


def _loop_rates(loop: Loop) -> dict[str, dict[str, float | int | None]]:
    return {
        "rectification": _rate(loop.closed, loop.confirmed),
        "rectification_due": _rate(loop.closed_of_due, loop.due),
        "on_time": _rate(loop.closed_in_time, loop.due),
        "overdue": _rate(loop.overdue, loop.due),
    }


def _rate(numerator: int, denominator: int) -> dict[str, float | int | None]:
    share = round(numerator / denominator, 4) if denominator else None
    return {"numerator": numerator, "denominator": denominator, "share": share}
