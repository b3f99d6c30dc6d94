"""A blob that is fetched is believed by its digest, and every failure has its own name."""

import hashlib
import random

import pytest

from sync import downloads
from sync.downloads import download
from sync.errors import (
    BlobAbsent,
    BlobDiffers,
    BlobTooLarge,
    Offline,
    Refused,
    ServerTrouble,
    TimedOut,
    TooBusy,
    WrongAnswer,
)
from sync.protocol import MAX_BLOB_BYTES
from sync.transport import Transport
from tests.sync.hostile import PlainHttp, hostile_server
from tests.sync.test_transport import JSON, answering

PHOTO = random.Random(7).randbytes(90_000)
SHA256 = hashlib.sha256(PHOTO).hexdigest()
JPEG = {"content_type": "image/jpeg"}


def half(request):
    request.answer(200, PHOTO[:40_000], content_length=str(len(PHOTO)), **JPEG)


async def fetched(behave, sha256=SHA256):
    with hostile_server(behave) as server:
        return await download(Transport(PlainHttp(), server.address, "t0ken"), sha256)


async def test_photo_is_asked_for_by_its_digest_with_the_devices_token():
    asked = {}

    def behave(request):
        asked.update(request.headers, path=request.path)
        request.answer(200, PHOTO, **JPEG)

    assert await fetched(behave) == PHOTO
    assert asked["path"] == f"/v1/blobs/{SHA256}"
    assert asked["authorization"] == "Bearer t0ken"


@pytest.mark.parametrize(
    ("behave", "expected"),
    [
        (answering(404, b'{"code": "not_found"}', **JSON), BlobAbsent),
        (answering(410, b'{"code": "gone"}', **JSON), BlobAbsent),
        (answering(404, b"<html>nothing here</html>"), WrongAnswer),
        (answering(401, b'{"code": "token_unknown"}', **JSON), Refused),
        (answering(429, b"", retry_after="5"), TooBusy),
        (answering(500, b'{"code": "unexpected"}', **JSON), ServerTrouble),
        (answering(200, PHOTO[:-1] + b"?", **JPEG), BlobDiffers),
        (answering(200, b"", **JPEG), BlobDiffers),
        (answering(200, b"<html>sign in</html>", content_type="text/html"), WrongAnswer),
        (answering(200, bytes(MAX_BLOB_BYTES + 1), **JPEG), BlobTooLarge),
        (half, Offline),
        (lambda request: request.reset(), Offline),
    ],
)
async def test_bad_answer_gets_its_own_name_and_gives_no_bytes(behave, expected):
    with pytest.raises(expected) as caught:
        await fetched(behave)

    assert type(caught.value) is expected


async def test_silent_line_is_given_up(released, monkeypatch):
    monkeypatch.setattr(downloads, "TIMEOUT_S", 0.3)
    monkeypatch.setattr(downloads, "USUAL_BYTES", 0)

    with pytest.raises(TimedOut):
        await fetched(lambda _: released.wait(10))


@pytest.mark.parametrize("named", ["", "../devices", SHA256.upper(), f"{SHA256}\n", "a" * 63])
async def test_what_is_no_digest_becomes_no_address(named):
    with hostile_server(answering(200, PHOTO)) as server, pytest.raises(BlobAbsent):
        await download(Transport(PlainHttp(), server.address), named)

    assert server.seen == []
