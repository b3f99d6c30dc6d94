"""Published forms: a version never changes, and confirming a basis makes the next one."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from msgspec import Meta

from forms.definition import Confirmation, Form
from forms.doubts import Finding, confirmed
from forms.errors import AlreadyVerified, UnknownBasis, UnknownItem
from forms.files import FILE_BYTES_MAX, check_sent
from forms.terms import Text
from inspect_app.domain.unit import Role
from sync.protocol import API, ReferenceKind
from sync.server.auth import Caller, require_role
from sync.server.bodies import MAX_SMALL_BODY_BYTES, json_response, read_json, receive_body
from sync.server.catalog import Item as Reference
from sync.server.catalog import put_items, read_item
from sync.server.desk_models import (
    ConfirmRequest,
    FormRequest,
    FormVersionModel,
    FormVersionsModel,
)
from sync.server.endpoint import Endpoint, Served, signed_in
from sync.server.errors import ApiError
from sync.server.models import ErrorModel, body_of
from sync.server.moments import as_text
from sync.server.published_forms import Publisher, read_version, versions_of

router = APIRouter(prefix=API, tags=["forms"])

MAY_PUBLISH = frozenset({Role.admin, Role.bureau})
FAULTS_SHOWN = 20
VERSION_MAX = 2**31 - 1
"""What the database's column holds."""
_REFUSED: dict[int | str, dict[str, Any]] = {
    403: {"model": ErrorModel},
    409: {"model": ErrorModel},
    422: {"model": ErrorModel},
}


Line = Annotated[str, Meta(min_length=1, max_length=300)]
Words = Annotated[dict[Literal["zh", "en"], Line], Meta(min_length=2)]


class ConfirmBody(msgspec.Struct):
    item: Annotated[str, Meta(max_length=64)]
    source: Annotated[str, Meta(min_length=1, max_length=300)]
    basis: Annotated[int, Meta(ge=0, le=100)] = 0
    sets_limit: bool = False
    text: Words | None = None
    effective_from: date | None = None
    effective_to: date | None = None


@router.post(
    "/forms",
    response_model=FormVersionModel,
    responses=_REFUSED,
    openapi_extra=body_of(FormRequest),
    dependencies=[signed_in],
)
async def publish(request: Request, endpoint: Served) -> Response:
    """Publish a form, or its next version; what is published already stays as it is."""
    body = await receive_body(request, FILE_BYTES_MAX)
    return await run_in_threadpool(_publish, request, endpoint, body)


@router.post(
    "/forms/{form_id}/confirmations",
    response_model=FormVersionModel,
    responses=_REFUSED | {404: {"model": ErrorModel}},
    openapi_extra=body_of(ConfirmRequest),
    dependencies=[signed_in],
)
async def confirm(form_id: str, request: Request, endpoint: Served) -> Response:
    """Say that a basis marked 待核 was verified, and where: the form's next version says so."""
    body = await receive_body(request, MAX_SMALL_BODY_BYTES)
    return await run_in_threadpool(_confirm, form_id, request, endpoint, body)


@router.get("/forms/{form_id}/versions", response_model=FormVersionsModel, dependencies=[signed_in])
def list_versions(form_id: str, request: Request, endpoint: Served) -> Response:
    """Every version that was published, the newest first, with who published it."""
    with endpoint.asking(request) as (_, connection):
        rows = [dict(row._mapping) for row in versions_of(connection, form_id)]
    return json_response(request, {"items": rows})


@router.get(
    "/forms/{form_id}/versions/{version}",
    response_model=dict[str, Any],
    responses={404: {"model": ErrorModel}},
    dependencies=[signed_in],
)
def read_published(
    form_id: str,
    version: Annotated[int, Path(ge=1, le=VERSION_MAX)],
    request: Request,
    endpoint: Served,
) -> Response:
    """One version as it was published: what an inspection made with it is shown by."""
    with endpoint.asking(request) as (_, connection):
        text = read_version(connection, form_id, version)
    if text is None:
        raise ApiError(404, "not_found")
    return json_response(request, text.encode())


def _publish(request: Request, endpoint: Endpoint, body: bytes) -> Response:
    caller = _publisher(request, endpoint)
    plain = read_json(body, dict[str, Any])
    faults = check_sent("form", plain)
    if faults:
        raise ApiError(422, "form_invalid", details=[str(each) for each in faults[:FAULTS_SHOWN]])
    form = Form.from_dict(plain)
    with endpoint.database.writing() as connection:
        publisher = Publisher(caller.person.name, as_text(endpoint.now()))
        changed = put_items(connection, [Reference.of_form(form.to_dict())], publisher)
    return _answer(request, form, is_new=bool(changed))


def _confirm(form_id: str, request: Request, endpoint: Endpoint, body: bytes) -> Response:
    caller = _publisher(request, endpoint)
    asked = read_json(body, ConfirmBody)
    confirmation = Confirmation(caller.person.name, endpoint.today(), asked.source.strip())
    if not confirmation.source:
        raise ApiError(422, "invalid")
    with endpoint.database.writing() as connection:
        plain = read_item(connection, ReferenceKind.forms, form_id)
        if plain is None:
            raise ApiError(404, "not_found")
        form = _next_version(Form.from_dict(plain), asked, confirmation)
        publisher = Publisher(caller.person.name, as_text(endpoint.now()))
        put_items(connection, [Reference.of_form(form.to_dict())], publisher)
    return _answer(request, form, is_new=True)


def _next_version(form: Form, asked: ConfirmBody, confirmation: Confirmation) -> Form:
    text = Text.from_dict(asked.text) if asked.text else None
    found = Finding(text, asked.effective_from, asked.effective_to, asked.sets_limit)
    try:
        changed = confirmed(form, asked.item, asked.basis, confirmation, found)
    except (UnknownItem, UnknownBasis):
        raise ApiError(404, "not_found") from None
    except AlreadyVerified:
        raise ApiError(409, "basis_verified") from None
    faults = check_sent("form", changed.to_dict())
    if faults:
        raise ApiError(422, "form_invalid", details=[str(each) for each in faults[:FAULTS_SHOWN]])
    return changed


def _publisher(request: Request, endpoint: Endpoint) -> Caller:
    """Forms are for the whole district: nobody below it decides about them."""
    with endpoint.asking(request) as (caller, _):
        require_role(caller, MAY_PUBLISH)
        if not caller.sees_all:
            raise ApiError(403, "not_allowed")
        return caller


def _answer(request: Request, form: Form, *, is_new: bool) -> Response:
    answer = {"id": form.id, "version": form.version, "digest": form.digest(), "is_new": is_new}
    return json_response(request, answer)
