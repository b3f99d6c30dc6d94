"""What the desk reads: inspections and hazards within scope, newest first, page by page."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, Row, Select, select

from forms.definition import Grade
from inspect_app.domain.hazard import Hazard, HazardState
from inspect_app.domain.inspection import InspectionKind
from sync.protocol import API
from sync.server.auth import Caller
from sync.server.blob_addresses import AddressBook
from sync.server.blob_rights import readable_blobs
from sync.server.bodies import json_response
from sync.server.cursors import make_cursor, read_cursor
from sync.server.desk_models import HazardModel, HazardPage, InspectionModel, InspectionPage
from sync.server.endpoint import Served, signed_in
from sync.server.errors import ApiError
from sync.server.ingest import COUNTER
from sync.server.records import record_dict
from sync.server.tables import hazards, inspections, records

router = APIRouter(prefix=API, tags=["inspections and hazards"])

PAGE_ROWS = 200
After = Annotated[str, Query(max_length=64, description="`cursor` of the last page")]
Limit = Annotated[int, Query(ge=1, le=PAGE_ROWS)]

_MARKS = (
    records.c.received_at,
    records.c.attachments_expected,
    records.c.attachments_present,
    records.c.is_chain_broken,
    records.c.skew_s,
)


@router.get("/inspections", response_model=InspectionPage, dependencies=[signed_in])
def list_inspections(
    request: Request,
    endpoint: Served,
    unit: str | None = None,
    form: str | None = None,
    kind: InspectionKind | None = None,
    after: After = "",
    limit: Limit = PAGE_ROWS,
) -> Response:
    with endpoint.asking(request) as (caller, connection):
        query = _where(_inspection_query(caller), inspections, unit=unit, form=form, kind=kind)
        answer = _page(connection, caller, query, inspections.c.seq, after, limit)
        answer["items"] = [dict(row._mapping) for row in answer["items"]]
    return json_response(request, answer)


@router.get(
    "/inspections/{inspection_id}", response_model=InspectionModel, dependencies=[signed_in]
)
def read_inspection(inspection_id: str, request: Request, endpoint: Served) -> Response:
    """One inspection with the record that carries it, word for word."""
    with endpoint.asking(request) as (caller, connection):
        query = _inspection_query(caller).where(inspections.c.id == inspection_id)
        summary = _only(connection.execute(query).first())
        record = connection.execute(select(records).where(records.c.id == summary.record)).one()
        answer = {
            "summary": dict(summary._mapping),
            "record": record_dict(record),
            "photos": _photos(connection, caller, [record], endpoint.now()),
        }
    return json_response(request, answer)


@router.get("/hazards", response_model=HazardPage, dependencies=[signed_in])
def list_hazards(
    request: Request,
    endpoint: Served,
    unit: str | None = None,
    domain: str | None = None,
    grade: Grade | None = None,
    state: HazardState | None = None,
    after: After = "",
    limit: Limit = PAGE_ROWS,
) -> Response:
    """The hazards as they stand now; the ones that changed last come first."""
    today = endpoint.today()
    with endpoint.asking(request) as (caller, connection):
        query = caller.within(select(hazards), hazards.c.unit)
        query = _where(query, hazards, unit=unit, domain=domain, grade=grade, state=state)
        answer = _page(connection, caller, query, hazards.c.seq, after, limit)
        answer["items"] = [hazard_row(row, today) for row in answer["items"]]
    return json_response(request, answer)


@router.get("/hazards/{hazard_id}", response_model=HazardModel, dependencies=[signed_in])
def read_hazard(hazard_id: str, request: Request, endpoint: Served) -> Response:
    """One hazard, by id or number, with everything that was said of it, in order."""
    here = (hazards.c.id == hazard_id) | (hazards.c.number == hazard_id)
    with endpoint.asking(request) as (caller, connection):
        query = caller.within(select(hazards).where(here), hazards.c.unit)
        row = _only(connection.execute(query).first())
        said = connection.execute(_said_of(row)).all()
        answer = {
            "summary": hazard_row(row, endpoint.today()),
            "hazard": msgspec.Raw(row.body.encode()),
            "records": [record_dict(each) for each in said],
            "photos": _photos(connection, caller, said, endpoint.now()),
        }
    return json_response(request, answer)


def _said_of(hazard: Row[Any]) -> Select[Any]:
    """Any record may name any subject: only the unit's own, and only of hazards, speak of it."""
    query = select(records).where(records.c.subject == hazard.id, records.c.unit == hazard.unit)
    return query.where(records.c.kind.startswith("hazard.")).order_by(records.c.seq)


def _photos(
    connection: Connection, caller: Caller, said: Iterable[Row[Any]], now: datetime
) -> list[dict[str, object]]:
    wanted = {sha256 for record in said for sha256 in json.loads(record.blobs)}
    found = readable_blobs(connection, caller, wanted)
    return AddressBook.open(connection, caller, now).photos(found)


def hazard_row(row: Row[Any], today: date) -> dict[str, Any]:
    known = dict(row._mapping)
    hazard = Hazard.from_dict(json.loads(known.pop("body")))
    return known | {"is_overdue": hazard.is_overdue(today)}


def _inspection_query(caller: Caller) -> Select[Any]:
    query = select(inspections, *_MARKS).join(records, records.c.id == inspections.c.record)
    return caller.within(query, inspections.c.unit)


def _where(query: Select[Any], table: Any, **wanted: str | None) -> Select[Any]:
    for name, value in wanted.items():
        if value is not None:
            query = query.where(table.c[name] == str(value))
    return query


def page_by(column: str, rows: Sequence[Row[Any]], after: str, limit: int) -> dict[str, Any]:
    """Return the page of a list that is ordered by `column`; one row too many was asked for."""
    page = [dict(row._mapping) for row in rows[:limit]]
    cursor = page[-1][column] if page else after
    return {"items": page, "cursor": cursor, "more": len(rows) > limit}


def _page(
    connection: Connection,
    caller: Caller,
    query: Select[Any],
    seq: Any,
    after: str,
    limit: int,
) -> dict[str, Any]:
    start = read_cursor(connection, after, caller, COUNTER)
    if start:
        query = query.where(seq < start)
    rows: Sequence[Row[Any]] = connection.execute(query.order_by(seq.desc()).limit(limit + 1)).all()
    page = rows[:limit]
    cursor = make_cursor(connection, page[-1].seq, caller, COUNTER) if page else after
    return {"items": page, "cursor": cursor, "more": len(rows) > limit}


def _only(row: Row[Any] | None) -> Row[Any]:
    """What is foreign and what is not there look alike from outside."""
    if row is None:
        raise ApiError(404, "not_found")
    return row
