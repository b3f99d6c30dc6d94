"""What unfolds, nests or climbs is refused by its measure, before it costs anything."""

import gzip
import random
import socket
import struct
import time
import tracemalloc
import zlib
from contextlib import contextmanager

import pytest

from sync.protocol import MAX_BATCH_BYTES
from sync.server import hardening
from sync.server.bodies import MAX_JSON_VALUES, read_json
from sync.server.errors import ApiError
from sync.server.incoming import Refused, read_incoming
from sync.server.photo_gate import INERT, MAX_SHOWN_PIXELS, media_type_of
from sync.server.records import PushBody
from tests.sync.server.factories import a_photo, an_inspection
from tests.sync.server.tus import Tus, naming
from tests.torture._bombs import ARCHIVES, BODIES, PICTURES
from tests.torture._bombs import INERT as ODD_FILES


def _json(device, content, **headers):
    known = {"Content-Type": "application/json", **device.headers, **headers}
    return device.running.http.post("/v1/records", content=content, headers=known)


@pytest.mark.parametrize("name", BODIES)
def test_body_that_unfolds_is_refused(running, name):
    content, encoding = BODIES[name]()
    device = running.device()

    began = time.process_time()
    answer = _json(device, content, **({"Content-Encoding": encoding} if encoding else {}))

    assert time.process_time() - began < 5
    if answer.status_code == 200:
        assert {each["status"] for each in answer.json()["answers"]} <= {"rejected"}
    else:
        assert answer.status_code in {400, 413, 415, 422}
    assert device.answers(device.sealer.inspection(an_inspection()))[0]["status"] == "accepted"


def test_values_are_counted_before_they_are_built():
    bomb = b'{"records":[' + b"[]," * (MAX_JSON_VALUES // 2) + b"[]]}"

    tracemalloc.start()
    with pytest.raises(ApiError) as caught:
        read_json(bomb, PushBody)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (caught.value.status, caught.value.code) == (413, "body_too_large")
    assert peak < 100_000


@pytest.mark.parametrize("body", [b"[" * 5_000 + b"]" * 5_000, b"1" * 5_000, b"1e999", b"-1e-999"])
def test_record_with_an_odd_value_is_refused_alone(body):
    record = b'{"id":"01234567-89ab","body":{"a":' + body + b"}}"

    assert isinstance(read_incoming(record), Refused)


@pytest.mark.parametrize("name", [*PICTURES, *ARCHIVES])
def test_bomb_is_no_photo(name):
    with pytest.raises(ApiError) as caught:
        media_type_of({**PICTURES, **ARCHIVES}[name]())

    assert caught.value.code in {"photo_too_large", "not_a_photo"}


@pytest.mark.parametrize("name", [each for each in ODD_FILES if each != "png with a packed text"])
def test_odd_file_has_no_type_to_be_opened_by(name):
    content = ODD_FILES[name]()

    began = time.process_time()
    assert media_type_of(content) == INERT
    assert time.process_time() - began < 1


def test_large_photo_is_still_one():
    edge = int(MAX_SHOWN_PIXELS**0.5)

    assert media_type_of(_png(edge, edge)) == "image/png"
    with pytest.raises(ApiError):
        media_type_of(_png(edge + 1, edge + 1))


def _png(width, height):
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_refused_photo_leaves_nothing(running):
    device, bomb = running.device(), PICTURES["jpeg of four gigapixels"]()
    upload = Tus(device).begun(bomb)
    Tus(device).patch(upload, 0, bomb[:20])

    answer = Tus(device).patch(upload, 20, bomb[20:])

    assert (answer.status_code, answer.json()["code"]) == (422, "photo_too_large")
    assert Tus(device).head(upload).status_code == 404
    assert list(running.endpoint.blobs.names("blobs")) == []
    assert list(running.endpoint.blobs.names("parts")) == []


def test_page_that_calls_itself_a_photo_is_a_download(running):
    device, page = running.device(), b"<script>alert(1)</script>"
    device.answers(device.sealer.inspection(an_inspection(photos=[a_photo(page)])))
    Tus(device).create(page, page)

    answer = device.get(f"/v1/blobs/{a_photo(page).sha256}")

    assert (answer.status_code, answer.content) == (200, page)
    assert answer.headers["content-type"] == INERT
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/blobs/..%2f..%2fendpoint.sqlite",
        "/v1/blobs/%2e%2e%2fendpoint.sqlite",
        "/v1/units/..%2f..%2fetc%2fpasswd",
        "/v1/inspections/%00",
        "/v1/hazards?unit=%00",
        "/files/..%2f..%2fblobs",
        "/docs/..%2fsecret",
        "/docs/%2fetc%2fpasswd",
        "/t/..%2f..%2fetc%2fpasswd",
        "//etc/passwd",
        "/\\..\\secret",
    ],
)
def test_no_path_climbs(running, path):
    device = running.device()

    answer = running.http.get(path, headers=device.headers)

    assert answer.status_code in {404, 405, 503}
    assert "root:" not in answer.text


def test_requests_beyond_what_is_bearable_are_told_to_come_back(running, monkeypatch):
    monkeypatch.setattr(hardening, "MAX_REQUESTS", 0)

    answer = running.http.get("/v1/health")

    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer.headers["retry-after"]) > 0


def test_bodies_in_memory_are_counted_for_all_together(running, monkeypatch):
    device = running.device()
    monkeypatch.setattr(hardening, "MAX_HELD_BYTES", 100_000)

    refused = _json(device, b" " * 150_000)
    upload = Tus(device).create(b"x" * 150_000, b"x" * 150_000)

    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert upload.status_code == 503
    assert device.answers(device.sealer.inspection(an_inspection()))[0]["status"] == "accepted"


def test_what_a_body_unfolds_to_is_counted_too(running, monkeypatch):
    device = running.device()
    monkeypatch.setattr(hardening, "MAX_HELD_BYTES", 1_000_000)
    packed = gzip.compress(b'{"records": []' + b" " * 2_000_000 + b"}")

    refused = _json(device, packed, **{"Content-Encoding": "gzip"})

    assert len(packed) < 10_000
    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert device.answers(device.sealer.inspection(an_inspection()))[0]["status"] == "accepted"


@contextmanager
def _asking_without_reading(running, device, path):
    host, _, port = running.address.removeprefix("http://").partition(":")
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.connect((host, int(port)))
        token = device.headers["Authorization"]
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode())
        line.recv(1)
        yield


def test_answers_that_wait_for_their_readers_are_bounded(running, monkeypatch):
    photo = random.Random(1).randbytes(7_900_000)
    device = naming(running.device(), photo)
    Tus(device).create(photo, photo)
    path = f"/v1/blobs/{a_photo(photo).sha256}"
    monkeypatch.setattr(hardening, "MAX_ANSWER_BYTES", 10_000_000)

    with _asking_without_reading(running, device, path):
        refused, small = device.get(path), device.get("/v1/me")
        waiting = [
            each.transport.get_write_buffer_size()
            for each in running.server.server_state.connections
        ]

    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert small.status_code == 200
    assert max(waiting) < 3 * hardening.PIECE_BYTES
    deadline = time.monotonic() + 10
    while device.get(path).content != photo:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_long_inspections_still_fit(running):
    """The bound on values is for bombs: forty long inspections in one batch are none."""
    device = running.device()
    many = tuple(an_inspection().answers) * 400
    batch = [device.sealer.inspection(an_inspection(answers=many)) for _ in range(20)]
    size = sum(len(str(each.to_dict())) for each in batch)

    answers = device.answers(*batch)

    assert size < MAX_BATCH_BYTES
    assert {each["status"] for each in answers} == {"accepted"}
