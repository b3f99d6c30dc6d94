"""Signing in at the desk: a password becomes a token that ends with the day."""

from datetime import datetime
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, delete, insert, or_, select, update

from sync.protocol import API
from sync.server.auth import (
    bearer,
    fits,
    hash_secret,
    hash_token,
    new_session_token,
    unusable_hash,
)
from sync.server.bodies import MAX_SMALL_BODY_BYTES, json_response, receive_body
from sync.server.endpoint import Endpoint, Served, signed_in
from sync.server.errors import ApiError
from sync.server.hashing import hash_aside
from sync.server.models import ErrorModel, MeModel, TokenModel, form_of
from sync.server.moments import as_text
from sync.server.tables import accounts, sessions
from sync.server.throttling import address_of, count_try, forget_tries, sign_in_limits

router = APIRouter(prefix=API, tags=["accounts"])


@router.post(
    "/sign-in",
    response_model=TokenModel,
    responses={401: {"model": ErrorModel}, 429: {"model": ErrorModel}},
    openapi_extra=form_of("username", "password"),
)
async def sign_in(request: Request, endpoint: Served) -> Response:
    """OAuth 2 password form, so that Authorize works in /docs."""
    body = await receive_body(request, MAX_SMALL_BODY_BYTES)
    fields = parse_qs(body.decode("utf-8", "replace"))
    login, password = fields.get("username", [""])[0], fields.get("password", [""])[0]
    known = login.replace("\0", "").strip()[:120]
    asked = (known, password[:1000], address_of(request))
    answer = await hash_aside(request, _sign_in, endpoint, *asked)
    return json_response(request, answer)


def _sign_in(endpoint: Endpoint, login: str, password: str, address: str) -> dict[str, object]:
    now, limits = endpoint.now(), sign_in_limits(login, address)
    count_try(endpoint.database, limits, now)
    query = select(accounts.c.person, accounts.c.password_hash).where(
        accounts.c.login == login, accounts.c.is_disabled.is_(False)
    )
    with endpoint.database.reading() as connection:
        found = connection.execute(query).first()
    secret_hash = (found and found.password_hash) or unusable_hash()
    if not fits(password, secret_hash) or found is None:
        raise ApiError(401, "wrong_password")
    token = new_session_token()
    lifetime = endpoint.settings.session_lifetime
    row = {
        "token_hash": hash_token(token),
        "person": found.person,
        "created_at": as_text(now),
        "expires_at": as_text(now + lifetime),
    }
    with endpoint.database.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.expires_at < as_text(now)))
        connection.execute(insert(sessions).values(row))
    forget_tries(endpoint.database, limits)
    seconds = int(lifetime.total_seconds())
    return {"access_token": token, "token_type": "bearer", "expires_in": seconds}


@router.post("/sign-out", status_code=204, dependencies=[signed_in])
def sign_out(request: Request, endpoint: Served) -> Response:
    """End this sign-in. A device's own token ends only when the device is revoked."""
    ended = update(sessions).where(sessions.c.token_hash == hash_token(bearer(request)))
    with endpoint.database.writing() as connection:
        connection.execute(ended.values(ended_at=as_text(endpoint.now())))
    return Response(status_code=204)


@router.get("/me", response_model=MeModel, dependencies=[signed_in])
def read_me(request: Request, endpoint: Served) -> Response:
    """Who is signed in, and what is in scope."""
    with endpoint.asking(request) as (caller, _):
        answer = {
            "person": caller.person.to_dict(),
            "scope": caller.scope,
            "device": caller.device or None,
            "server_time": as_text(endpoint.now()),
        }
    return json_response(request, answer)


def person_called(connection: Connection, name: str) -> str:
    """Return whose id that is, or who signs in as that. Raises `KeyError` where nobody does."""
    is_called = or_(accounts.c.person == name, accounts.c.login == name)
    # Where one's login is another's id, the id counts.
    query = select(accounts.c.person).where(is_called).order_by(accounts.c.person != name)
    person = connection.execute(query).scalar()
    if person is None:
        raise KeyError(name)
    return person


def set_account(
    connection: Connection,
    person: str,
    scope_text: str,
    login: str | None = None,
    password_hash: str | None = None,
) -> None:
    """Let the person in; replaces what was set before."""
    connection.execute(delete(accounts).where(accounts.c.person == person))
    row = {"person": person, "login": login, "password_hash": password_hash, "scope": scope_text}
    connection.execute(insert(accounts).values(row))


def keep_account(
    connection: Connection,
    person: str,
    scope_text: str,
    login: str | None = None,
    password_hash: str | None = None,
) -> None:
    """Change the scope; the account and the password only where they are given."""
    query = select(accounts).where(accounts.c.person == person)
    known = connection.execute(query).first()
    if known is not None:
        login, password_hash = login or known.login, password_hash or known.password_hash
    set_account(connection, person, scope_text, login, password_hash)


def set_password(connection: Connection, person: str, password: str, now: datetime) -> None:
    """Change the password and end every sign-in of the person."""
    change = update(accounts).where(accounts.c.person == person)
    connection.execute(change.values(password_hash=hash_secret(password)))
    ended = update(sessions).where(sessions.c.person == person)
    connection.execute(ended.values(ended_at=as_text(now)))
