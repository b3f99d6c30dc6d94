"""Knowing a digest gives nothing; a mention counts only for who had the bytes."""

import hashlib
from datetime import timedelta

import pytest

from sync.protocol import MAX_BLOB_BYTES
from sync.server.accounts import set_account
from sync.server.blob_addresses import BLOCK_S, rotate_key
from sync.server.enrolment import revoke_device, scope_text
from tests.sync.server.factories import NOW, a_hazard, a_photo, an_inspection
from tests.sync.server.tus import Tus

PHOTO = b"\xff\xd8\xff a photo of the first unit"
SHA256 = hashlib.sha256(PHOTO).hexdigest()


def _tells_of(device, unit, photo=PHOTO):
    """Push an inspection that names the photo; return its id and the answer."""
    inspection = an_inspection(unit, photos=[a_photo(photo)], inspectors=("p-x",))
    return inspection.id, device.answers(device.sealer.inspection(inspection))[0]


@pytest.fixture
def officer(running):
    """The first unit's device, with an inspection and its photo sent."""
    device = running.device("p-officer")
    device.inspection, _ = _tells_of(device, "u-first")
    Tus(device).create(PHOTO, PHOTO)
    return device


@pytest.fixture
def stranger(running, officer):
    return running.device("p-stranger")


def _get(device, sha256=SHA256):
    return device.get(f"/v1/blobs/{sha256}").status_code


def test_mention_by_a_stranger_gives_no_right(officer, stranger):
    _, answer = _tells_of(stranger, "u-second")

    assert (answer["status"], answer["blobs_missing"]) == ("accepted", [SHA256])
    assert (_get(officer), _get(stranger)) == (200, 404)


@pytest.mark.both_backends
def test_mention_counts_once_its_author_has_sent_every_byte(officer, stranger):
    inspection, _ = _tells_of(stranger, "u-second")

    Tus(stranger).create(PHOTO, PHOTO)

    shown = stranger.get(f"/v1/inspections/{inspection}").json()
    assert _get(stranger) == 200
    assert shown["summary"]["attachments_present"] == 1


def test_photos_of_an_inspector_everywhere_do_not_open_to_every_unit(running, stranger):
    inspector = running.device("p-inspector")
    photo = b"\xff\xd8\xff seen at the first unit"
    _tells_of(inspector, "u-first", photo)
    Tus(inspector).create(photo, photo)

    _tells_of(stranger, "u-second", photo)

    assert _get(stranger, hashlib.sha256(photo).hexdigest()) == 404


@pytest.mark.both_backends
def test_upload_of_what_others_have_sent_begins_at_nothing(officer, stranger):
    unknown = hashlib.sha256(b"nobody has sent this").hexdigest()

    known = Tus(stranger).create(PHOTO)
    new = Tus(stranger).create(PHOTO, sha256=unknown.encode())

    assert known.headers["upload-offset"] == new.headers["upload-offset"] == "0"
    assert {*known.headers} == {*new.headers}


@pytest.mark.both_backends
def test_wrong_bytes_prove_nothing(officer, stranger):
    _tells_of(stranger, "u-second")

    answer = Tus(stranger).create(PHOTO, bytes(len(PHOTO)))

    assert answer.status_code == 460
    assert (_get(officer), _get(stranger)) == (200, 404)


def test_second_device_of_the_same_person_need_not_send_again(running, officer):
    second = running.device("p-officer")

    assert Tus(second).create(PHOTO).headers["upload-offset"] == str(len(PHOTO))


@pytest.mark.both_backends
def test_who_sees_a_photo_may_speak_of_it_without_sending_it(running, officer):
    inspector = running.device("p-inspector")

    inspection, answer = _tells_of(inspector, "u-second")

    assert answer["blobs_missing"] == []
    assert _get(running.device("p-stranger")) == 200
    summary = inspector.get(f"/v1/inspections/{inspection}").json()["summary"]
    assert summary["attachments_present"] == 1


def test_count_of_what_is_here_does_not_tell_of_others(officer, stranger):
    inspection, _ = _tells_of(stranger, "u-second")

    shown = stranger.get(f"/v1/inspections/{inspection}").json()

    assert (shown["summary"]["attachments_present"], shown["photos"]) == (0, [])


class TestAddress:
    """Addresses of photos, for what sends no token."""

    @pytest.fixture
    def address(self, officer):
        (photo,) = officer.get(f"/v1/inspections/{officer.inspection}").json()["photos"]
        assert (photo["sha256"], photo["size"]) == (SHA256, len(PHOTO))
        return photo["address"]

    def test_shows_the_photo_without_a_token(self, running, address):
        answer = running.http.get(address)

        assert (answer.status_code, answer.content) == (200, PHOTO)
        lasts_s = int(answer.headers["cache-control"].split("max-age=")[1].split(",")[0])
        assert BLOCK_S <= lasts_s <= 2 * BLOCK_S

    def test_of_a_hazards_photos_is_given_too(self, running, officer):
        hazard = a_hazard(photos=(SHA256,))
        officer.answers(officer.sealer.hazard(hazard))

        (photo,) = officer.get(f"/v1/hazards/{hazard.id}").json()["photos"]

        assert running.http.get(photo["address"]).content == PHOTO

    def test_needs_its_signature(self, running, address):
        bare, _, signed = address.partition("?signed=")
        until, key, holder, signature = signed.split(".")
        later = f"{int(until) + 1}.{key}.{holder}.{signature}"
        forged = [signed[:-1] + ("A" if signed[-1] != "A" else "E"), later, "x", signed + "A"]
        forged.append(signed[:-2] + "%C3%A9A")

        assert running.http.get(bare).status_code == 401
        for each in forged:
            answer = running.http.get(f"{bare}?signed={each}")
            assert (answer.status_code, answer.json()["code"]) == (403, "address_expired"), each

    def test_is_of_one_photo_only(self, running, officer, address):
        other = b"\xff\xd8\xff another"
        _tells_of(officer, "u-first", other)
        Tus(officer).create(other, other)

        moved = address.replace(SHA256, hashlib.sha256(other).hexdigest())

        assert running.http.get(moved).status_code == 403

    def test_says_the_same_whether_the_photo_is_here(self, running, address):
        here = running.http.get(f"/v1/blobs/{SHA256}?signed=x")
        nowhere = running.http.get(f"/v1/blobs/{'0' * 64}?signed=x")

        assert (here.status_code, here.content) == (nowhere.status_code, nowhere.content)

    def test_ends_within_half_an_hour(self, clock, running, address):
        clock.now = NOW + timedelta(seconds=2 * BLOCK_S)

        assert running.http.get(address).status_code == 403

    def test_stays_the_same_for_a_while_so_that_it_is_cached(self, clock, officer, address):
        clock.now = NOW + timedelta(seconds=BLOCK_S // 2)

        shown = officer.get(f"/v1/inspections/{officer.inspection}").json()

        assert shown["photos"][0]["address"] == address

    def test_ends_with_the_device(self, running, officer, address):
        with running.endpoint.database.writing() as connection:
            assert revoke_device(connection, officer.sealer.enrolment.device, NOW)

        assert running.http.get(address).status_code == 403

    def test_ends_with_the_sign_in(self, running, officer):
        token = running.sign_in("p-principal").json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        shown = running.http.get(f"/v1/inspections/{officer.inspection}", headers=headers).json()
        address = shown["photos"][0]["address"]
        assert running.http.get(address).status_code == 200

        running.http.post("/v1/sign-out", headers=headers)

        assert running.http.get(address).status_code == 403

    @pytest.mark.parametrize("units", [("u-second",), ("u-first", "u-second")])
    def test_ends_when_the_scope_changes(self, running, address, units):
        with running.endpoint.database.writing() as connection:
            set_account(connection, "p-officer", scope_text(units))

        assert running.http.get(address).status_code == 403

    def test_outlasts_one_change_of_the_key_but_not_two(self, running, address):
        with running.endpoint.database.writing() as connection:
            rotate_key(connection, NOW + timedelta(minutes=1))
        assert running.http.get(address).status_code == 200

        with running.endpoint.database.writing() as connection:
            rotate_key(connection, NOW + timedelta(minutes=2))
        assert running.http.get(address).status_code == 403

    def test_ends_with_a_key_that_is_changed_at_once(self, running, officer, address):
        with running.endpoint.database.writing() as connection:
            rotate_key(connection, NOW + timedelta(minutes=1), at_once=True)

        assert running.http.get(address).status_code == 403
        new = officer.get(f"/v1/inspections/{officer.inspection}").json()["photos"][0]["address"]
        assert running.http.get(new).status_code == 200


@pytest.mark.both_backends
def test_largest_photo_is_still_taken(officer):
    large = b"\xff\xd8\xff" + bytes(MAX_BLOB_BYTES - 3)

    assert Tus(officer).create(large, large).status_code == 201
