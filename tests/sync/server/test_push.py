"""Pushing records: one answer each, idempotent, verified, judged."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from inspect_app.domain.inspection import InspectionKind
from sync.protocol import MAX_BATCH_BYTES, MAX_BATCH_RECORDS, PushAnswer, RecordKind
from sync.server.accounts import set_account
from sync.server.enrolment import scope_text
from sync.server.tables import records
from tests.sync.server.factories import NOW, a_hazard, a_photo, an_inspection


def _stored(running):
    with running.endpoint.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(records)).scalar()


def _verdict(device, record):
    answer = device.answers(record)[0]
    return answer["status"], answer["code"]


@pytest.mark.both_backends
def test_answers_are_the_protocols_and_in_order(running):
    device = running.device()
    batch = [device.sealer.inspection() for _ in range(5)]

    answers = [PushAnswer.from_dict(answer) for answer in device.answers(*batch)]

    assert [answer.id for answer in answers] == [record.id for record in batch]
    assert [answer.seq for answer in answers] == [1, 2, 3, 4, 5]


@pytest.mark.both_backends
def test_same_record_again_is_a_duplicate(running):
    device = running.device()
    record = device.sealer.inspection()

    assert [_verdict(device, record)[0] for _ in range(3)] == ["accepted", "duplicate", "duplicate"]
    assert _stored(running) == 1


@pytest.mark.both_backends
def test_record_is_a_duplicate_for_who_made_it_though_its_unit_left_the_scope(running):
    """Its answer may have been lost before; what is stored is not refused."""
    device = running.device("p-inspector")
    record = device.sealer.inspection()
    device.answers(record)
    with running.endpoint.database.writing() as connection:
        set_account(connection, "p-inspector", scope_text(("u-second",)))

    assert _verdict(device, record)[0] == "duplicate"
    assert _verdict(device, device.sealer.inspection()) == ("rejected", "out_of_scope")


@pytest.mark.both_backends
def test_same_record_twice_in_one_batch_is_stored_once(running):
    device = running.device()
    record = device.sealer.inspection()

    answers = device.answers(record, record)

    assert [answer["status"] for answer in answers] == ["accepted", "duplicate"]


@pytest.mark.both_backends
def test_identical_concurrent_posts_give_one_row_and_no_false_error(running):
    device = running.device()
    batches = [[device.sealer.inspection() for _ in range(3)] for _ in range(5)]

    with ThreadPoolExecutor(8) as pool:
        for batch in batches:
            posts = list(pool.map(lambda _, batch=batch: device.answers(*batch), range(8)))
            statuses = [[answer["status"] for answer in post] for post in posts]
            assert statuses.count(["accepted"] * 3) == 1
            assert statuses.count(["duplicate"] * 3) == 7

    assert _stored(running) == 15


@pytest.mark.both_backends
def test_same_id_with_another_content_is_changed(running):
    device = running.device()
    record = device.sealer.inspection()
    device.answers(record)
    other = device.sealer.inspection(id=record.id)

    assert _verdict(device, other) == ("changed", "changed")
    assert _stored(running) == 1


@pytest.mark.both_backends
def test_damaged_record_is_refused(running):
    device = running.device()
    record = device.sealer.inspection()
    damaged = replace(record, elapsed_ms=record.elapsed_ms + 1)

    assert _verdict(device, damaged) == ("rejected", "digest_wrong")


def test_foreign_seal_is_refused(running):
    device = running.device()
    forged = device.sealer.inspection().sealed_by(b"another key")

    assert _verdict(device, forged) == ("rejected", "seal_wrong")


def test_record_of_another_device_or_author_is_refused(running):
    device, other = running.device(), running.device("p-principal")
    record = other.sealer.inspection()
    pretended = device.sealer.inspection(author="p-principal")

    assert _verdict(device, record) == ("rejected", "device_differs")
    assert _verdict(device, pretended) == ("rejected", "author_differs")


@pytest.mark.both_backends
def test_foreign_unit_is_refused(running):
    device = running.device("p-officer")
    record = device.sealer.inspection(an_inspection("u-second"))

    assert _verdict(device, record) == ("rejected", "out_of_scope")


def test_unknown_unit_is_refused(running):
    device = running.device("p-inspector")
    record = device.sealer.inspection(an_inspection("u-nowhere"))

    assert _verdict(device, record) == ("rejected", "unit_unknown")


@pytest.mark.both_backends
def test_unknown_kind_is_refused_and_the_rest_is_stored(running):
    device = running.device()
    odd = device.sealer.record("visit.drawn", "u-first", {})
    fine = device.sealer.inspection()

    answers = device.answers(odd, fine)

    assert [(a["status"], a["code"]) for a in answers] == [
        ("rejected", "kind_unknown"),
        ("accepted", ""),
    ]


def test_officer_cannot_file_an_official_inspection(running):
    device = running.device("p-officer")
    record = device.sealer.inspection(an_inspection(kind=InspectionKind.supervision))

    assert _verdict(device, record) == ("rejected", "not_allowed")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "nonsense"},
        {"answers": 5},
        {"started_at": "yesterday"},
        {"started_at": "2026-11-23T10:00:00"},
        {"started_at": "0001-01-01T00:00:00+14:00"},
        {"counts": {"passed": 10**30}},
        {"counts": {"passed": -1}},
        {"photos": [{}]},
        {"id": ""},
        {"form": "x" * 65},
        {"companion": "\0"},
        {"score": {"percent": 100.1}},
        {"score": {"percent": 50, "level": "x" * 65}},
        {"score": {"percent": 50, "label": ["zh"]}},
    ],
)
def test_malformed_inspection_is_refused(running, change):
    device = running.device()
    body = an_inspection().to_dict() | change
    record = device.sealer.record(RecordKind.inspection_submitted, "u-first", body)

    assert _verdict(device, record) == ("rejected", "malformed")
    assert _stored(running) == 0


@pytest.mark.both_backends
def test_backslashes_before_a_u_are_no_nul(running):
    device = running.device()
    record = device.sealer.inspection(an_inspection(companion="\\u0000"))

    assert _verdict(device, record) == ("accepted", "")


def test_photo_that_the_envelope_does_not_list_is_refused(running):
    device = running.device()
    body = an_inspection(photos=[a_photo(b"photo")]).to_dict()
    record = device.sealer.record(RecordKind.inspection_submitted, "u-first", body, blobs=())

    assert _verdict(device, record) == ("rejected", "blobs_differ")


def test_unit_in_the_body_must_be_the_envelopes(running):
    device = running.device("p-inspector")
    body = an_inspection("u-second").to_dict()
    record = device.sealer.record(RecordKind.inspection_submitted, "u-first", body)

    assert _verdict(device, record) == ("rejected", "unit_differs")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe",
        b'{"records": 5}',
        b'{"records": ["' + b"x" * 1000,
        b'{"records":' + b"[" * 100_000,
        b'{"records": [{"body": NaN}]}',
    ],
)
def test_malformed_batch_is_refused_whole(running, body):
    device = running.device()

    answer = running.http.post("/v1/records", content=body, headers=device.headers)

    assert answer.status_code in {400, 422}
    assert set(answer.json()) >= {"code", "message"}


@pytest.mark.parametrize("item", [5, None, "x", [], {}, {"id": 7}, {"id": "only-an-id"}])
def test_item_that_is_no_record_gets_its_own_answer(running, item):
    device = running.device()
    fine = device.sealer.inspection()
    message = {"records": [item, fine.to_dict()]}

    answer = running.http.post("/v1/records", json=message, headers=device.headers)

    statuses = [each["status"] for each in answer.json()["answers"]]
    assert statuses == ["rejected", "accepted"]


def test_oversized_batches_are_refused(running):
    device = running.device()
    too_many = json.dumps({"records": [{}] * (MAX_BATCH_RECORDS + 1)}).encode()

    many = running.http.post("/v1/records", content=too_many, headers=device.headers)
    large = running.http.post(
        "/v1/records", content=b" " * (MAX_BATCH_BYTES + 1), headers=device.headers
    )

    assert (many.status_code, many.json()["code"]) == (413, "batch_too_large")
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")


def test_single_record_that_is_too_large_is_refused_alone(running):
    device = running.device()
    large = device.sealer.inspection(an_inspection(companion="x" * 2_000_001))
    fine = device.sealer.inspection()

    answers = device.answers(large, fine)

    assert [(a["id"], a["code"]) for a in answers] == [
        (large.id, "record_too_large"),
        (fine.id, ""),
    ]


def test_packed_batch_is_read(running):
    device = running.device()
    body = json.dumps({"records": [device.sealer.inspection().to_dict()]}).encode()
    headers = device.headers | {"Content-Encoding": "gzip"}

    answer = running.http.post("/v1/records", content=gzip.compress(body), headers=headers)

    assert answer.json()["answers"][0]["status"] == "accepted"
    assert answer.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (gzip.compress(b" " * 50_000_000), "body_too_large"),
        (gzip.compress(b"{}")[:-4], "malformed"),
        (gzip.compress(b"{}") + b"more", "malformed"),
        (b"no gzip", "malformed"),
    ],
    ids=["bomb", "cut", "trailing", "other"],
)
def test_packed_nonsense_is_refused(running, body, code):
    device = running.device()
    headers = device.headers | {"Content-Encoding": "gzip"}

    answer = running.http.post("/v1/records", content=body, headers=headers)

    assert answer.json()["code"] == code


@pytest.mark.both_backends
def test_break_in_the_chain_is_stored_and_seen(running):
    device = running.device()
    first = device.sealer.inspection()
    device.sealer.inspection()
    third = device.sealer.inspection()

    device.answers(first, third)

    rows = device.get("/v1/inspections").json()["items"]
    assert [row["is_chain_broken"] for row in rows] == [True, False]


@pytest.mark.both_backends
def test_late_record_is_no_skew_but_a_wrong_clock_is(running):
    device = running.device()
    late = device.sealer.inspection(recorded_at=(NOW - timedelta(days=3)).isoformat())
    device.push(late, sent_at=NOW.isoformat())
    device.push(device.sealer.inspection(), sent_at=(NOW - timedelta(hours=2)).isoformat())
    ahead = (NOW + timedelta(hours=1)).isoformat()
    device.push(device.sealer.inspection(recorded_at=ahead))

    rows = device.get("/v1/inspections").json()["items"]

    assert [row["skew_s"] for row in rows] == [3600.0, -7200.0, None]


@pytest.mark.both_backends
def test_inspection_is_submitted_once(running):
    device = running.device()
    inspection = an_inspection()
    device.answers(device.sealer.inspection(inspection))

    again = device.sealer.inspection(inspection)

    assert _verdict(device, again) == ("conflict", "inspection_exists")


@pytest.mark.both_backends
def test_code_of_another_system_is_kept(running):
    device = running.device()
    body = {"code": "https://example.cn/lift/96333", "system": "lift", "asset": "7F3K9QZ2M4"}

    assert _verdict(device, device.sealer.record(RecordKind.asset_code_seen, "u-first", body)) == (
        "accepted",
        "",
    )


@pytest.mark.both_backends
def test_hazard_gets_its_final_number(running):
    device = running.device()
    batch = [device.sealer.hazard(a_hazard()) for _ in range(3)]

    answers = device.answers(*batch, batch[0])

    start = "YH-320412-0101-20261123-"
    numbers = [f"{start}0001", f"{start}0002", f"{start}0003", f"{start}0001"]
    assert [answer["number"] for answer in answers] == numbers
    found = device.get(f"/v1/hazards/{numbers[1]}").json()
    assert found["hazard"]["code"] == numbers[1]
    assert found["summary"]["temporary_number"] == "D1-0001"
