"""A device comes to belong to an endpoint, or says clearly why not; leaving loses no facts."""

import pytest

from inspect_app import errors
from inspect_app.services.enrolment import is_insecure, normalised, read_ticket
from sync.server.enrolment import revoke_device
from tests.sync.conftest import endpoint, line, phone
from tests.sync.hostile import hostile_server
from tests.sync.phone import Phone
from tests.sync.proxy import page
from tests.sync.server.factories import UNITS

__all__ = ["endpoint", "line", "phone"]


@pytest.fixture
def fresh(tmp_path):
    phone = Phone(tmp_path / "fresh")
    yield phone
    phone.close()


async def test_enrolled_device_knows_its_person_and_its_units(fresh, endpoint):
    heard = []
    code = endpoint.code_for("p-officer")

    await fresh.enrolment.enrol(endpoint.address, code.lower(), heard.append)

    identity = fresh.enrolment.identity()
    assert fresh.enrolment.person_name() == identity.person.name == "演示安全员01"
    assert identity.address == endpoint.address
    assert [unit.id for unit in fresh.store.units.all()] == [UNITS[0].id]
    assert heard[-1].pulled > 0
    assert identity.token not in repr(identity)


async def test_identity_survives_a_restart(fresh, endpoint, tmp_path):
    await fresh.enrol(endpoint)
    identity = fresh.enrolment.identity()
    fresh.close()

    again = Phone(tmp_path / "fresh")

    assert again.enrolment.identity() == identity
    fresh.store = again.store


async def test_code_is_refused_for_the_reason_that_it_has(fresh, endpoint):
    used = endpoint.code_for("p-officer")
    await fresh.enrolment.enrol(endpoint.address, used)

    with pytest.raises(errors.CodeUsed):
        await fresh.enrolment.enrol(endpoint.address, used)
    with pytest.raises(errors.CodeUnknown):
        await fresh.enrolment.enrol(endpoint.address, "0000-0000-0000")

    assert fresh.enrolment.person_name() == "演示安全员01"


async def test_address_where_nothing_answers_is_named(fresh):
    with pytest.raises(errors.AddressUnreachable) as caught:
        await fresh.enrolment.enrol("localhost:9", "7F3K-9QZ2-M4WD")

    assert caught.value.params == {"address": "http://localhost:9"}


async def test_page_of_something_else_is_not_taken_for_the_endpoint(fresh, line):
    line.usual = page("200 OK")

    with pytest.raises(errors.WrongAnswer):
        await fresh.enrolment.enrol(line.address, "7F3K-9QZ2-M4WD")


async def test_too_many_tries_are_told_with_the_time_to_wait(fresh):
    def throttled(request):
        request.body()
        request.answer_json(429, {"code": "too_many_tries"}, retry_after="90")

    with hostile_server(throttled) as server, pytest.raises(errors.EnrolmentError) as caught:
        await fresh.enrolment.enrol(server.address, "7F3K-9QZ2-M4WD")

    assert caught.value.key == "error.too_many_tries"
    assert caught.value.params == {"retry_after_s": 90.0}


async def test_half_an_answer_enrols_nobody(fresh):
    def half(request):
        request.body()
        request.answer_json(200, {"device": "d", "token": "t"})

    with hostile_server(half) as server, pytest.raises(errors.WrongAnswer):
        await fresh.enrolment.enrol(server.address, "7F3K-9QZ2-M4WD")

    assert fresh.enrolment.identity() is None


async def test_plain_http_to_another_machine_is_refused_before_the_code_leaves(fresh):
    with pytest.raises(errors.InsecureAddress):
        await fresh.enrolment.enrol("http://192.0.2.7:8000", "7F3K-9QZ2-M4WD")


async def test_signing_out_is_refused_while_anything_waits(phone):
    phone.submit([phone.keep_photo()])

    with pytest.raises(errors.EnrolmentError) as caught:
        phone.enrolment.sign_out()
    assert caught.value.key == "error.records_waiting"
    assert caught.value.params == {"count": 2}
    assert phone.enrolment.identity() is not None
    phone.enrolment.sign_out(loses=2)

    assert phone.enrolment.identity() is None


async def test_signing_out_leaves_the_records_and_ends_the_pulls(phone):
    record = phone.submit()
    await phone.sync.sync_now()

    phone.enrolment.sign_out()

    assert phone.store.records.fetch(record.id) is not None
    assert phone.store.cursors.get("units") == ""


async def test_enrolling_over_an_enrolment_is_refused_while_anything_waits(phone, endpoint):
    phone.submit()

    with pytest.raises(errors.EnrolmentError) as caught:
        await phone.enrol(endpoint)

    assert caught.value.key == "error.records_waiting"


async def test_revoked_device_can_enrol_anew_once_told_what_it_loses(phone, endpoint):
    phone.submit()
    with endpoint.endpoint.database.writing() as connection:
        revoke_device(connection, phone.device, endpoint.endpoint.now())
    await phone.sync.sync_now()
    phone.enrolment.sign_out(loses=1)

    await phone.enrol(endpoint)

    assert phone.enrolment.identity() is not None


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("inspect.example", "https://inspect.example"),
        (" Inspect.Example/app/#/today ", "https://inspect.example"),
        ("inspect.example:8443/", "https://inspect.example:8443"),
        ("http://inspect.example/x", "http://inspect.example"),
        ("inspect。example：8443", "https://inspect.example:8443"),
        ("localhost:8000", "http://localhost:8000"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://[::1]:8000/", "https://[::1]:8000"),
        ("https://someone:secret@inspect.example", "https://inspect.example"),
    ],
)
def test_typed_address_becomes_an_origin(typed, origin):
    assert normalised(typed) == origin


@pytest.mark.parametrize("typed", ["", "https://", "ftp://x", "http://[::1", "a:b:c", "x:99999"])
def test_what_is_no_address_is_named(typed):
    with pytest.raises(errors.AddressUnreachable):
        normalised(typed)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://192.168.1.7:8000", True),
        ("http://inspect.example", True),
        ("http://localhost:8000", False),
        ("http://127.0.0.1", False),
        ("http://[::1]:8000", False),
        ("https://inspect.example", False),
    ],
)
def test_plain_http_is_for_this_machine_only(origin, expected):
    assert is_insecure(origin) is expected


@pytest.mark.parametrize(
    ("text", "ticket"),
    [
        ("https://i.example/#/enrol?code=7F3K-9QZ2", ("https://i.example", "7F3K-9QZ2")),
        ("https://i.example/enrol?code=7F3K", ("https://i.example", "7F3K")),
        ("https://i.example", ("https://i.example", "")),
        (" 7F3K-9QZ2-M4WD ", ("", "7F3K-9QZ2-M4WD")),
    ],
)
def test_ticket_gives_address_and_code(text, ticket):
    assert read_ticket(text) == ticket
