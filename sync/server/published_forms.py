"""Every version of every form that was published: kept for good, and read by its number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from forms.definition import Form
from sync.server.errors import ApiError
from sync.server.tables import form_versions

VERSIONS_SHOWN = 1_000
_c = form_versions.c


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, and when."""

    by: str = ""
    at: str | None = None


def keep_version(
    connection: Connection, form: Mapping[str, Any], text: str, publisher: Publisher
) -> None:
    """Keep a version, of which `text` is the canonical JSON; one that is kept changes no more.

    Raises `ApiError` where it would change, or where a newer one is published.
    """
    name, version = form["id"], form["version"]
    digest = hashlib.sha256(text.encode()).hexdigest()
    newest = connection.execute(select(func.max(_c.version)).where(_c.form == name)).scalar()
    kept = select(_c.digest).where(_c.form == name, _c.version == version)
    known = connection.execute(kept).scalar()
    if known not in (None, digest):
        raise ApiError(409, "form_changed")
    if newest is not None and version < newest:
        raise ApiError(409, "form_older")
    if known is None:
        row = {"form": name, "version": version, "digest": digest, "body": text}
        said = {"published_by": publisher.by, "published_at": publisher.at}
        connection.execute(insert(form_versions).values(row | said))


def read_version(connection: Connection, form: str, version: int) -> str | None:
    """Return a version as JSON; None where it was never published."""
    query = select(_c.body).where(_c.form == form, _c.version == version)
    return connection.execute(query).scalar()


def published_form(connection: Connection, form: str, version: str = "") -> Form | None:
    """That version of a form, the newest when left out; None where it was never published."""
    number = int(version) if version.isdecimal() else None
    if number is None:
        number = connection.execute(select(func.max(_c.version)).where(_c.form == form)).scalar()
    kept = None if number is None else read_version(connection, form, number)
    return Form.from_dict(json.loads(kept)) if kept else None


def versions_of(connection: Connection, form: str = "") -> Sequence[Row[Any]]:
    """List the versions of a form, or of all of them, the newest first."""
    query = select(_c.form, _c.version, _c.digest, _c.published_at, _c.published_by)
    if form:
        query = query.where(_c.form == form)
    ordered = query.order_by(_c.form, _c.version.desc()).limit(VERSIONS_SHOWN)
    return connection.execute(ordered).all()
