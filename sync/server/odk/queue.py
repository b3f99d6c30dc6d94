"""Which inspections go to an OpenRosa server: each is made into its instance once, and kept."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from forms.definition import Form
from inspect_app.domain.asset import Asset
from inspect_app.domain.inspection import Inspection
from inspect_app.domain.unit import Unit
from sync.protocol import ReferenceKind
from sync.server.endpoint import Endpoint
from sync.server.odk import ledger
from sync.server.odk.instance import Facts, Instance, instance_of
from sync.server.odk.ledger import State, Submission
from sync.server.odk.openrosa import NO_IDS
from sync.server.odk.parts import File
from sync.server.published_forms import published_form
from sync.server.tables import blobs, inspections, records, reference_items

AT_ONCE = 100
"""Inspections made into instances in one transaction."""


@dataclass(frozen=True, slots=True)
class Queued:
    added: int
    left_out: tuple[str, ...] = ()
    """Inspections whose form is not here in the version that they were made with."""


def all_inspections(endpoint: Endpoint) -> list[str]:
    """In the order in which they came."""
    with endpoint.database.reading() as connection:
        query = select(inspections.c.id).order_by(inspections.c.seq)
        return list(connection.execute(query).scalars())


def enqueue(
    endpoint: Endpoint, server: str, ids: Sequence[str], form_ids: Mapping[str, str] = NO_IDS
) -> Queued:
    """Put inspections on the server's list; those that are on it already stay as they are.

    `form_ids` say what forms are called there.
    """
    added, left_out = 0, []
    for start in range(0, len(ids), AT_ONCE):
        with endpoint.database.writing() as connection:
            chunk = ids[start : start + AT_ONCE]
            there = ledger.known(connection, server, chunk)
            for each in _inspections(connection, [one for one in chunk if one not in there]):
                form = _form(connection, each)
                if form is None:
                    left_out.append(each.id)
                    continue
                called = form_ids.get(form.id, "")
                instance = instance_of(form, each, _facts(connection, each), called)
                submission = _submission(connection, server, each, instance)
                ledger.add(connection, submission, endpoint.now())
                added += 1
    return Queued(added, tuple(left_out))


def _inspections(connection: Connection, ids: Sequence[str]) -> list[Inspection]:
    query = select(records.c.body).join(inspections, inspections.c.record == records.c.id)
    bodies = connection.execute(query.where(inspections.c.id.in_(ids)).order_by(inspections.c.seq))
    return [Inspection.from_dict(json.loads(body)) for body in bodies.scalars()]


def forms_in_use(connection: Connection) -> list[tuple[str, str]]:
    """Id and version of every form that an inspection here was made with."""
    c = inspections.c
    query = select(c.form, c.form_version).distinct().order_by(c.form, c.form_version)
    return [(row.form, row.form_version) for row in connection.execute(query)]


def _form(connection: Connection, inspection: Inspection) -> Form | None:
    """The very form that was filled in, not another version of it."""
    form = published_form(connection, inspection.form, str(inspection.form_version))
    same = form is not None and form.digest() == inspection.form_digest
    return form if same else None


def _facts(connection: Connection, inspection: Inspection) -> Facts:
    names: dict[str, object] = {}
    if body := _body(connection, ReferenceKind.units, inspection.unit):
        unit = Unit.from_dict(body)
        names["unit_kind"] = str(unit.kind)
        names |= {"unit.boarding": unit.is_boarding, "unit.key": unit.is_key_unit}
        names |= {f"unit.{name}": value for name, value in unit.attributes.items()}
    query = select(reference_items.c.body).where(
        reference_items.c.kind == ReferenceKind.assets,
        reference_items.c.id.in_(inspection.assets),
    )
    found = [Asset.from_dict(json.loads(each)) for each in connection.execute(query).scalars()]
    for asset in found:
        count = f"count.{asset.kind}"
        names[count] = int(str(names.get(count, 0))) + 1
    return Facts(names, {asset.id: _attributes(asset) for asset in found})


def _attributes(asset: Asset) -> Mapping[str, object]:
    return {"kind": asset.kind, **asset.attributes}


def _body(connection: Connection, kind: ReferenceKind, item: str) -> Mapping[str, object] | None:
    query = select(reference_items.c.body).where(
        reference_items.c.kind == kind, reference_items.c.id == item
    )
    body = connection.execute(query).scalar()
    return json.loads(body) if body else None


def _submission(
    connection: Connection, server: str, inspection: Inspection, instance: Instance
) -> Submission:
    sizes = _sizes(connection, set(instance.photos.values()))
    files = [File(name, sha, sizes.get(sha, 0)) for name, sha in instance.photos.items()]
    for name, content in instance.pictures.items():
        drawn = b64encode(content).decode()
        files.append(File(name, hashlib.sha256(content).hexdigest(), len(content), drawn))
    return Submission(
        server,
        inspection.id,
        instance.id,
        instance.form,
        instance.xml,
        tuple(files),
        frozenset(),
        State.waiting,
    )


def _sizes(connection: Connection, digests: set[str]) -> dict[str, int]:
    query = select(blobs.c.sha256, blobs.c.size).where(blobs.c.sha256.in_(digests))
    return {row.sha256: row.size for row in connection.execute(query)}
