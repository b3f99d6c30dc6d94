"""What the desk reads of units and their assets."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, Row, func, select

from inspect_app.domain.hazard import HazardState
from inspect_app.domain.tag import TypedCode, read_code
from sync.protocol import API, ReferenceKind
from sync.server.auth import Caller
from sync.server.bodies import json_response
from sync.server.desk_models import AssetModel, UnitModel, UnitPage
from sync.server.endpoint import Served, signed_in
from sync.server.errors import ApiError
from sync.server.tables import hazards, inspections, reference_items
from sync.server.views import PAGE_ROWS, After, Limit, hazard_row, page_by

router = APIRouter(prefix=API, tags=["units and assets"])

_c = reference_items.c
MAX_HAZARDS_SHOWN = 50
_OPEN = [str(state) for state in HazardState if state.is_open]


@router.get("/units", response_model=UnitPage, dependencies=[signed_in])
def list_units(
    request: Request,
    endpoint: Served,
    name: Annotated[str, Query(max_length=60, description="Part of the name")] = "",
    after: After = "",
    limit: Limit = PAGE_ROWS,
) -> Response:
    """By code."""
    query = select(_c.id, _c.code, _c.name, _c.subkind.label("kind")).where(
        _c.kind == ReferenceKind.units, _c.is_removed.is_(False), _c.code > after
    )
    if name:
        query = query.where(_c.name.contains(name, autoescape=True))
    with endpoint.asking(request) as (caller, connection):
        query = caller.within(query, _c.unit).order_by(_c.code).limit(limit + 1)
        rows = connection.execute(query).all()
    return json_response(request, page_by("code", rows, after, limit))


@router.get("/units/{unit_id}", response_model=UnitModel, dependencies=[signed_in])
def read_unit(unit_id: str, request: Request, endpoint: Served) -> Response:
    """One unit, by id or code, and how much there is of it."""
    today = endpoint.today().isoformat()
    with endpoint.asking(request) as (caller, connection):
        row = _find(connection, caller, ReferenceKind.units, unit_id)
        assets = (
            _c.kind == ReferenceKind.assets,
            _c.unit == row.id,
            _c.is_removed.is_(False),
        )
        is_open = (hazards.c.unit == row.id, hazards.c.state.in_(_OPEN))
        answer = {
            "unit": msgspec.Raw(row.body.encode()),
            "assets": _count(connection, *assets),
            "assets_overdue": _count(connection, *assets, _c.due_on < today),
            "inspections": _count(connection, inspections.c.unit == row.id),
            "hazards_open": _count(connection, *is_open),
        }
    return json_response(request, answer)


@router.get("/assets/{code}", response_model=AssetModel, dependencies=[signed_in])
def read_asset(code: str, request: Request, endpoint: Served) -> Response:
    """One asset, by its tag's machine id or its human code (blanks and case are forgiven)."""
    typed = read_code(code)
    wanted = typed.code if isinstance(typed, TypedCode) else code.strip().upper()
    with endpoint.asking(request) as (caller, connection):
        row = _find(connection, caller, ReferenceKind.assets, wanted)
        query = select(hazards).where(hazards.c.asset == row.id, hazards.c.unit == row.unit)
        query = query.order_by(hazards.c.seq.desc()).limit(MAX_HAZARDS_SHOWN)
        found = connection.execute(query).all()
        answer = {
            "asset": msgspec.Raw(row.body.encode()),
            "unit_name": unit_name(connection, row.unit),
            "hazards": [hazard_row(each, endpoint.today()) for each in found],
        }
    return json_response(request, answer)


def unit_name(connection: Connection, unit_id: str) -> str:
    query = select(_c.name).where(_c.kind == ReferenceKind.units, _c.id == unit_id)
    return connection.execute(query).scalar() or ""


def _find(connection: Connection, caller: Caller, kind: ReferenceKind, wanted: str) -> Row[Any]:
    query = select(_c.id, _c.unit, _c.body).where(
        _c.kind == kind, _c.is_removed.is_(False), (_c.id == wanted) | (_c.code == wanted)
    )
    row = connection.execute(caller.within(query, _c.unit)).first()
    if row is None:
        raise ApiError(404, "not_found")
    return row


def _count(connection: Connection, *conditions: Any) -> int:
    return connection.execute(select(func.count()).where(*conditions)).scalar_one()
