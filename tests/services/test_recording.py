"""A fact becomes a sealed record at the end of the chain, or nothing at all."""

import pytest

from inspect_app.errors import NotEnrolled, PhotoUnknown
from sync.protocol import GENESIS, Record, RecordKind, seal_of
from tests.sync.conftest import endpoint, line, phone
from tests.sync.phone import Phone
from tests.sync.server.factories import a_photo, an_inspection

__all__ = ["endpoint", "line", "phone"]


def test_records_of_a_device_form_a_sealed_chain(phone):
    first, second = phone.submit(), phone.submit()

    key = bytes.fromhex(phone.enrolment.identity().key)
    assert (first.previous, second.previous) == (GENESIS, first.digest)
    for record in (first, second):
        assert record.digest == record.computed_digest()
        assert record.seal == seal_of(record.digest, key)


def test_record_read_back_from_the_store_still_has_its_digest(phone):
    record = phone.submit([phone.keep_photo()])

    kept = phone.store.records.fetch(record.id)

    assert kept.computed_digest() == record.digest
    assert Record.from_dict(kept.to_dict()) == kept


def test_record_and_its_outbox_entry_are_there_together(phone):
    photo = phone.keep_photo()
    record = phone.submit([photo])

    assert phone.store.outbox.waiting() == (record.id,)
    assert [each.sha256 for each in phone.store.outbox.photos_of(record.id)] == [photo.sha256]


def test_record_whose_photo_is_missing_leaves_no_trace(phone):
    before = phone.submit()
    said = an_inspection()

    with pytest.raises(PhotoUnknown):
        phone.writer.append(RecordKind.inspection_submitted, said.unit, said.to_dict(), ["f" * 64])

    assert phone.store.records.count() == 1
    assert phone.submit().previous == before.digest


def test_transaction_that_fails_later_takes_the_chain_back_too(phone):
    before = phone.submit()
    with pytest.raises(PhotoUnknown), phone.store.transaction():
        phone.submit([phone.submit() and a_photo(b"never kept")])

    after = phone.submit()

    assert after.previous == before.digest
    assert phone.store.outbox.waiting() == (before.id, after.id)


def test_device_that_is_enrolled_anew_begins_a_new_chain(phone, endpoint):
    phone.submit()
    phone.adopt(endpoint)

    assert phone.submit().previous == GENESIS


def test_nothing_is_recorded_before_enrolment(tmp_path):
    phone = Phone(tmp_path / "bare")
    with pytest.raises(NotEnrolled):
        phone.submit()

    assert phone.store.records.count() == 0
    phone.close()
