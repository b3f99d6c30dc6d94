"""Reading steps aside while a group is judged, but for no database across the network."""

import asyncio
import threading

import msgspec
import pytest

from sync.server import records
from sync.server.familiar import Familiar
from sync.server.precedence import Precedence
from sync.server.records import gathered_pushes, read_batch

BLINK_S = 0.2


def _body(device, count):
    sent = [device.sealer.inspection().to_dict() for _ in range(count)]
    return msgspec.json.encode({"records": sent})


def test_batch_is_not_read_on_while_others_are_judged(running):
    device, precedence = running.device(), Precedence()
    token, body = device.sealer.enrolment.token, _body(device, 3)
    read = []

    def reading():
        given = (running.endpoint, Familiar(), token, body, "en", precedence.give_way)
        read.append(read_batch(*given))

    thread = threading.Thread(target=reading)
    with precedence.of_judging():
        thread.start()
        thread.join(BLINK_S)
        assert not read
    thread.join(10)

    assert [len(each.batch) for each in read] == [3]


@pytest.mark.both_backends
def test_reading_waits_for_judging_only_where_the_database_is_here(running, monkeypatch):
    device, precedence, familiar = running.device(), Precedence(), Familiar()
    token = device.sealer.enrolment.token
    posted = read_batch(running.endpoint, familiar, token, _body(device, 1), "en")
    could_be_read, ingest_all = [], records.ingest_all

    def judged(*asked):
        reading = threading.Thread(target=precedence.give_way, daemon=True)
        reading.start()
        reading.join(BLINK_S)
        could_be_read.append(not reading.is_alive())
        return ingest_all(*asked)

    async def stored():
        return await gathered_pushes(running.endpoint, familiar, precedence).done(posted)

    monkeypatch.setattr(records, "ingest_all", judged)
    answers = asyncio.run(stored())

    assert [str(answer.status) for answer in answers] == ["accepted"]
    assert could_be_read == [not running.endpoint.database.is_sqlite]
