"""Reference data: units, people, assets, forms and campaigns, versioned and fetched as deltas."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, Select, insert, or_, select, update

from inspect_app.domain.asset import Asset
from inspect_app.domain.campaign import Campaign
from inspect_app.domain.unit import Person, Unit
from sync.protocol import API, PAGE_REFERENCES, ReferenceKind, canonical
from sync.server.auth import Caller
from sync.server.bodies import json_response
from sync.server.cursors import make_cursor, read_cursor
from sync.server.db import leave_turn, take_turn
from sync.server.endpoint import Served, signed_in
from sync.server.models import ReferencePageModel
from sync.server.published_forms import Publisher, keep_version
from sync.server.tables import reference_items

router = APIRouter(prefix=API, tags=["reference data"])

COUNTER = "references"
FOR_ALL = {ReferenceKind.forms, ReferenceKind.campaigns}
UNSAID = Publisher()
CHUNK_IDS = 500
"""Ids looked up by one statement; SQLite and PostgreSQL both bound the parameters."""


@dataclass(frozen=True, slots=True)
class Item:
    """One reference item with what is looked up by, beside its body."""

    kind: ReferenceKind
    id: str
    body: Mapping[str, Any]
    unit: str = ""
    code: str = ""
    name: str = ""
    subkind: str = ""
    due_on: str | None = None

    @classmethod
    def of_unit(cls, unit: Unit) -> "Item":
        body, kind = unit.to_dict(), ReferenceKind.units
        return cls(kind, unit.id, body, unit.id, unit.code, unit.name, str(unit.kind))

    @classmethod
    def of_person(cls, person: Person) -> "Item":
        return cls(ReferenceKind.people, person.id, person.to_dict(), person.unit, name=person.name)

    @classmethod
    def of_asset(cls, asset: Asset) -> "Item":
        due = asset.next_due
        return cls(
            ReferenceKind.assets,
            asset.id,
            asset.to_dict(),
            asset.unit,
            asset.code,
            asset.name,
            asset.kind,
            due.on.isoformat() if due else None,
        )

    @classmethod
    def of_form(cls, form: Mapping[str, Any]) -> "Item":
        name = form["label"]["zh"]
        return cls(ReferenceKind.forms, form["id"], form, name=name, subkind=form["domain"])

    @classmethod
    def of_campaign(cls, campaign: Campaign) -> "Item":
        kind = ReferenceKind.campaigns
        return cls(kind, campaign.id, campaign.to_dict(), name=campaign.name)


def put_items(connection: Connection, items: Iterable[Item], publisher: Publisher = UNSAID) -> int:
    """Add or change items; an item that is as it was keeps its version. Return how many changed.

    Raises `ApiError` where a form would change within its version, or fall back behind it.
    `publisher` is who publishes the forms among them.
    """
    version = start = take_turn(connection, COUNTER)
    new: list[dict[str, Any]] = []
    for chunk in _chunks(list(items)):
        known = _known(connection, chunk)
        for item in chunk:
            body = canonical(item.body).decode()
            was = known.get((item.kind, item.id))
            if was is not None and was.body == body and not was.is_removed:
                continue
            if item.kind is ReferenceKind.forms:
                keep_version(connection, item.body, body, publisher)
            version += 1
            row = _row(item, body, version)
            if was is None:
                new.append(row)
            else:
                row["was_unit"] = was.unit if was.unit != item.unit else was.was_unit
                connection.execute(update(reference_items).where(*_is(item)).values(row))
    if new:
        connection.execute(insert(reference_items), new)
    leave_turn(connection, COUNTER, version)
    return version - start


def remove_items(connection: Connection, kind: ReferenceKind, ids: Iterable[str]) -> int:
    """Mark items as gone; devices learn of it with their next pull."""
    version = start = take_turn(connection, COUNTER)
    for each in ids:
        here = (reference_items.c.kind == kind, reference_items.c.id == each)
        change = update(reference_items).where(*here, reference_items.c.is_removed.is_(False))
        values = {"is_removed": True, "version": version + 1}
        version += connection.execute(change.values(values)).rowcount
    leave_turn(connection, COUNTER, version)
    return version - start


@router.get("/reference/{kind}", response_model=ReferencePageModel, dependencies=[signed_in])
def pull_reference(
    kind: ReferenceKind,
    request: Request,
    endpoint: Served,
    after: Annotated[str, Query(max_length=64, description="`cursor` of the last page")] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_REFERENCES)] = PAGE_REFERENCES,
) -> Response:
    """What changed since the cursor, within scope. Without a cursor: everything there is."""
    with endpoint.asking(request) as (caller, connection):
        start = read_cursor(connection, after, caller, COUNTER)
        query = _changed(kind, start, caller).limit(limit + 1)
        rows = connection.execute(query).all()
        page, more = rows[:limit], len(rows) > limit
        items, removed = [], []
        for row in page:
            if row.is_removed or not (kind in FOR_ALL or _is_visible(kind, row.unit, caller)):
                removed.append(row.id)
            else:
                items.append(msgspec.Raw(row.body.encode()))
        cursor = make_cursor(connection, page[-1].version if page else start, caller, COUNTER)
    answer = {"items": items, "cursor": cursor, "more": more, "removed": removed}
    return json_response(request, answer)


def _changed(kind: ReferenceKind, start: int, caller: Caller) -> Select[Any]:
    columns = reference_items.c
    query = select(columns.id, columns.unit, columns.version, columns.is_removed, columns.body)
    query = query.where(columns.kind == kind, columns.version > start).order_by(columns.version)
    if start == 0:
        query = query.where(columns.is_removed.is_(False))
    if caller.sees_all or kind in FOR_ALL:
        return query
    seen = [columns.unit.in_(caller.scope)]
    if start > 0:
        seen.append(columns.was_unit.in_(caller.scope))
    if kind is ReferenceKind.people:
        seen.append(columns.unit == "")
    return query.where(or_(*seen))


def _is_visible(kind: ReferenceKind, unit: str, caller: Caller) -> bool:
    """Bureau staff belong to no unit and are known everywhere: they inspect everywhere."""
    return caller.sees(unit) or (kind is ReferenceKind.people and unit == "")


def _known(connection: Connection, chunk: list[Item]) -> dict[tuple[str, str], Any]:
    columns = reference_items.c
    query = select(columns.kind, columns.id, columns.unit, columns.was_unit, columns.body)
    query = query.add_columns(columns.is_removed).where(columns.id.in_([i.id for i in chunk]))
    return {(row.kind, row.id): row for row in connection.execute(query)}


def _row(item: Item, body: str, version: int) -> dict[str, Any]:
    return {
        "kind": str(item.kind),
        "id": item.id,
        "unit": item.unit,
        "was_unit": "",
        "code": item.code,
        "name": item.name,
        "subkind": item.subkind,
        "due_on": item.due_on,
        "version": version,
        "is_removed": False,
        "body": body,
    }


def _is(item: Item) -> tuple[Any, ...]:
    return (reference_items.c.kind == item.kind, reference_items.c.id == item.id)


def _chunks(items: list[Item]) -> Iterable[list[Item]]:
    return (items[start : start + CHUNK_IDS] for start in range(0, len(items), CHUNK_IDS))


def read_item(connection: Connection, kind: ReferenceKind, item_id: str) -> dict[str, Any] | None:
    columns = reference_items.c
    query = select(columns.body).where(
        columns.kind == kind, columns.id == item_id, columns.is_removed.is_(False)
    )
    body = connection.execute(query).scalar()
    return json.loads(body) if body is not None else None
