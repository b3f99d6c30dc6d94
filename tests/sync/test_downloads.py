"""A blob that is fetched is believed by its digest, and every failure has its own name."""

import hashlib
import random

import pytest

from sync import downloads
from sync.downloads import PIECE_BYTES, Partial, download
from sync.errors import (
    AnswerDamaged,
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
from tests.sync.hostile import PlainHttp, hostile_server, in_turn
from tests.sync.test_transport import JSON, answering

PHOTO = random.Random(7).randbytes(90_000)
SHA256 = hashlib.sha256(PHOTO).hexdigest()
JPEG = {"content_type": "image/jpeg"}


def half(request):
    request.answer(200, PHOTO[:40_000], content_length=str(len(PHOTO)), **JPEG)


async def fetched(behave, partial=None):
    with hostile_server(behave) as server:
        return await download(Transport(PlainHttp(), server.address, "t0ken"), SHA256, partial)


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


def piece(content=PHOTO, shift=0):
    """An endpoint that gives the piece that it is asked for, or one beside it."""

    def behave(request):
        first, last = map(int, request.headers["range"].removeprefix("bytes=").split("-"))
        body = content[first + shift : last + 1 + shift]
        place = f"bytes {first + shift}-{first + shift + len(body) - 1}/{len(content)}"
        request.answer(206, body, content_range=place, **JPEG)

    return behave


async def test_line_that_was_cut_is_asked_for_pieces_and_only_for_what_is_missing():
    partial, asked = Partial(), []

    def noting(behave):
        def noted(request):
            asked.append(request.headers.get("range"))
            behave(request)

        return noted

    with hostile_server(in_turn(*map(noting, [half, piece(), half, piece()]))) as server:
        transport = Transport(PlainHttp(), server.address)
        for _ in range(2):
            with pytest.raises(Offline):
                await download(transport, SHA256, partial)

        assert await download(transport, SHA256, partial) == PHOTO

    rest = f"bytes={PIECE_BYTES}-{2 * PIECE_BYTES - 1}"
    assert asked == [None, f"bytes=0-{PIECE_BYTES - 1}", rest, rest]


async def test_endpoint_that_knows_no_pieces_gives_the_whole():
    assert await fetched(answering(200, PHOTO, **JPEG), partial=Partial(was_cut=True)) == PHOTO


@pytest.mark.parametrize(
    ("behave", "expected"),
    [
        (piece(shift=5), AnswerDamaged),
        (answering(206, PHOTO[:100], **JPEG), AnswerDamaged),
        (answering(206, PHOTO, content_range="bytes 5-90004/90000"), AnswerDamaged),
        (piece(bytes(100_000)), BlobDiffers),
        (answering(206, b"x", content_range=f"bytes 0-0/{MAX_BLOB_BYTES + 1}"), BlobTooLarge),
    ],
)
async def test_pieces_that_do_not_fit_are_forgotten(behave, expected):
    partial = Partial(was_cut=True)

    with pytest.raises(expected):
        await fetched(behave, partial=partial)

    assert len(partial.content) <= 1


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
