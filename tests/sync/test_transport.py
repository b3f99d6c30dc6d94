"""Whatever happens on the line, the caller gets an answer or one of our errors."""

import gzip
import json
import socket

import pytest

from sync.errors import (
    AnswerDamaged,
    Offline,
    ProtocolMismatch,
    Refused,
    RequestRejected,
    ServerTrouble,
    TimedOut,
    TooBusy,
    WrongAnswer,
)
from sync.transport import Transport
from tests.sync.hostile import PlainHttp, hostile_server, in_turn


def answering(status, body=b"", **headers):
    def behave(request):
        request.body()
        request.answer(status, body, **headers)

    return behave


JSON = {"content_type": "application/json"}


async def got(behave, **options):
    with hostile_server(behave) as server:
        return await Transport(PlainHttp(), server.address, "t0ken").get_json("/v1/x", **options)


async def test_token_and_path_reach_the_endpoint():
    asked = {}

    def behave(request):
        asked.update(request.headers, path=request.path)
        request.answer_json(200, {"fine": True})

    assert await got(behave) == {"fine": True}
    assert asked["authorization"] == "Bearer t0ken"
    assert asked["path"] == "/v1/x"


@pytest.mark.parametrize(
    ("behave", "expected"),
    [
        (answering(200, b"<html>sign in</html>", content_type="text/html"), WrongAnswer),
        (answering(200, b'{"items": [1, 2', **JSON), AnswerDamaged),
        (answering(200, b"\xff\xfe", **JSON), AnswerDamaged),
        (answering(200, b"[1]", **JSON), ProtocolMismatch),
        (answering(200, b"[" * 200_000, **JSON), AnswerDamaged),
        (answering(400, b"[" * 200_000, **JSON), RequestRejected),
        (answering(302, b"", location="http://127.0.0.1:9/portal"), WrongAnswer),
        (answering(502, b"<html>bad gateway</html>", content_type="text/html"), ServerTrouble),
        (answering(500, b'{"code": "unexpected"}', **JSON), ServerTrouble),
        (answering(401, b'{"code": "token_unknown"}', **JSON), Refused),
        (answering(403, b"<html>blocked by the hotel</html>"), WrongAnswer),
        (answering(404, b"<html>nothing here</html>"), WrongAnswer),
        (answering(413, b"<html>too large</html>"), RequestRejected),
        (answering(408, b'{"code": "body_incomplete"}', **JSON), TimedOut),
        (answering(426, b"{}", **JSON), ProtocolMismatch),
        (answering(200, b'{"a": 1}', content_length="900", **JSON), Offline),
        (lambda request: request.reset(), Offline),
    ],
)
async def test_bad_answer_gets_its_own_name(behave, expected):
    with pytest.raises(expected) as caught:
        await got(behave)

    assert type(caught.value) is expected
    assert caught.value.key == f"sync.reason.{expected.code}"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("1e9", 3600.0),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("Mon, 23 Nov 2026 10:02:00 GMT", 120.0),
        ("Mon, 23 Nov 2026 09:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600.0),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
        ("Mon, 23 Nov 2026 10:02:00 +99999999999999", None),
    ],
)
async def test_busy_endpoint_says_when_to_come_back(header, seconds):
    """A date counts by the clock of the answer, whatever the device's says."""

    def busy(request):
        request.handler.date_time_string = lambda *_: "Mon, 23 Nov 2026 10:00:00 GMT"
        request.answer(503, b"", retry_after=header)

    with pytest.raises(TooBusy) as caught:
        await got(busy)

    assert caught.value.retry_after_s == seconds


async def test_rejection_carries_the_endpoints_own_words():
    said = {"code": "code_used", "message": {"zh_CN": "用过", "en": "used"}}

    with pytest.raises(RequestRejected) as caught:
        await got(answering(409, json.dumps(said).encode(), **JSON))

    assert (caught.value.cause, caught.value.messages["en"]) == ("code_used", "used")
    assert caught.value.params["status"] == 409


async def test_dead_port_is_offline():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Offline):
            await Transport(PlainHttp(), address).get_json("/v1/x")


async def test_silent_endpoint_is_too_slow(released):
    def silent(_):
        released.wait(20)

    with pytest.raises(TimedOut):
        await got(silent, timeout_s=0.2)


async def test_endless_answer_is_cut_by_the_deadline(released, monkeypatch):
    monkeypatch.setattr("sync.transport.PATIENCE_S", 0.3)

    def dripping(request):
        request.handler.wfile.write(b"HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n")
        while not released.wait(0.05):
            request.handler.wfile.write(b" ")

    with hostile_server(dripping) as server:
        with pytest.raises(TimedOut):
            await Transport(PlainHttp(), server.address).get_json("/v1/x", timeout_s=0.4)
        released.set()


async def test_giant_answer_is_not_taken_for_ours(monkeypatch):
    monkeypatch.setattr("sync.transport.MAX_ANSWER_BYTES", 1_000)

    with pytest.raises(AnswerDamaged):
        await got(answering(200, b'{"a": "' + b"x" * 2_000 + b'"}', **JSON))


async def test_message_is_packed_only_for_an_endpoint_that_said_it_unpacks():
    bodies = []

    def behave(request):
        bodies.append((request.headers.get("content-encoding"), request.body()))
        request.answer_json(200, {}, accept_encoding="gzip")

    message = {"text": "隐患" * 2_000}
    with hostile_server(behave) as server:
        transport = Transport(PlainHttp(), server.address)
        await transport.post_json("/v1/x", message)
        await transport.post_json("/v1/x", message)
        await transport.post_json("/v1/x", {"small": 1})

    assert [encoding for encoding, _ in bodies] == [None, "gzip", None]
    assert json.loads(bodies[0][1]) == json.loads(gzip.decompress(bodies[1][1])) == message
    assert len(bodies[1][1]) < len(bodies[0][1]) / 10


async def test_line_that_dies_and_comes_back_is_only_an_error_once():
    behave = in_turn(lambda request: request.reset(), answering(200, b"{}", **JSON))
    with hostile_server(behave) as server:
        transport = Transport(PlainHttp(), server.address)
        with pytest.raises(Offline):
            await transport.get_json("/v1/x")

        assert await transport.get_json("/v1/x") == {}
