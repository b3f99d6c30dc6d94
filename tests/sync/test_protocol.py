"""The wire's shapes: what the digest covers, and what a reader does with what it does not know."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import (
    GENESIS,
    Enrolment,
    Page,
    PushAnswer,
    PushStatus,
    Record,
    canonical,
    seal_of,
    skew_s,
)

KEY = bytes(range(32))
DIGEST = "7db6c3627015804d25a90fb499233f8be0bdbe79ef5f124d62f9b7ba783d1027"
"""By sha256sum over the text below."""
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc键", max_size=3), inner),
    max_leaves=12,
)


def a_record(**changes):
    values = {
        "id": "019aafc0-0000-7000-8000-000000000001",
        "kind": "inspection.submitted",
        "unit": "u-first",
        "author": "p-officer",
        "device": "d-1",
        "recorded_at": "2026-11-23T10:00:00+08:00",
        "elapsed_ms": 1000,
        "previous": GENESIS,
        "blobs": ("ab" * 32,),
        "body": {"note": "通道堆放课桌", "count": 2},
    }
    return Record(**values | changes)


def test_digest_is_the_one_that_was_published():
    """What is stored and sealed never gets another digest."""
    record = a_record()

    assert canonical(record.content()).decode() == (
        '{"author":"p-officer","blobs":["' + "ab" * 32 + '"],'
        '"body":{"count":2,"note":"通道堆放课桌"},"device":"d-1","elapsed_ms":1000,'
        '"id":"019aafc0-0000-7000-8000-000000000001","kind":"inspection.submitted",'
        '"previous":"' + "0" * 64 + '","recorded_at":"2026-11-23T10:00:00+08:00",'
        '"unit":"u-first"}'
    )
    assert record.computed_digest() == DIGEST


@given(PLAIN)
def test_canonical_text_survives_being_read_and_written_again(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"value": value})


@pytest.mark.parametrize(
    "change",
    [
        {"id": "019aafc0-0000-7000-8000-000000000002"},
        {"unit": "u-second"},
        {"author": "p-other"},
        {"recorded_at": "2026-11-23T10:00:01+08:00"},
        {"elapsed_ms": 1001},
        {"previous": "1" * 64},
        {"blobs": ()},
        {"body": {"note": "通道堆放课桌", "count": 3}},
    ],
)
def test_every_fact_is_under_the_digest(change):
    assert a_record(**change).computed_digest() != a_record().computed_digest()


def test_what_the_endpoint_adds_is_not_under_the_digest():
    placed = a_record(seq=7, received_at="2026-11-23T02:00:00+00:00")

    assert placed.computed_digest() == a_record().computed_digest()


def test_seal_needs_the_key():
    sealed = a_record().sealed_by(KEY)

    assert sealed.seal == seal_of(sealed.digest, KEY)
    assert sealed.seal != a_record().sealed_by(KEY[::-1]).seal


def test_record_survives_the_wire():
    sealed = a_record().sealed_by(KEY)

    read = Record.from_dict(json.loads(json.dumps(sealed.to_dict())))

    assert read == sealed
    assert read.computed_digest() == sealed.digest


def test_reader_ignores_what_it_does_not_know():
    plain = a_record().to_dict() | {"since_version_2": 1}

    assert Record.from_dict(plain) == a_record()
    assert PushAnswer.from_dict({"id": "x", "status": "accepted", "new": 1}).status.is_stored


@pytest.mark.parametrize("status", PushStatus)
def test_only_accepted_and_duplicate_are_stored(status):
    assert status.is_stored is (status in {PushStatus.accepted, PushStatus.duplicate})


def test_answer_without_optional_parts_has_their_defaults():
    answer = PushAnswer.from_dict({"id": "x", "status": "changed", "seq": None, "code": None})

    assert (answer.seq, answer.code, answer.blobs_missing) == (None, "", ())


def test_page_without_removals_removes_nothing():
    assert Page.from_dict({"items": [], "cursor": "1", "more": 0}) == Page((), "1", False, ())


def test_enrolment_lacking_a_part_is_no_enrolment():
    with pytest.raises(KeyError):
        Enrolment.from_dict({"device": "d", "token": "t", "scope": []})


def test_skew_is_positive_when_the_device_is_ahead():
    here = datetime(2026, 11, 23, tzinfo=UTC)

    assert skew_s(here + timedelta(seconds=400), here) == 400
