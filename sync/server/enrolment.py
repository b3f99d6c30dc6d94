"""How a device comes to be ours: a one-time code becomes a token and a sealing key."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, insert, select, update

from inspect_app.domain.ids import CROCKFORD, new_id, readable, unambiguous
from sync.protocol import API, GENESIS, Enrolment
from sync.server.auth import caller_for, fits, hash_secret, hash_token, new_device_token
from sync.server.bodies import MAX_SMALL_BODY_BYTES, json_response, read_json, receive_body
from sync.server.endpoint import Endpoint, Served
from sync.server.errors import ApiError
from sync.server.hashing import hash_aside
from sync.server.models import EnrolmentModel, EnrolRequest, ErrorModel, body_of
from sync.server.moments import as_text
from sync.server.tables import devices, enrolment_codes
from sync.server.throttling import address_of, count_try, enrol_limits, forget_tries

router = APIRouter(prefix=API, tags=["devices"])

SELECTOR_LENGTH = 4
"""The first characters find the code; the rest is secret and kept hashed."""
SECRET_LENGTH = 8
MAX_WRONG_SECRETS = 10
"""Of 32**8: then the code is dead."""


class EnrolBody(msgspec.Struct):
    code: str
    device_name: str = ""
    platform: str = ""
    app_version: str = ""


@router.post(
    "/enrol",
    response_model=EnrolmentModel,
    responses={403: {"model": ErrorModel}, 410: {"model": ErrorModel}, 429: {"model": ErrorModel}},
    openapi_extra=body_of(EnrolRequest),
)
async def enrol(request: Request, endpoint: Served) -> Response:
    """Exchange a one-time code for this device's token and key; the code is used up."""
    asked = read_json(await receive_body(request, MAX_SMALL_BODY_BYTES), EnrolBody)
    host = str(request.base_url).rstrip("/")
    enrolment = await hash_aside(request, _enrol, endpoint, asked, address_of(request), host)
    return json_response(request, enrolment)


def _enrol(endpoint: Endpoint, asked: EnrolBody, address: str, host: str) -> Enrolment:
    now = endpoint.now()
    code = unambiguous(readable(asked.code)).replace("-", "")
    selector, secret = code[:SELECTOR_LENGTH], code[SELECTOR_LENGTH:]
    limits = enrol_limits(selector, address)
    count_try(endpoint.database, limits, now)
    query = select(enrolment_codes).where(enrolment_codes.c.selector == selector)
    with endpoint.database.reading() as connection:
        found = connection.execute(query).first() if set(code) <= set(CROCKFORD) else None
    if found is None:
        raise ApiError(403, "code_unknown")
    if found.tries >= MAX_WRONG_SECRETS:
        raise ApiError(429, "too_many_tries")
    if not fits(secret, found.secret_hash):
        _count_wrong(endpoint, selector)
        raise ApiError(403, "code_unknown")
    if found.used_at is not None:
        raise ApiError(410, "code_used")
    if found.expires_at <= as_text(now):
        raise ApiError(410, "code_expired")
    with endpoint.database.writing() as connection:
        enrolment = _make_device(connection, endpoint, found.selector, asked, now, host)
    forget_tries(endpoint.database, limits)
    return enrolment


def _count_wrong(endpoint: Endpoint, selector: str) -> None:
    with endpoint.database.writing() as connection:
        change = update(enrolment_codes).where(enrolment_codes.c.selector == selector)
        connection.execute(change.values(tries=enrolment_codes.c.tries + 1))


def _make_device(
    connection: Connection,
    endpoint: Endpoint,
    selector: str,
    asked: EnrolBody,
    now: datetime,
    host: str,
) -> Enrolment:
    device, token, key = new_id(), new_device_token(), secrets.token_hex(32)
    taken = connection.execute(
        update(enrolment_codes)
        .where(enrolment_codes.c.selector == selector, enrolment_codes.c.used_at.is_(None))
        .values(used_at=as_text(now), device=device)
        .returning(enrolment_codes.c.person)
    ).scalar()
    if taken is None:
        raise ApiError(410, "code_used")
    caller = caller_for(connection, taken)
    if caller is None:
        raise ApiError(403, "code_unknown")
    row = {
        "id": device,
        "person": taken,
        "name": _told(asked.device_name, 200),
        "platform": _told(asked.platform, 60),
        "app_version": _told(asked.app_version, 40),
        "token_hash": hash_token(token),
        "key": key,
        "enrolled_at": as_text(now),
        "last_digest": GENESIS,
    }
    connection.execute(insert(devices).values(row))
    return Enrolment(
        device=device,
        token=token,
        key=key,
        person=caller.person.to_dict(),
        district=endpoint.settings.district,
        scope=caller.scope,
        server_time=as_text(now),
        tag_host=endpoint.settings.public_address.rstrip("/") or host,
    )


def _told(text: str, most: int) -> str:
    """What a device says of itself, as every database can keep it."""
    return text.replace("\0", "")[:most]


def make_code(
    connection: Connection, person: str, now: datetime, lifetime: timedelta, code: str = ""
) -> str:
    """Return a new one-time code of the person, such as `7F3K-9QZ2-M4WD`; kept only hashed.

    `code` sets it (the demo district's are fixed). Raises `KeyError` when there is no such person.
    """
    if caller_for(connection, person) is None:
        raise KeyError(person)
    plain = code.replace("-", "") or _new_plain_code(connection)
    row: dict[str, Any] = {
        "selector": plain[:SELECTOR_LENGTH],
        "secret_hash": hash_secret(plain[SELECTOR_LENGTH:]),
        "person": person,
        "created_at": as_text(now),
        "expires_at": as_text(now + lifetime),
        "tries": 0,
    }
    connection.execute(insert(enrolment_codes).values(row))
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _new_plain_code(connection: Connection) -> str:
    """Of a million selectors one may be taken: another is drawn then."""
    while True:
        plain = "".join(secrets.choice(CROCKFORD) for _ in range(SELECTOR_LENGTH + SECRET_LENGTH))
        selector = plain[:SELECTOR_LENGTH]
        query = select(enrolment_codes.c.selector).where(enrolment_codes.c.selector == selector)
        if connection.execute(query).first() is None:
            return plain


def revoke_device(connection: Connection, device: str, now: datetime) -> bool:
    """The device's token ends; what it has sent stays. Say whether there was such a device."""
    change = update(devices).where(devices.c.id == device, devices.c.revoked_at.is_(None))
    return connection.execute(change.values(revoked_at=as_text(now))).rowcount == 1


def scope_text(units: tuple[str, ...]) -> str:
    return json.dumps(list(units), ensure_ascii=False)
