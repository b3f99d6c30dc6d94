"""Pulling by cursor: within scope, in order, nothing skipped."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, event, select, update

from sync.server import records as record_routes
from sync.server.accounts import set_account
from sync.server.app import create_app
from sync.server.enrolment import scope_text
from sync.server.tables import counters, records
from tests.sync.server.conftest import serve
from tests.sync.server.factories import an_inspection

pytestmark = pytest.mark.both_backends

OVERTAKES_S = 1
"""So long a push may try to be done before one that began earlier."""
HELD_S = 30


def _pull(device, limit=500, cursor=""):
    items, more = [], True
    while more:
        page = device.get("/v1/records", after=cursor, limit=limit).json()
        items, cursor, more = items + page["items"], page["cursor"], page["more"]
    return items, cursor


def test_pages_follow_each_other_without_gap_or_repeat(running):
    device = running.device()
    sent = [device.sealer.inspection() for _ in range(7)]
    device.answers(*sent)

    items, _ = _pull(device, limit=3)

    assert [item["id"] for item in items] == [record.id for record in sent]


def test_page_ends_early_when_it_grows_large(running, monkeypatch):
    device = running.device()
    device.answers(*(device.sealer.inspection() for _ in range(4)))
    monkeypatch.setattr(record_routes, "MAX_PAGE_BYTES", 100)

    page = device.get("/v1/records").json()

    assert (len(page["items"]), page["more"]) == (1, True)
    assert len(_pull(device)[0]) == 4


def test_school_never_sees_another(running):
    inspector, stranger = running.device("p-inspector"), running.device("p-stranger")
    inspector.answers(
        inspector.sealer.inspection(), inspector.sealer.inspection(an_inspection("u-second"))
    )

    units = {item["unit"] for item in _pull(stranger)[0]}

    assert units == {"u-second"}
    assert len(_pull(inspector)[0]) == 2


def test_cursor_of_another_scope_is_disowned(running):
    device, inspector = running.device("p-stranger"), running.device("p-inspector")
    inspector.answers(inspector.sealer.inspection())
    _, cursor = _pull(device)
    with running.endpoint.database.writing() as connection:
        set_account(connection, "p-stranger", scope_text(("u-first", "u-second")))

    answer = device.get("/v1/records", after=cursor)

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")
    assert len(_pull(device)[0]) == 1


@pytest.mark.parametrize("counter", ["records", "references"])
def test_cursor_ahead_of_the_count_is_disowned(running, counter):
    """The database was put back by other means than ours, which keeps the epoch."""
    device = running.device()
    device.answers(device.sealer.inspection())
    path = "/v1/records" if counter == "records" else "/v1/reference/units"
    cursor = device.get(path).json()["cursor"]
    with running.endpoint.database.writing() as connection:
        connection.execute(delete(records))
        connection.execute(update(counters).where(counters.c.name == counter).values(value=0))

    assert device.get(path, after=cursor).json()["code"] == "cursor_invalid"


def test_nonsense_cursor_is_disowned(running):
    device = running.device()

    for cursor in ("x", "1", "-1.00000000", "9" * 19 + ".00000000", "1.zzzzzzzz"):
        assert device.get("/v1/records", after=cursor).json()["code"] == "cursor_invalid"


def test_puller_sees_every_record_exactly_once_and_in_order(running):
    writers = [running.device() for _ in range(6)]
    reader = running.device("p-inspector")
    sent, seen, cursor = [], [], ""
    done = threading.Event()

    def write(device):
        for _ in range(15):
            record = device.sealer.inspection()
            device.answers(record)
            sent.append(record.id)

    with ThreadPoolExecutor(7) as pool:
        writing = [pool.submit(write, device) for device in writers]
        pool.submit(lambda: ([job.result() for job in writing], done.set()))
        while not (done.is_set() and len(seen) >= len(sent)):
            page = reader.get("/v1/records", after=cursor, limit=5).json()
            cursor = page["cursor"]
            seen += [(item["seq"], item["id"]) for item in page["items"]]

    assert [seq for seq, _ in seen] == list(range(1, 91))
    assert sorted(id for _, id in seen) == sorted(sent)


def test_nothing_is_skipped_that_another_process_commits_late(running, settings, clock):
    """Its rows are written and numbered, and not yet to be seen, while others push and pull."""
    slow, quick, reader = (
        running.device(each) for each in ("p-officer", "p-officer", "p-inspector")
    )
    with serve(create_app(settings, now=lambda: clock.now)) as other, ThreadPoolExecutor(2) as pool:
        quick.running = reader.running = other
        with _held_commit(running.endpoint) as is_held:
            first = pool.submit(slow.answers, slow.sealer.inspection())
            assert is_held.wait(HELD_S)
            second = pool.submit(quick.answers, quick.sealer.inspection())
            wait([second], OVERTAKES_S)
            early, cursor = _pull(reader)
        sent = [each.result()[0]["id"] for each in (first, second)]
        late, _ = _pull(reader, cursor=cursor)

    assert [each["id"] for each in early + late] == sent


@contextmanager
def _held_commit(endpoint):
    """The commit of the first record waits until the block has ended; set once it does."""
    is_held, may_go_on = threading.Event(), threading.Event()

    def hold(connection):
        if not is_held.is_set() and connection.execute(select(records.c.id)).first():
            is_held.set()
            assert may_go_on.wait(HELD_S)

    event.listen(endpoint.database.engine, "commit", hold)
    try:
        yield is_held
    finally:
        may_go_on.set()
