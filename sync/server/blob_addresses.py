"""Addresses of photos for what sends no token: an <img>, a link, an export.

An address is signed for one blob, for the device or sign-in that asked, and for the scope it had
then; it ends by itself within half an hour, and at once with the device, the sign-in or the scope.
"""

import hashlib
import hmac
import json
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Row, Select, delete, insert, select

from sync.protocol import API
from sync.server.auth import Caller, caller_holding
from sync.server.errors import ApiError
from sync.server.moments import as_text
from sync.server.tables import signing_keys

BLOCK_S = 900
"""An address lives until the end of the next block: within one, it stays the same and is cached."""
_SIGNED = re.compile(r"([0-9]{1,12})\.([0-9]{1,9})\.([ds][0-9A-Za-z_-]{1,64})\.([0-9A-Za-z_-]{43})")
_PURPOSE = "blob-address-1"


@dataclass(frozen=True, slots=True)
class AddressBook:
    """Writes the addresses of one caller, as of one moment."""

    caller: Caller
    key: Row[Any]
    until_s: int

    @classmethod
    def open(cls, connection: Connection, caller: Caller, now: datetime) -> Self:
        key = connection.execute(_newest()).one()
        return cls(caller, key, (int(now.timestamp()) // BLOCK_S + 2) * BLOCK_S)

    def address_of(self, sha256: str) -> str:
        signature = _signature(self.key.secret, sha256, self.caller, self.until_s)
        signed = f"{self.until_s}.{self.key.id}.{self.caller.holder}.{signature}"
        return f"{API}/blobs/{sha256}?signed={signed}"

    def photos(self, found: Mapping[str, Row[Any]]) -> list[dict[str, object]]:
        """Describe blobs that the caller may read, by digest."""
        return [
            {**found[sha256]._mapping, "address": self.address_of(sha256)}
            for sha256 in sorted(found)
        ]


def caller_by_address(
    connection: Connection, sha256: str, signed: str, now: datetime
) -> tuple[Caller, int]:
    """Return for whom the address was signed, and for how many more seconds it lasts.

    Raises `ApiError`, the same for whatever is wrong with it and whatever is here.
    """
    match = _SIGNED.fullmatch(signed)
    if match is None:
        raise ApiError(403, "address_expired")
    until_s, key_id, holder, signature = int(match[1]), int(match[2]), match[3], match[4]
    query = select(signing_keys.c.secret).where(signing_keys.c.id == key_id)
    secret = connection.execute(query).scalar()
    caller = caller_holding(connection, holder, now)
    if secret is None or caller is None:
        raise ApiError(403, "address_expired")
    expected = _signature(secret, sha256, caller, until_s)
    left_s = until_s - int(now.timestamp())
    if not hmac.compare_digest(expected, signature) or left_s <= 0:
        raise ApiError(403, "address_expired")
    return caller, left_s


def rotate_key(connection: Connection, now: datetime, *, at_once: bool = False) -> None:
    """Sign with a new key; what the last one signed lasts out its time, unless `at_once`."""
    last = connection.execute(_newest()).one().id
    kept = last + 1 if at_once else last
    connection.execute(delete(signing_keys).where(signing_keys.c.id < kept))
    row = {"id": last + 1, "secret": secrets.token_hex(32), "made_at": as_text(now)}
    connection.execute(insert(signing_keys).values(row))


def _newest() -> Select[Any]:
    """By number, not by time: a clock that was set back must not keep an old key signing."""
    return select(signing_keys).order_by(signing_keys.c.id.desc()).limit(1)


def _signature(secret: str, sha256: str, caller: Caller, until_s: int) -> str:
    said = [_PURPOSE, sha256, caller.holder, sorted(caller.scope), until_s]
    mac = hmac.new(bytes.fromhex(secret), json.dumps(said).encode(), hashlib.sha256)
    return urlsafe_b64encode(mac.digest()).decode().rstrip("=")
