"""tus 1.0.0 at the endpoint: the specification's requirements, and ours on top."""

import base64
import hashlib
import io
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from PIL import Image
from sqlalchemy import select

from sync.protocol import MAX_BLOB_BYTES
from sync.server import tables, upload_store, uploads
from sync.server.upload_store import append, expire_uploads
from tests.sync.server.factories import NOW
from tests.sync.server.tus import Tus, checksum_of, is_there, metadata_of, naming

PHOTO = bytes(range(256)) * 300
SHA256 = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def device(running):
    return naming(running.device(), PHOTO)


@pytest.fixture
def tus(device):
    return Tus(device)


def _parts(running):
    return list(running.endpoint.blobs.names("parts"))


def _unfinished(running):
    with running.endpoint.database.reading() as connection:
        return list(connection.execute(select(tables.uploads.c.id)).scalars())


def test_options_tell_what_the_server_can(running):
    headers = running.http.options("/files").headers

    assert headers["tus-version"] == headers["tus-resumable"] == "1.0.0"
    assert headers["tus-max-size"] == str(MAX_BLOB_BYTES)
    assert set(headers["tus-checksum-algorithm"].split(",")) == {"sha1", "sha256"}
    assert set(headers["tus-extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "checksum",
        "expiration",
        "termination",
    }


@pytest.mark.both_backends
def test_creation_with_upload_needs_one_request(device, tus):
    answer = tus.create(PHOTO, PHOTO)

    assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(PHOTO)))
    assert is_there(device, PHOTO)


@pytest.mark.both_backends
def test_pieces_add_up_to_the_whole(running, device, tus):
    location = tus.begun(PHOTO)
    for offset in range(0, len(PHOTO), 10_000):
        piece = PHOTO[offset : offset + 10_000]
        answer = tus.patch(location, offset, piece, **checksum_of(piece))
        assert answer.status_code == 204
        assert answer.headers["upload-offset"] == str(offset + len(piece))

    assert is_there(device, PHOTO)
    assert _parts(running) == []


def test_head_tells_where_to_go_on(tus):
    location = tus.begun(PHOTO)
    tus.patch(location, 0, PHOTO[:12_345])

    answer = tus.head(location)

    assert answer.headers["upload-offset"] == "12345"
    assert answer.headers["upload-length"] == str(len(PHOTO))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["upload-expires"] == "Mon, 30 Nov 2026 02:00:00 GMT"


def test_head_repeats_the_metadata_as_they_were_given(tus):
    digest = base64.b64encode(bytes.fromhex(SHA256)).decode()
    said = f"filename eC5qcGc=,sha256 {digest},is_confidential,note w6Q="
    location = tus.create(PHOTO, **{"Upload-Metadata": said}).headers["location"]

    assert tus.head(location).headers["upload-metadata"] == said


@pytest.mark.both_backends
def test_wrong_offset_is_a_conflict(tus):
    location = tus.begun(PHOTO)
    tus.patch(location, 0, PHOTO[:100])

    assert tus.patch(location, 0, PHOTO[:100]).status_code == 409
    assert tus.patch(location, 200, PHOTO[200:]).status_code == 409
    assert tus.head(location).headers["upload-offset"] == "100"


@pytest.mark.both_backends
def test_of_two_pieces_at_one_offset_one_counts(device, tus):
    location = tus.begun(PHOTO)
    pieces = [PHOTO[: 10_000 + number] for number in range(6)]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda piece: tus.patch(location, 0, piece), pieces))

    assert sorted(answer.status_code for answer in answers) == [204] + [409] * 5
    offset = int(tus.head(location).headers["upload-offset"])
    assert tus.patch(location, offset, PHOTO[offset:]).status_code == 204
    assert is_there(device, PHOTO)


@pytest.fixture
def at_once(running, monkeypatch):
    """Send pieces that all find the upload where it is before one of them is added."""

    def send(tus, location, offset, pieces):
        together = threading.Barrier(len(pieces))

        def wait_and_append(*arguments):
            together.wait(10)
            return append(*arguments)

        monkeypatch.setattr(uploads, "append", wait_and_append)
        with ThreadPoolExecutor(len(pieces)) as pool:
            asked = [pool.submit(tus.patch, location, offset, piece) for piece in pieces]
            return [each.result().status_code for each in asked]

    return send


@pytest.mark.both_backends
def test_of_two_last_pieces_at_one_offset_one_counts(device, tus, at_once):
    location = tus.begun(PHOTO)
    tus.patch(location, 0, PHOTO[:100])

    answers = at_once(tus, location, 100, [PHOTO[100:]] * 6)

    assert sorted(answers) == [204] + [409] * 5
    assert tus.head(location).headers["upload-offset"] == str(len(PHOTO))
    assert is_there(device, PHOTO)


@pytest.mark.both_backends
def test_wrong_last_piece_beside_the_right_one_changes_nothing(device, tus, at_once, monkeypatch):
    location = tus.begun(PHOTO)
    tus.patch(location, 0, PHOTO[:100])
    wrong, refuse, is_stored = b"x" * (len(PHOTO) - 100), upload_store._refuse, threading.Event()

    def refuse_afterwards(*arguments):
        is_stored.wait(10)
        refuse(*arguments)

    def enter_then(*arguments):
        enter(*arguments)
        threading.Timer(0.2, is_stored.set).start()

    enter = upload_store.enter_blobs
    monkeypatch.setattr(upload_store, "_refuse", refuse_afterwards)
    monkeypatch.setattr(upload_store, "enter_blobs", enter_then)

    assert at_once(tus, location, 100, [PHOTO[100:], wrong]) == [204, 409]
    assert tus.head(location).headers["upload-offset"] == str(len(PHOTO))
    assert is_there(device, PHOTO)


def test_nothing_is_added_to_a_finished_upload(device, tus):
    location = tus.create(PHOTO, PHOTO).headers["location"]

    assert tus.patch(location, len(PHOTO), b"x").status_code == 413
    assert tus.patch(location, 0, PHOTO).status_code == 409
    assert tus.patch(location, len(PHOTO), b"").status_code == 204
    assert is_there(device, PHOTO)


def test_empty_piece_changes_nothing(tus):
    location = tus.begun(PHOTO)

    answer = tus.patch(location, 0, b"", **checksum_of(b""))

    assert (answer.status_code, answer.headers["upload-offset"]) == (204, "0")


@pytest.mark.both_backends
def test_damaged_piece_is_discarded(tus):
    location = tus.begun(PHOTO)

    answer = tus.patch(location, 0, b"x" * 100, **checksum_of(PHOTO[:100]))

    assert (answer.status_code, answer.json()["code"]) == (460, "checksum_wrong")
    assert tus.head(location).headers["upload-offset"] == "0"


def test_unknown_checksum_algorithm_is_refused(tus):
    location = tus.begun(PHOTO)

    answer = tus.patch(location, 0, PHOTO, **{"Upload-Checksum": "crc32 AAAA"})

    assert (answer.status_code, answer.json()["code"]) == (400, "checksum_algorithm")


def test_sha1_is_known_as_the_specification_asks(device, tus):
    location = tus.begun(PHOTO)
    sha1 = base64.b64encode(hashlib.sha1(PHOTO).digest()).decode()

    damaged = tus.patch(location, 0, b"x" + PHOTO[1:], **{"Upload-Checksum": f"sha1 {sha1}"})
    intact = tus.patch(location, 0, PHOTO, **{"Upload-Checksum": f"sha1 {sha1}"})

    assert (damaged.status_code, intact.status_code) == (460, 204)
    assert is_there(device, PHOTO)


def test_damaged_first_piece_begins_nothing(running, tus):
    answer = tus.create(PHOTO, b"x" * 100, **checksum_of(PHOTO[:100]))

    assert answer.status_code == 460
    assert _unfinished(running) == []


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_damaged_whole_is_refused_at_creation(device, tus, algorithm):
    checksum = base64.b64encode(hashlib.new(algorithm, b"other").digest()).decode()

    answer = tus.create(PHOTO, PHOTO, **{"Upload-Checksum": f"{algorithm} {checksum}"})

    assert (answer.status_code, answer.json()["code"]) == (460, "checksum_wrong")
    assert not is_there(device, PHOTO)


def test_override_stands_for_the_method(device, tus):
    location = tus.begun(PHOTO)
    known = tus.headers | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    override = {"X-HTTP-Method-Override": "PATCH"}

    assert tus.http.post(location, content=PHOTO, headers=known).status_code == 405
    assert tus.http.post(location, content=PHOTO, headers=known | override).status_code == 204
    assert is_there(device, PHOTO)


@pytest.mark.both_backends
def test_wrong_file_is_discarded_whole(running, device, tus):
    location = tus.begun(PHOTO)
    tus.patch(location, 0, PHOTO[:100])

    answer = tus.patch(location, 100, b"x" * (len(PHOTO) - 100))

    assert answer.status_code == 460
    assert tus.head(location).status_code == 404
    assert not is_there(device, PHOTO)
    assert _parts(running) == []


@pytest.mark.both_backends
def test_file_that_is_here_needs_no_byte(device, tus):
    tus.create(PHOTO, PHOTO)

    answer = tus.create(PHOTO)

    assert answer.headers["upload-offset"] == str(len(PHOTO))


def test_digest_may_be_given_as_bytes(device, tus):
    assert tus.create(PHOTO, PHOTO, sha256=bytes.fromhex(SHA256)).status_code == 201
    assert is_there(device, PHOTO)


@pytest.mark.both_backends
def test_termination_frees_everything(running, tus):
    location = tus.begun(PHOTO)
    tus.patch(location, 0, PHOTO[:100])
    assert _parts(running)

    assert tus.delete(location).status_code == 204

    assert tus.head(location).status_code == 404
    assert _parts(running) == []


@pytest.mark.both_backends
def test_terminating_a_finished_upload_keeps_the_photo(device, tus):
    location = tus.create(PHOTO, PHOTO).headers["location"]

    tus.delete(location)

    assert is_there(device, PHOTO)


@pytest.mark.both_backends
def test_expired_upload_is_gone(running, tus):
    location = tus.begun(PHOTO)
    tus.patch(location, 0, PHOTO[:100])
    later = NOW + running.endpoint.settings.upload_lifetime + timedelta(seconds=1)
    object.__setattr__(running.endpoint, "now", lambda: later)

    assert tus.head(location).status_code == 404
    assert expire_uploads(running.endpoint) == 1
    assert _parts(running) == []


def test_another_device_cannot_touch_it(running, tus):
    location = tus.begun(PHOTO)
    other = Tus(running.device())

    assert other.head(location).status_code == 404
    assert other.patch(location, 0, PHOTO).status_code == 404
    assert other.delete(location).status_code == 404
    assert tus.head(location).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "0"}, 413),
        ({"Upload-Length": "", "Upload-Defer-Length": "1"}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "x"}, 400),
        ({"Upload-Length": str(MAX_BLOB_BYTES + 1)}, 413),
        ({"Upload-Metadata": ""}, 400),
        ({"Upload-Metadata": "sha256 !!!"}, 400),
        ({"Upload-Metadata": "sha256 AAAA"}, 400),
    ],
)
def test_creation_that_makes_no_sense_is_refused(tus, headers, status):
    answer = tus.create(PHOTO, **headers)

    assert answer.status_code == status
    assert answer.headers["tus-resumable"] == "1.0.0"


@pytest.mark.parametrize("version", ["0.2.2", ""])
def test_other_version_is_refused_before_anything_else(running, tus, version):
    location = tus.begun(PHOTO)
    old = Tus(tus.device)
    old.headers = old.headers | {"Tus-Resumable": version}

    asked = [old.create(PHOTO), old.head(location), old.patch(location, 0, b"x")]
    asked.append(old.delete(location))

    assert [each.status_code for each in asked] == [412] * 4
    assert {each.headers["tus-version"] for each in asked} == {"1.0.0"}
    assert tus.head(location).headers["upload-offset"] == "0"


@pytest.mark.both_backends
def test_type_that_no_database_keeps_is_no_failure(tus):
    odd = f"sha256 {_b64(SHA256)},filetype {_b64('image/' + chr(0))}"

    assert tus.create(PHOTO, **{"Upload-Metadata": odd}).status_code == 201


@pytest.mark.both_backends
def test_device_that_hears_no_answer_does_not_run_out_of_uploads(running, tus, monkeypatch):
    monkeypatch.setattr(upload_store, "MAX_OPEN_UPLOADS", 2)
    other = tus.begun(b"another photo")
    tus.patch(tus.begun(PHOTO), 0, PHOTO[:100])

    last = [tus.begun(PHOTO) for _ in range(4)][-1]

    assert tus.create(b"a third").status_code == 429
    assert len(_unfinished(running)) == 2
    assert _parts(running) == []
    assert [tus.head(each).status_code for each in (other, last)] == [200, 200]


def test_more_than_was_announced_is_refused(tus):
    location = tus.begun(PHOTO)

    assert tus.patch(location, 0, PHOTO + b"x").status_code == 413
    assert tus.patch(location, 0, iter([PHOTO, b"x"])).status_code == 413
    assert tus.head(location).headers["upload-offset"] == "0"


def test_wrong_content_type_is_refused(tus):
    location = tus.begun(PHOTO)

    assert tus.patch(location, 0, PHOTO, **{"Content-Type": "image/jpeg"}).status_code == 415


def _cut_line(running, device, content, declared, asked, **headers):
    """Send part of a body bit by bit, then nothing more, and wait until the endpoint hangs up."""
    lines = [
        f"{asked} HTTP/1.1",
        "Host: endpoint",
        "Tus-Resumable: 1.0.0",
        "Upload-Offset: 0",
        "Content-Type: application/offset+octet-stream",
        f"Content-Length: {declared}",
        f"Authorization: {device.headers['Authorization']}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    address = urlsplit(running.address)
    with socket.create_connection((address.hostname, address.port)) as line:
        line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        for start in range(0, len(content), 1000):
            line.sendall(content[start : start + 1000])
            time.sleep(0.01)
        line.shutdown(socket.SHUT_WR)
        while line.recv(1000):
            pass


def _offset_after_a_while(tus, location):
    """The endpoint keeps what it has after the line is gone: a moment later."""
    deadline = time.monotonic() + 10
    while (offset := int(tus.head(location).headers["upload-offset"])) == 0:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return offset


@pytest.mark.both_backends
def test_what_a_cut_line_delivered_is_kept(running, device, tus):
    location = tus.begun(PHOTO)

    _cut_line(running, device, PHOTO[:40_000], len(PHOTO), f"PATCH {urlsplit(location).path}")

    offset = _offset_after_a_while(tus, location)
    assert 0 < offset <= 40_000
    tus.patch(location, offset, PHOTO[offset:])
    assert is_there(device, PHOTO)


def test_cut_piece_with_a_checksum_is_not_believed(running, device, tus):
    location = tus.begun(PHOTO)

    asked = f"PATCH {urlsplit(location).path}"
    _cut_line(running, device, PHOTO[:40_000], len(PHOTO), asked, **checksum_of(PHOTO))

    assert tus.head(location).headers["upload-offset"] == "0"


@pytest.mark.parametrize("is_whole", [True, False])
def test_creation_that_is_cut_leaves_nothing(running, device, tus, is_whole):
    """Nobody has heard where the upload is."""
    tus.create(b"another photo")  # from now on the endpoint knows the device
    said = {"Upload-Length": str(len(PHOTO))} | metadata_of(sha256=SHA256.encode())
    declared = len(PHOTO) if is_whole else 50_000

    _cut_line(running, device, PHOTO[:40_000], declared, "POST /files", **said)

    assert tus.create(PHOTO, PHOTO).status_code == 201
    assert len(_unfinished(running)) == 2
    assert _parts(running) == []


@pytest.mark.both_backends
def test_records_count_what_arrived(device, tus):
    before = device.get("/v1/inspections").json()["items"][0]
    tus.create(PHOTO, PHOTO)
    after = device.get("/v1/inspections").json()["items"][0]

    assert (before["attachments_expected"], before["attachments_present"]) == (1, 0)
    assert (after["attachments_expected"], after["attachments_present"]) == (1, 1)


def test_photo_is_cached_by_its_digest(running, device, tus):
    tus.create(PHOTO, PHOTO)
    first = device.get(f"/v1/blobs/{SHA256}")
    headers = device.headers | {"If-None-Match": first.headers["etag"]}

    again = running.http.get(f"/v1/blobs/{SHA256}", headers=headers)

    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in first.headers["cache-control"]


@pytest.mark.both_backends
@pytest.mark.parametrize(
    ("wanted", "piece"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=7-", slice(7, None)),
        (f"bytes={len(PHOTO) - 3}-{len(PHOTO) + 99}", slice(-3, None)),
    ],
)
def test_piece_of_a_photo_can_be_asked_for(running, device, tus, wanted, piece):
    tus.create(PHOTO, PHOTO)

    answer = running.http.get(f"/v1/blobs/{SHA256}", headers=device.headers | {"Range": wanted})

    asked = range(len(PHOTO))[piece]
    place = f"bytes {asked.start}-{asked.stop - 1}/{len(PHOTO)}"
    assert (answer.status_code, answer.content) == (206, PHOTO[piece])
    assert answer.headers["content-range"] == place


@pytest.mark.parametrize(
    "wanted", ["bytes=-5", "bytes=0-1,5-6", "bytes=5-2", "bytes=99999999-", "x"]
)
def test_other_ranges_are_answered_with_the_whole(running, device, tus, wanted):
    tus.create(PHOTO, PHOTO)

    answer = running.http.get(f"/v1/blobs/{SHA256}", headers=device.headers | {"Range": wanted})

    assert (answer.status_code, answer.content) == (200, PHOTO)


def test_picture_is_shown_by_its_bytes_not_by_what_was_declared(device, tus):
    drawn = io.BytesIO()
    Image.new("RGB", (200, 200)).save(drawn, "PNG")
    picture = drawn.getvalue()
    naming(device, picture)
    tus.create(picture, picture)  # declares image/jpeg

    shown = device.get(f"/v1/blobs/{hashlib.sha256(picture).hexdigest()}")

    assert shown.headers["content-type"] == "image/png"
    assert "content-disposition" not in shown.headers


def test_disguised_page_is_not_shown_as_one(running, device):
    page = b"<script>alert(1)</script>"
    digest = hashlib.sha256(page).hexdigest()
    naming(device, page)
    tus = Tus(device)
    tus.create(
        page, page, **{"Upload-Metadata": f"sha256 {_b64(digest)},filetype {_b64('text/html')}"}
    )

    answer = device.get(f"/v1/blobs/{digest}")

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


def _b64(text):
    return base64.b64encode(text.encode()).decode()
