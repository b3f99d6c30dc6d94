"""How often one may try: counted in the database, so that every process counts together."""

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request
from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from sync.server.db import Database
from sync.server.errors import ApiError
from sync.server.moments import as_text
from sync.server.tables import throttles

WINDOW = timedelta(minutes=5)
MAX_TRIES = 10
"""Of one address for one account or code."""
MAX_TRIES_OF_ACCOUNT = 100
"""From everywhere: fewer would let anybody lock a person out, more would let a swarm guess."""
MAX_TRIES_OF_ADDRESS = 100
"""For all accounts: a whole school signs in from behind one address."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` tries within a window for whatever `key` names; the key is kept as a digest only."""

    key: str
    most: int

    @property
    def name(self) -> str:
        return hashlib.sha256(self.key.encode()).hexdigest()


def sign_in_limits(login: str, address: str) -> tuple[Limit, ...]:
    place = network_of(address)
    return (
        Limit(f"sign-in|{login}|{place}", MAX_TRIES),
        Limit(f"sign-in|{login}", MAX_TRIES_OF_ACCOUNT),
        Limit(f"sign-in||{place}", MAX_TRIES_OF_ADDRESS),
    )


def enrol_limits(selector: str, address: str) -> tuple[Limit, ...]:
    place = network_of(address)
    return (
        Limit(f"enrol|{selector}|{place}", MAX_TRIES),
        Limit(f"enrol||{place}", MAX_TRIES_OF_ADDRESS),
    )


def address_of(request: Request) -> str:
    """Return the client's address; what a proxy says of it counts only from a trusted one."""
    return request.client.host if request.client else ""


def network_of(address: str) -> str:
    """Return the address, of IPv6 its /64: one subscriber has all of those."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))


def count_try(database: Database, limits: Iterable[Limit], now: datetime) -> None:
    """Count one try against each, before it is judged. Raises `ApiError` when one is used up."""
    waits = []
    with database.writing() as connection:
        connection.execute(delete(throttles).where(throttles.c.since < as_text(now - WINDOW)))
        for limit in sorted(limits, key=lambda each: each.name):
            count, since = connection.execute(_counted(database, limit, now)).one()
            if count > limit.most:
                waits.append(datetime.fromisoformat(since) + WINDOW - now)
    if waits:
        wait_s = max(1, round(max(waits).total_seconds()))
        raise ApiError(429, "too_many_tries", headers={"Retry-After": str(wait_s)})


def forget_tries(database: Database, limits: tuple[Limit, ...]) -> None:
    """After a success: clear the first, and take back what was counted against the others."""
    own, *others = (limit.name for limit in limits)
    taken_back = update(throttles).where(throttles.c.key.in_(sorted(others)))
    with database.writing() as connection:
        connection.execute(delete(throttles).where(throttles.c.key == own))
        connection.execute(taken_back.values(count=throttles.c.count - 1))


def _counted(database: Database, limit: Limit, now: datetime) -> Any:
    """One statement, so that two processes cannot both be the first, or lose a count."""
    insert = sqlite.insert if database.is_sqlite else postgresql.insert
    is_over = throttles.c.since < as_text(now - WINDOW)
    row = {"key": limit.name, "since": as_text(now), "count": 1}
    return (
        insert(throttles)
        .values(row)
        .on_conflict_do_update(
            index_elements=[throttles.c.key],
            set_={
                "count": case((is_over, 1), else_=throttles.c.count + 1),
                "since": case((is_over, as_text(now)), else_=throttles.c.since),
            },
        )
        .returning(throttles.c.count, throttles.c.since)
    )
