"""Inspections reach ODK Central and KoboToolbox once, and nothing that goes wrong loses one."""

import hashlib
import logging
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from forms.answers import Answer
from forms.definition import Form
from forms.files import LIBRARY, load
from forms.terms import Grade, Result
from inspect_app.domain.inspection import InspectionKind
from sync.server.blob_store import blob_name
from sync.server.catalog import Item, put_items
from sync.server.odk import ledger, openrosa
from sync.server.odk.configured import NotSetUp, server_of
from sync.server.odk.errors import InsecureServer, WrongAnswer
from sync.server.odk.ledger import LEASE, State
from sync.server.odk.openrosa import Credentials, OpenRosaServer
from sync.server.odk.push import push_waiting
from sync.server.odk.queue import enqueue
from sync.server.settings import Settings
from sync.server.tables import form_versions
from tests.sync.server.factories import NOW, a_photo, an_inspection
from tests.sync.server.odk.openrosa_server import PASSWORD, FakeOpenRosa
from tests.sync.server.tus import Tus

FORM = load(LIBRARY / "fire.yaml")
CREDENTIALS = Credentials("bureau", PASSWORD)


def a_jpeg(seed, size=200):
    content = BytesIO()
    noise = hashlib.sha256(bytes([seed])).digest() * (size * size * 3 // 32 + 1)
    Image.frombytes("RGB", (size, size), noise[: size * size * 3]).save(content, "JPEG")
    return content.getvalue()


PHOTOS = [a_jpeg(seed) for seed in range(4)]


@pytest.fixture(params=["central", "kobo"])
def odk(request):
    server = FakeOpenRosa(request.param)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def filled(running):
    """An endpoint with one inspection that has four photos in one answer."""
    officer = running.device("p-officer")
    digests = tuple(hashlib.sha256(each).hexdigest() for each in PHOTOS)
    answers = (
        Answer(
            "FIRE-01",
            "7F3K9QZ2M4",
            Result.failed,
            grade=Grade.serious,
            note="压力 <不足>",
            photos=digests,
        ),
        Answer("FIRE-02", "7F3K9QZ2M4", Result.passed, value="2024-05-01"),
    )
    inspection = an_inspection(
        photos=[a_photo(each) for each in PHOTOS], answers=answers, form_digest=FORM.digest()
    )
    officer.answers(officer.sealer.inspection(inspection))
    for each in PHOTOS:
        Tus(officer).create(each, each)
    with running.endpoint.database.writing() as connection:
        put_items(connection, [Item.of_form(FORM.to_dict())])
    return running.endpoint, inspection


def push(endpoint, odk, inspection, credentials=CREDENTIALS, **changes):
    with OpenRosaServer(odk.address, credentials) as server:
        enqueue(endpoint, server.name, [inspection.id])
        return push_waiting(endpoint, server, **changes)


def kept(endpoint):
    with endpoint.database.reading() as connection:
        (row,) = ledger.listed(connection)
    return row


def texts(odk):
    (xml,) = odk.instances.values()
    root = ElementTree.fromstring(xml)
    return root, {each.tag: each.text or "" for each in root.iter()}


def test_inspection_arrives_whole_under_the_names_of_its_form(filled, odk):
    endpoint, inspection = filled

    pushed = push(endpoint, odk, inspection)

    assert (pushed.sent, pushed.failed, pushed.stopped_by) == (1, (), None)
    root, said = texts(odk)
    assert (root.tag, root.get("id"), root.get("version")) == ("data", "fire", str(FORM.version))
    assert list(odk.instances) == [f"uuid:{inspection.id}"]
    assert said["FIRE-01.note"] == "压力 <不足>"
    assert (said["FIRE-02"], said["FIRE-02.result"]) == ("2024-05-01", "pass")
    assert said["unit_kind"] == "primary"
    assert sorted(odk.files.values()) == sorted(PHOTOS)
    named = [each.text for each in root.iter() if each.tag in ("FIRE-01.photo", "photo.file")]
    assert sorted(named) == sorted(odk.files)
    assert (odk.dropped, odk.awaited) == ([], set())
    assert kept(endpoint).state is State.sent


def test_sent_once_is_sent_once(filled, odk):
    endpoint, inspection = filled
    push(endpoint, odk, inspection)

    again = push(endpoint, odk, inspection)

    assert again.sent == 0
    assert len(odk.posts) == 1


def test_large_submission_goes_in_parts_with_the_same_xml(filled, odk):
    endpoint, inspection = filled
    xml_bytes = 15_000
    odk.limit = xml_bytes + 2 * max(map(len, PHOTOS)) + 4_000

    push(endpoint, odk, inspection)

    assert len(odk.posts) >= 2
    assert max(odk.posts) <= odk.limit
    assert len(odk.instances) == 1
    assert (odk.dropped, odk.awaited) == ([], set()), "the last part says that no more will come"
    assert sorted(odk.files.values()) == sorted(PHOTOS)


def test_proxy_that_takes_less_than_it_says_gets_halves(filled, odk):
    endpoint, inspection = filled
    odk.script = [413, 413]

    push(endpoint, odk, inspection)

    assert kept(endpoint).state is State.sent
    assert sorted(odk.files.values()) == sorted(PHOTOS)


@pytest.mark.parametrize("step", [500, 503, 429, 404, 401, 403, 302, "hang up", "page"])
def test_what_passes_is_tried_again_and_arrives_once(step, filled, odk):
    endpoint, inspection = filled
    odk.script = [step]

    first = push(endpoint, odk, inspection)

    assert first.sent == 0
    assert kept(endpoint).state is State.waiting
    assert push(endpoint, odk, inspection).sent == 1
    assert len(odk.instances) == 1
    assert kept(endpoint).tries == 2


def test_answer_that_was_lost_is_no_second_inspection(filled, odk):
    endpoint, inspection = filled
    odk.script = ["hang up after"]
    push(endpoint, odk, inspection)

    assert push(endpoint, odk, inspection).sent == 1

    assert len(odk.instances) == 1
    assert sorted(odk.files.values()) == sorted(PHOTOS)


@pytest.mark.parametrize("step", ["keeps silent", "drips"])
def test_answer_that_never_ends_is_given_up_and_asked_for_again(filled, odk, monkeypatch, step):
    endpoint, inspection = filled
    monkeypatch.setattr(openrosa, "TIMEOUT_S", (2, 0.5))
    monkeypatch.setattr(openrosa, "ANSWER_S", 1)
    odk.script = [step]

    pushed = push(endpoint, odk, inspection)

    odk.released.set()
    assert (pushed.sent, pushed.stopped_by.code) == (0, "timed_out")
    assert (kept(endpoint).state, kept(endpoint).reason) == (State.waiting, "timed_out")
    assert push(endpoint, odk, inspection).sent == 1
    assert len(odk.instances) == 1


def test_photo_that_no_part_is_small_enough_for_is_kept_with_its_reason(filled, odk):
    endpoint, inspection = filled
    odk.script = [413] * 8

    push(endpoint, odk, inspection)

    assert (kept(endpoint).state, kept(endpoint).reason) == (State.refused, "too_large")
    odk.script = []
    with endpoint.database.writing() as connection:
        assert ledger.wait_again(connection, kept(endpoint).server, endpoint.now()) == 1
    assert push(endpoint, odk, inspection).sent == 1


def test_conflict_in_a_later_part_drops_nothing(filled, odk):
    endpoint, inspection = filled
    odk.limit = 15_000 + max(map(len, PHOTOS)) + 3_000
    odk.script = [None, 409]

    push(endpoint, odk, inspection)

    row = kept(endpoint)
    assert row.state is State.conflict
    assert row.files_sent
    assert row.files_left
    with endpoint.database.writing() as connection:
        ledger.wait_again(connection, row.server, endpoint.now())
    assert push(endpoint, odk, inspection).sent == 1
    assert sorted(odk.files.values()) == sorted(PHOTOS)


def test_conflict_is_kept_and_shown(filled, odk):
    endpoint, inspection = filled
    odk.instances[f"uuid:{inspection.id}"] = "<another/>"

    push(endpoint, odk, inspection)

    row = kept(endpoint)
    assert (row.state, row.message) == (State.conflict, "there is another one")
    assert push(endpoint, odk, inspection).sent == 0
    odk.instances.clear()
    with endpoint.database.writing() as connection:
        assert ledger.wait_again(connection, row.server, endpoint.now()) == 1
    assert push(endpoint, odk, inspection).sent == 1


def test_part_that_was_taken_is_not_sent_again(filled, odk):
    endpoint, inspection = filled
    odk.limit = 15_000 + max(map(len, PHOTOS)) + 3_000
    odk.script = [None, 503]
    push(endpoint, odk, inspection)
    sent = kept(endpoint).files_sent

    push(endpoint, odk, inspection)

    assert sent
    assert kept(endpoint).state is State.sent
    assert len(odk.posts) == len(PHOTOS) + 1


def test_refused_submission_is_kept(filled, odk):
    endpoint, inspection = filled
    odk.script = [400]

    push(endpoint, odk, inspection)

    assert (kept(endpoint).state, kept(endpoint).message) == (State.refused, "answered 400")


def test_photo_that_is_not_here_yet_waits(filled, odk):
    endpoint, inspection = filled
    name = blob_name(hashlib.sha256(PHOTOS[0]).hexdigest())
    endpoint.blobs.delete([name])

    pushed = push(endpoint, odk, inspection)

    assert [error.code for _, error in pushed.failed] == ["photo_missing"]
    assert kept(endpoint).state is State.waiting


@pytest.mark.parametrize(
    ("auth", "credentials"),
    [
        ("digest", CREDENTIALS),
        ("token", Credentials(token="abc", scheme="Token")),
        ("none", Credentials()),
    ],
)
def test_each_way_to_sign_in(auth, credentials, filled):
    endpoint, inspection = filled
    odk = FakeOpenRosa("kobo", auth=auth)

    assert push(endpoint, odk, inspection, credentials).sent == 1

    odk.shutdown()
    odk.server_close()


def test_wrong_password_stops_before_anything_is_sent(filled, odk, caplog):
    endpoint, inspection = filled
    caplog.set_level(logging.DEBUG)

    pushed = push(endpoint, odk, inspection, Credentials("bureau", "top secret"))

    assert pushed.stopped_by.code == "sign_in_refused"
    assert not odk.posts
    assert "top secret" not in caplog.text


def test_server_that_is_gone_leaves_everything_waiting(filled, odk):
    endpoint, inspection = filled
    odk.shutdown()
    odk.server_close()

    assert push(endpoint, odk, inspection).stopped_by.code == "unreachable"

    assert kept(endpoint).state is State.waiting


def test_submission_of_a_killed_sender_is_taken_over_after_the_lease(filled, odk):
    endpoint, inspection = filled
    with OpenRosaServer(odk.address, CREDENTIALS) as server:
        enqueue(endpoint, server.name, [inspection.id])
        with endpoint.database.writing() as connection:
            ledger.take_next(connection, server.name, NOW)

        assert push_waiting(endpoint, server).sent == 0
        later = replace(endpoint, now=lambda: NOW + LEASE + timedelta(seconds=1))
        assert push_waiting(later, server).sent == 1


def test_form_that_was_never_published_here_is_left_out(filled, odk):
    endpoint, inspection = filled
    with endpoint.database.writing() as connection:
        connection.execute(form_versions.delete())
        newer = replace(FORM, version=FORM.version + 1)
        put_items(connection, [Item.of_form(newer.to_dict())])

    assert enqueue(endpoint, "x", [inspection.id]).left_out == (inspection.id,)


def test_key_in_the_address_is_neither_shown_nor_kept():
    with OpenRosaServer("https://odk.example/v1/key/s3cret/projects/7", Credentials()) as server:
        assert server.name == "https://odk.example/v1/key/…/projects/7/submission"
    settings = Settings(
        odk="https://odk.example/v1/key/s3cret", odk_password="hidden", odk_token="t0"
    )
    assert not any(each in repr(settings) for each in ("s3cret", "hidden"))


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("http://odk.example/v1", InsecureServer),
        ("ftp://odk.example", WrongAnswer),
        ("https://user:pw@odk.example", WrongAnswer),
        ("nonsense", WrongAnswer),
    ],
)
def test_address_that_would_leak_is_refused(address, error):
    with pytest.raises(error):
        server_of(Settings(odk=address))


def test_without_a_server_nothing_is_set_up():
    with pytest.raises(NotSetUp):
        server_of(Settings())


def test_part_that_is_not_the_last_says_that_more_will_come(filled, odk):
    endpoint, inspection = filled
    odk.limit = 15_000 + 2 * max(map(len, PHOTOS)) + 4_000
    odk.script = [None, 503]

    push(endpoint, odk, inspection)

    assert odk.awaited == set(odk.instances)
    push(endpoint, odk, inspection)
    assert odk.awaited == set()


def test_success_without_openrosas_envelope_is_none(filled, odk):
    endpoint, inspection = filled
    odk.script = ["bare"]

    pushed = push(endpoint, odk, inspection)

    assert pushed.sent == 0
    assert kept(endpoint).state is State.waiting


def test_recording_arrives_as_the_file_of_its_question(running, odk):
    sound = b"OggS" + bytes(200)
    form = a_form_with_sound()
    officer = running.device("p-officer")
    digest = hashlib.sha256(sound).hexdigest()
    inspection = an_inspection(
        photos=[replace(a_photo(sound), width_px=0, height_px=0)],
        answers=(Answer("said", "", value="讲话.OGG", photos=(digest,)),),
        form=form.id,
        form_version=str(form.version),
        form_digest=form.digest(),
        kind=InspectionKind.register,
    )
    officer.answers(officer.sealer.inspection(inspection))
    Tus(officer).create(sound, sound)
    with running.endpoint.database.writing() as connection:
        put_items(connection, [Item.of_form(form.to_dict())])

    push(running.endpoint, odk, inspection)

    _, said = texts(odk)
    assert said["said"].endswith(".ogg")
    assert odk.files == {said["said"]: sound}


def a_form_with_sound():
    words = {"zh": "说", "en": "Say"}
    item = {"code": "said", "answer": "audio", "judged": False, "label": words}
    section = {"id": "s", "label": words, "items": [item]}
    plain = {"id": "talk", "version": 1, "domain": "general", "purpose": "register"}
    return Form.from_dict(plain | {"label": words, "sections": [section]})
