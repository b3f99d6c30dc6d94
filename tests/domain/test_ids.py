"""Identifiers sort by time, and a mistyped code is noticed."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.domain.ids import CROCKFORD, check_character, new_id, new_machine_id, readable

PAYLOADS = st.text(CROCKFORD, min_size=6, max_size=16)


def test_id_is_a_uuid_of_version_7():
    made = uuid.UUID(new_id())

    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_ids_sort_by_time():
    earlier = new_id(clock_ms=lambda: 1_000, random_bytes=lambda n: b"\xff" * n)
    later = new_id(clock_ms=lambda: 1_001, random_bytes=lambda n: b"\x00" * n)

    assert earlier < later


def test_machine_id_has_ten_readable_characters():
    made = {new_machine_id() for _ in range(500)}

    assert len(made) == 500
    assert all(len(each) == 10 and set(each) <= set(CROCKFORD) for each in made)


@given(PAYLOADS, st.data())
def test_one_wrong_character_is_always_noticed(payload, data):
    place = data.draw(st.integers(0, len(payload) - 1))
    other = data.draw(st.sampled_from([c for c in CROCKFORD if c != payload[place]]))
    wrong = payload[:place] + other + payload[place + 1 :]

    assert check_character(wrong) != check_character(payload)


def test_neighbours_swapped_are_noticed_but_for_one_pair():
    """Luhn does not see the first and the last letter of the alphabet change places."""
    missed = {
        frozenset((a, b))
        for a in CROCKFORD
        for b in CROCKFORD
        if a != b and check_character("12" + a + b) == check_character("12" + b + a)
    }

    assert missed == {frozenset((CROCKFORD[0], CROCKFORD[-1]))}


@pytest.mark.parametrize(
    ("typed", "read"),
    [("ｗｊ－０１３７", "WJ-0137"), (" wj 0137 ", "WJ0137"), ("WJ—0137–FX", "WJ-0137-FX")],
)
def test_what_is_typed_is_folded(typed, read):
    assert readable(typed) == read
