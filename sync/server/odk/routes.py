"""The desk sends inspections to the ODK server, and sees what became of each."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from msgspec import Meta
from sqlalchemy import Connection, func, select
from starlette.concurrency import run_in_threadpool

from inspect_app.domain.unit import Role
from sync.protocol import API
from sync.server.auth import Caller, authenticate, bearer, require_role
from sync.server.bodies import MAX_SMALL_BODY_BYTES, json_response, read_json, receive_body
from sync.server.endpoint import Endpoint, Served, signed_in
from sync.server.errors import ApiError
from sync.server.models import ErrorModel, body_of
from sync.server.odk import ledger
from sync.server.odk.configured import NotSetUp, server_of
from sync.server.odk.errors import OdkError
from sync.server.odk.models import PushedModel, SendRequest, SubmissionPage
from sync.server.odk.openrosa import OpenRosaServer
from sync.server.odk.push import push_waiting
from sync.server.tables import inspections, odk_submissions
from sync.server.views import PAGE_ROWS

router = APIRouter(prefix=API, tags=["ODK"])

MAX_INSPECTIONS = 20
"""One request waits for all of them; more are sent by `inspect-app odk send`."""
_SENDERS = (Role.admin, Role.bureau)
_c = odk_submissions.c

After = Annotated[
    str, Query(max_length=64, pattern=r"^[\w-]*$", description="`cursor` of the last page")
]
InspectionId = Annotated[str, Meta(max_length=64, pattern=r"^[\w-]+$")]
"""Without what a database would not take for text."""


class SendBody(msgspec.Struct):
    inspections: list[InspectionId] = []
    again: bool = False
    """Also those that the server has refused before."""


@router.get("/odk/submissions", response_model=SubmissionPage, dependencies=[signed_in])
def list_submissions(
    request: Request,
    endpoint: Served,
    state: ledger.State | None = None,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS)] = PAGE_ROWS,
) -> Response:
    """What became of each inspection at the ODK server; of the units in scope."""
    with endpoint.asking(request) as (caller, connection):
        query = select(odk_submissions).join(inspections, inspections.c.id == _c.inspection)
        query = caller.within(query, inspections.c.unit).where(_c.inspection > after)
        if state is not None:
            query = query.where(_c.state == state)
        found = connection.execute(query.order_by(_c.inspection).limit(limit + 1)).all()
    page = [_row(each._mapping) for each in found[:limit]]
    cursor = page[-1]["inspection"] if page else after
    return json_response(request, {"items": page, "cursor": cursor, "more": len(found) > limit})


@router.post(
    "/odk/submissions",
    response_model=PushedModel,
    responses={status: {"model": ErrorModel} for status in (403, 404, 409, 413)},
    openapi_extra=body_of(SendRequest),
    dependencies=[signed_in],
)
async def send_inspections(request: Request, endpoint: Served) -> Response:
    """Send up to 20 inspections to the ODK server now. Safe to repeat: nothing goes twice."""
    token = bearer(request)
    asked = read_json(await receive_body(request, MAX_SMALL_BODY_BYTES), SendBody)
    if len(asked.inspections) > MAX_INSPECTIONS:
        raise ApiError(413, "batch_too_large")
    return json_response(request, await run_in_threadpool(_send, endpoint, token, asked))


def _send(endpoint: Endpoint, token: str, asked: SendBody) -> dict[str, Any]:
    # pyxform takes a quarter of a start, and most endpoints have no ODK server beside them.
    from sync.server.odk.queue import enqueue

    with endpoint.database.reading() as connection:
        caller = authenticate(connection, token, endpoint.now())
        require_role(caller, _SENDERS)
        ids = _within(connection, caller, asked.inspections)
    with _server(endpoint) as server:
        queued = enqueue(endpoint, server.name, ids, server.form_ids)
        if asked.again:
            with endpoint.database.writing() as connection:
                ledger.wait_again(connection, server.name, endpoint.now(), ids)
        pushed = push_waiting(endpoint, server, ids)
    failed = [
        {"inspection": each.inspection, "reason": error.code, "message": error.message}
        for each, error in pushed.failed
    ]
    stopped_by = pushed.stopped_by.code if pushed.stopped_by else ""
    answer = {"sent": pushed.sent, "left_out": list(queued.left_out), "failed": failed}
    return answer | {"stopped_by": stopped_by}


def _server(endpoint: Endpoint) -> OpenRosaServer:
    try:
        return server_of(endpoint.settings)
    except NotSetUp:
        raise ApiError(409, "odk_not_set_up") from None
    except OdkError:
        raise ApiError(409, "odk_unusable") from None


def _within(connection: Connection, caller: Caller, ids: list[str]) -> list[str]:
    """Raises `ApiError` where one is foreign or not there: they look alike."""
    query = select(func.count()).where(inspections.c.id.in_(ids))
    if connection.execute(caller.within(query, inspections.c.unit)).scalar() != len(set(ids)):
        raise ApiError(404, "not_found")
    return ids


def _row(known: Any) -> dict[str, Any]:
    plain = dict(known)
    plain.pop("xml")
    files = (msgspec.json.decode(plain.pop(name)) for name in ("files", "files_sent"))
    return plain | dict(zip(("files", "files_sent"), map(len, files), strict=True))
