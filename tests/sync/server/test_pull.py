"""Pulling by cursor: within scope, in order, nothing skipped."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.server import records as record_routes
from sync.server.accounts import set_account
from sync.server.enrolment import scope_text
from tests.sync.server.factories import an_inspection

pytestmark = pytest.mark.both_backends


def _pull(device, limit=500):
    items, cursor, more = [], "", True
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
