"""What is held of others' photos: the most wanted first, never more than the share."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from inspect_app.config import MAX_PHOTO_BYTES, STORAGE_RESERVE_BYTES, STORAGE_WARNING_BYTES
from inspect_app.services.photo_share import PHOTOS_OF_HAZARD, Share, dispensable, planned
from inspect_app.storage.store import Store
from tests.storage.factories import NOW, a_hazard_record, a_report

ROOMY = 10**10


def sha(name):
    return hashlib.sha256(str(name).encode()).hexdigest()


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "store") as store:
        yield store


def report(store, name, *photos, minutes=0, unit="unit-1"):
    at = NOW + timedelta(minutes=minutes)
    store.records.add(a_report(f"r-{name}", at, id=name, unit=unit, photos=tuple(map(sha, photos))))


def test_photos_of_open_hazards_come_the_last_changed_first(store):
    report(store, "older", "a", "b", minutes=1)
    report(store, "newer", "c", minutes=2)

    assert planned(store, "") == (sha("c"), sha("a"), sha("b"))


def test_unit_at_hand_comes_first(store):
    report(store, "here", "a", minutes=1)
    report(store, "elsewhere", "b", minutes=2, unit="unit-2")

    assert planned(store, "unit-1") == (sha("a"), sha("b"))


def test_closed_hazards_and_own_photos_are_not_fetched(store):
    own = store.photos.put(b"own")
    report(store, "closed", "a")
    report(store, "open", "b")
    store.records.add(a_report("r-own", NOW, id="own", photos=(own,)))
    for number, event in enumerate(("confirmed", "planned", "submitted")):
        store.records.add(a_hazard_record(event, f"c{number}", hazard="closed", seq=number + 1))
    store.records.add(a_hazard_record("rechecked", "c9", hazard="closed", seq=9, passed=True))

    assert planned(store, "") == (sha("b"),)


def test_what_was_handed_in_comes_before_what_was_found(store):
    report(store, "h", "before")
    for number, event in enumerate(("confirmed", "planned")):
        store.records.add(a_hazard_record(event, f"c{number}", hazard="h", seq=number + 1))
    handed_in = a_hazard_record("submitted", "c3", hazard="h", seq=3, photos=[sha("after")])
    store.records.add(replace(handed_in, blobs=(sha("after"),)))

    assert planned(store, "") == (sha("after"), sha("before"))


def test_plan_ends_at_the_share_by_count_and_by_bytes(store):
    report(store, "h", *range(9))

    assert len(planned(store, "", Share(4, ROOMY))) == 4
    assert len(planned(store, "", Share(9, 3 * MAX_PHOTO_BYTES))) == 3


def test_record_that_names_thousands_or_no_digest_fetches_little(store):
    report(store, "h", *range(3000))
    store.records.add(a_report("r-odd", NOW, id="odd", photos=("../../etc", "x" * 64)))

    assert len(planned(store, "")) == PHOTOS_OF_HAZARD


def test_within_the_share_nothing_goes():
    assert dispensable({"a": 10, "b": 10}, {"a"}, ROOMY, Share(2, 20)) == ()


def test_over_the_share_the_oldest_that_nobody_needs_goes_first():
    held = {"needed": 10, "old": 10, "new": 10}

    assert dispensable(held, {"needed"}, ROOMY, Share(9, 20)) == ("old",)
    assert dispensable(held, {"needed"}, ROOMY, Share(1, 99)) == ("old", "new")
    assert dispensable(held, set(held), ROOMY, Share(2, 99)) == ("needed",)


def test_short_room_takes_what_nobody_needs_and_the_reserve_the_rest():
    held = {"needed": 10, "old": 10, "new": 10}

    assert dispensable(held, {"needed"}, STORAGE_WARNING_BYTES - 5) == ("old",)
    assert dispensable(held, {"needed"}, STORAGE_WARNING_BYTES - 15) == ("old", "new")
    assert dispensable(held, {"needed"}, STORAGE_RESERVE_BYTES - 25) == ("old", "new", "needed")
