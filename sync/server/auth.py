"""Who is asking: tokens, passwords, and what each person may see."""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from fastapi import Request
from sqlalchemy import Connection, Row, Select, bindparam, select

from inspect_app.domain.unit import Person, Role
from sync.protocol import ReferenceKind
from sync.server.errors import ApiError
from sync.server.moments import as_text
from sync.server.prepared import Prepared, among
from sync.server.tables import accounts, devices, reference_items, sessions

EVERYWHERE = "*"
KEPT_TEXTS = 1_000
"""People and scopes that stay read: the database says who may do what, in the very same words."""
_DEVICE, _SESSION = "dev_", "ses_"
_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_BEARER = {"WWW-Authenticate": "Bearer"}
_ENABLED = (
    (reference_items.c.id == accounts.c.person)
    & (reference_items.c.kind == ReferenceKind.people)
    & reference_items.c.is_removed.is_(False)
    & accounts.c.is_disabled.is_(False)
)
# Built once: every request asks one of them, and building takes longer than asking.
_PERSON = (
    select(accounts.c.scope, reference_items.c.body)
    .join(reference_items, _ENABLED)
    .where(accounts.c.person == bindparam("person"))
)
_DEVICE_CALLER = (
    select(
        accounts.c.scope,
        reference_items.c.body,
        devices.c.id.label("device"),
        devices.c.key.label("device_key"),
    )
    .select_from(devices)
    .join(accounts, accounts.c.person == devices.c.person)
    .join(reference_items, _ENABLED)
    .where(devices.c.revoked_at.is_(None))
)
_DEVICE_OF_TOKEN = _DEVICE_CALLER.where(devices.c.token_hash == bindparam("key"))
_DEVICES_OF_TOKENS = Prepared(
    _DEVICE_CALLER.add_columns(devices.c.token_hash).where(among(devices.c.token_hash, "keys"))
)
_DEVICE_OF_ID = _DEVICE_CALLER.where(devices.c.id == bindparam("key"))


@dataclass(frozen=True, slots=True)
class Caller:
    """A person who asks, at the desk or with an enrolled device."""

    person: Person
    scope: tuple[str, ...]
    device: str = ""
    device_key: bytes = b""
    session: str = ""
    """Hash of the sign-in's token, where there is no device."""

    @property
    def holder(self) -> str:
        """Names the device or the sign-in: what it was given ends with it."""
        return f"d{self.device}" if self.device else f"s{self.session}"

    @property
    def sees_all(self) -> bool:
        return EVERYWHERE in self.scope

    def sees(self, unit: str) -> bool:
        return self.sees_all or unit in self.scope

    def has_role(self, roles: Set[Role]) -> bool:
        return not roles.isdisjoint(self.person.roles)

    def within(self, query: Select[Any], column: Any) -> Select[Any]:
        """Keep only the rows whose unit the caller may see."""
        return query if self.sees_all else query.where(column.in_(self.scope))


def new_device_token() -> str:
    return _DEVICE + secrets.token_urlsafe(32)


def new_session_token() -> str:
    return _SESSION + secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 is enough for 256 random bits; passwords and codes get argon2."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_secret(secret: str) -> str:
    return _hasher.hash(secret)


def fits(secret: str, secret_hash: str) -> bool:
    try:
        return _hasher.verify(secret_hash, secret)
    except (VerificationError, InvalidHashError):
        return False


@cache
def unusable_hash() -> str:
    """Verified against when there is no such account, so that both take the same time."""
    return hash_secret(secrets.token_hex(16))


def bearer(request: Request) -> str:
    """Return the token of the request. Raises `ApiError` when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise ApiError(401, "not_signed_in", headers=_BEARER)
    return token.strip()


def authenticate(connection: Connection, token: str, now: datetime) -> Caller:
    """Return who holds the token. Raises `ApiError` when nobody does any more."""
    caller = None
    if token.startswith(_DEVICE):
        caller = _device_caller(connection, _DEVICE_OF_TOKEN, hash_token(token))
    elif token.startswith(_SESSION):
        caller = _session_caller(connection, hash_token(token), now)
    if caller is None:
        raise token_unknown()
    return caller


def token_unknown() -> ApiError:
    return ApiError(401, "token_unknown", headers=_BEARER)


def authenticate_device(connection: Connection, token: str, now: datetime) -> Caller:
    caller = authenticate(connection, token, now)
    if not caller.device:
        raise ApiError(403, "devices_only")
    return caller


def caller_holding(connection: Connection, holder: str, now: datetime) -> Caller | None:
    """Return the caller of a `Caller.holder`, while its device or sign-in lasts."""
    kind, name = holder[:1], holder[1:]
    if kind == "d":
        return _device_caller(connection, _DEVICE_OF_ID, name)
    return _session_caller(connection, name, now)


def _device_caller(connection: Connection, query: Select[Any], key: str) -> Caller | None:
    found = connection.execute(query, {"key": key}).first()
    return found and _caller(found, found.device, bytes.fromhex(found.device_key))


def _session_caller(connection: Connection, token_hash: str, now: datetime) -> Caller | None:
    query = select(sessions.c.person).where(
        sessions.c.token_hash == token_hash,
        sessions.c.ended_at.is_(None),
        sessions.c.expires_at > as_text(now),
    )
    person = connection.execute(query).scalar()
    caller = caller_for(connection, person) if person else None
    return caller and replace(caller, session=token_hash)


def caller_for(
    connection: Connection, person: str, device: str = "", device_key: bytes = b""
) -> Caller | None:
    found = connection.execute(_PERSON, {"person": person}).first()
    return found and _caller(found, device, device_key)


def device_callers(connection: Connection, token_hashes: Collection[str]) -> dict[str, Caller]:
    """Return who holds these tokens, by the token's hash; whoever is missing has no right now."""
    rows = _DEVICES_OF_TOKENS.run(connection, keys=list(token_hashes))
    return {row.token_hash: _caller(row, row.device, bytes.fromhex(row.device_key)) for row in rows}


def _caller(row: Row[Any], device: str, device_key: bytes) -> Caller:
    return Caller(_person_in(row.body), _scope_in(row.scope), device, device_key)


@lru_cache(KEPT_TEXTS)
def _person_in(text: str) -> Person:
    return Person.from_dict(json.loads(text))


@lru_cache(KEPT_TEXTS)
def _scope_in(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def require_role(caller: Caller, roles: Iterable[Role]) -> None:
    if not caller.has_role(set(roles)):
        raise ApiError(403, "not_allowed")
