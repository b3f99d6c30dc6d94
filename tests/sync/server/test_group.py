"""Several batches in one transaction are judged as if each had come alone."""

import asyncio

import msgspec
import pytest
from sqlalchemy import select

from sync.server.auth import authenticate_device, hash_token
from sync.server.enrolment import revoke_device
from sync.server.familiar import Familiar
from sync.server.incoming import read_incoming
from sync.server.ingest import Push, ingest_all
from sync.server.lookups import InspectionRow, RecordRow
from sync.server.precedence import Precedence
from sync.server.records import gathered_pushes, read_batch
from sync.server.tables import devices, inspections, records
from tests.sync.server.factories import NOW, a_photo, an_inspection
from tests.sync.server.tus import Tus

pytestmark = pytest.mark.both_backends

PHOTO = b"photo of the officer"


def _push(connection, device, *batch):
    caller = authenticate_device(connection, device.sealer.enrolment.token, NOW)
    return Push(caller, [read_incoming(msgspec.json.encode(each.to_dict())) for each in batch], NOW)


def _stored_together(running, *asked):
    with running.endpoint.database.writing() as connection:
        pushes = [_push(connection, device, *batch) for device, *batch in asked]
        groups = ingest_all(connection, pushes, "320412")
    return [[str(answer.status) for answer in answers] for answers in groups], groups


def test_each_batch_is_answered_for_itself(running):
    officer, stranger = running.device(), running.device("p-stranger")
    own = officer.sealer.inspection()
    foreign = stranger.sealer.inspection(an_inspection("u-second"))

    statuses, _ = _stored_together(
        running,
        (officer, own),
        (stranger, foreign, stranger.sealer.inspection(an_inspection("u-first"))),
        (officer, own, officer.sealer.inspection()),
    )

    assert statuses == [["accepted"], ["accepted", "rejected"], ["duplicate", "accepted"]]


def test_each_device_has_its_own_chain(running):
    officer, inspector = running.device(), running.device("p-inspector")
    firsts = [each.sealer.inspection() for each in (officer, inspector)]
    seconds = [each.sealer.inspection() for each in (officer, inspector)]

    _stored_together(running, (officer, firsts[0]), (inspector, firsts[1]), (officer, seconds[0]))
    _stored_together(running, (inspector, seconds[1]))

    with running.endpoint.database.reading() as connection:
        broken = connection.execute(select(records.c.is_chain_broken)).scalars().all()
        rows = connection.execute(select(devices.c.id, devices.c.last_digest)).all()
    last = {row.id: row.last_digest for row in rows}
    assert broken == [False] * 4
    assert last[officer.sealer.enrolment.device] == seconds[0].digest
    assert last[inspector.sealer.enrolment.device] == seconds[1].digest


def test_nobody_learns_from_his_neighbour_in_the_group_what_photos_are_here(running):
    officer, stranger = running.device(), running.device("p-stranger")
    photo = a_photo(PHOTO)
    Tus(officer).create(PHOTO, PHOTO)
    first = officer.sealer.inspection(an_inspection(photos=[photo]))
    second = stranger.sealer.inspection(an_inspection("u-second", photos=[photo]))

    _, groups = _stored_together(running, (officer, first), (stranger, second))

    assert groups[0][0].blobs_missing == ()
    assert groups[1][0].blobs_missing == (photo.sha256,)


def test_device_revoked_in_the_midst_is_refused_alone(running):
    officer, inspector = running.device(), running.device("p-inspector")
    familiar = Familiar()
    posted = [_posted(running, familiar, each) for each in (officer, inspector)]

    with running.endpoint.database.writing() as connection:
        revoke_device(connection, inspector.sealer.enrolment.device, NOW)
    accepted, refused = asyncio.run(_stored_by(running, familiar, posted))

    assert [str(answer.status) for answer in accepted] == ["accepted"]
    assert (refused.status, refused.code) == (401, "token_unknown")
    assert hash_token(inspector.sealer.enrolment.token) not in familiar
    assert hash_token(officer.sealer.enrolment.token) in familiar


def _posted(running, familiar, device):
    body = msgspec.json.encode({"records": [device.sealer.inspection().to_dict()]})
    return read_batch(running.endpoint, familiar, device.sealer.enrolment.token, body, "en")


async def _stored_by(running, familiar, posted):
    pushes = gathered_pushes(running.endpoint, familiar, Precedence())
    return await asyncio.gather(*map(pushes.done, posted), return_exceptions=True)


def test_rows_have_their_cells_in_the_order_of_the_columns():
    assert RecordRow._fields == tuple(records.c.keys())
    assert InspectionRow._fields == tuple(inspections.c.keys())
