"""tus 1.0.0 at the endpoint: the specification's requirements, and ours on top."""

import base64
import hashlib
import io
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from PIL import Image

from sync.protocol import MAX_BLOB_BYTES
from sync.server.upload_store import expire_uploads
from tests.sync.server.factories import NOW
from tests.sync.server.tus import Tus, checksum_of, is_there, naming

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


def test_options_tell_what_the_server_can(running):
    headers = running.http.options("/files").headers

    assert headers["tus-version"] == headers["tus-resumable"] == "1.0.0"
    assert headers["tus-max-size"] == str(MAX_BLOB_BYTES)
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
    assert answer.headers["upload-expires"].endswith("GMT")


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
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "0"}, 413),
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


def test_more_than_was_announced_is_refused(tus):
    location = tus.begun(PHOTO)

    assert tus.patch(location, 0, PHOTO + b"x").status_code == 413
    assert tus.patch(location, 0, iter([PHOTO, b"x"])).status_code == 413
    assert tus.head(location).headers["upload-offset"] == "0"


def test_wrong_content_type_is_refused(tus):
    location = tus.begun(PHOTO)

    assert tus.patch(location, 0, PHOTO, **{"Content-Type": "image/jpeg"}).status_code == 415


def _cut_line(running, device, location, content, declared, **headers):
    """Send part of a body bit by bit, then nothing more, and wait until the endpoint hangs up."""
    lines = [
        f"PATCH {urlsplit(location).path} HTTP/1.1",
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

    _cut_line(running, device, location, PHOTO[:40_000], len(PHOTO))

    offset = _offset_after_a_while(tus, location)
    assert 0 < offset <= 40_000
    tus.patch(location, offset, PHOTO[offset:])
    assert is_there(device, PHOTO)


def test_cut_piece_with_a_checksum_is_not_believed(running, device, tus):
    location = tus.begun(PHOTO)

    _cut_line(running, device, location, PHOTO[:40_000], len(PHOTO), **checksum_of(PHOTO))

    assert tus.head(location).headers["upload-offset"] == "0"


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
