"""Which devices are enrolled, and how one that is lost is shut out."""

import logging
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, Select, select

from inspect_app.domain.unit import Role
from sync.protocol import API, ReferenceKind
from sync.server.auth import Caller
from sync.server.bodies import json_response
from sync.server.desk_models import DevicePage
from sync.server.endpoint import Served, signed_in
from sync.server.enrolment import revoke_device
from sync.server.errors import ApiError
from sync.server.tables import devices, reference_items
from sync.server.views import PAGE_ROWS, After, Limit, page_by

router = APIRouter(prefix=API, tags=["devices"])

log = logging.getLogger(__name__)

_OVERSEERS = frozenset({Role.admin, Role.bureau, Role.principal})
"""See and revoke the devices of everybody in scope; everybody else those of his own."""
_people = reference_items.c


@router.get("/devices", response_model=DevicePage, dependencies=[signed_in])
def list_devices(
    request: Request,
    endpoint: Served,
    person: Annotated[str, Query(max_length=64, description="Of this person only")] = "",
    after: After = "",
    limit: Limit = PAGE_ROWS,
) -> Response:
    """One's own devices, and for who oversees others theirs too, the newest last."""
    with endpoint.asking(request) as (caller, connection):
        query = overseen_by(caller).where(devices.c.id > after).order_by(devices.c.id)
        if person:
            query = query.where(devices.c.person == person)
        rows = connection.execute(query.limit(limit + 1)).all()
    return json_response(request, page_by("id", rows, after, limit))


@router.delete("/devices/{device_id}", status_code=204, dependencies=[signed_in])
def revoke(device_id: str, request: Request, endpoint: Served) -> Response:
    """End a device's token with its next request. What it has sent stays; safe to repeat."""
    with endpoint.asking(request) as (caller, connection):
        query = overseen_by(caller).where(devices.c.id == device_id)
        if connection.execute(query).first() is None:
            raise ApiError(404, "not_found")
    with endpoint.database.writing() as connection:
        if revoke_device(connection, device_id, endpoint.now()):
            log.warning("device %s was revoked by %s", device_id, caller.person.id)
    return Response(status_code=204)


def overseen_by(caller: Caller) -> Select[Any]:
    query = all_devices()
    if not caller.has_role(_OVERSEERS):
        return query.where(devices.c.person == caller.person.id)
    if caller.sees_all:
        return query
    is_near = _people.unit.in_(caller.scope) & (_people.unit != "")
    return query.where(is_near | (devices.c.person == caller.person.id))


def all_devices() -> Select[Any]:
    """Every device with its person, as the interface shows it."""
    here = (_people.id == devices.c.person) & (_people.kind == ReferenceKind.people)
    return select(
        devices.c.id,
        devices.c.person,
        _people.name.label("person_name"),
        _people.unit,
        devices.c.name,
        devices.c.platform,
        devices.c.app_version,
        devices.c.enrolled_at,
        devices.c.seen_at,
        devices.c.revoked_at,
    ).join(reference_items, here)


def device_rows(connection: Connection, person: str = "") -> list[Any]:
    """Return the devices for the command line, the newest last."""
    query = all_devices().order_by(devices.c.id)
    return list(connection.execute(query.where(devices.c.person == person) if person else query))
