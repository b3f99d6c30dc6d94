"""Slow clients, on real sockets: they are hung up on, and nobody else notices."""

import logging
import socket
import struct
import time
from contextlib import contextmanager, suppress
from itertools import chain
from threading import Thread

import pytest

from sync.server import bodies, patience
from sync.server.patience import MAX_HEAD_BYTES, MAX_PIPELINED
from tests.sync.server.factories import a_hazard, an_inspection

HEAD_S = 0.5
MORE_THAN_THE_KERNEL_KEEPS = 10
"""Answers of over a megabyte each, asked for at once."""
HEAD = b"GET /v1/health HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(patience, "TICK_S", 0.05)
    monkeypatch.setattr(patience, "HEAD_S", HEAD_S)
    monkeypatch.setattr(patience, "STALL_S", HEAD_S)


@contextmanager
def _line(running, timeout_s=10):
    host, _, port = running.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=timeout_s) as line:
        yield line


def _until_closed(line):
    received = b""
    try:
        while piece := line.recv(65_536):
            received += piece
    except ConnectionError:
        pass
    return received


def _drip(line, pieces):
    """Send one piece after another until the endpoint hangs up; return how long that took."""
    began = time.monotonic()
    try:
        for piece in pieces:
            line.sendall(piece)
            time.sleep(0.02)
    except ConnectionError:
        pass
    _until_closed(line)
    return time.monotonic() - began


def _forever(piece):
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        yield piece


def _is_well(running):
    return running.http.get("/v1/health").status_code == 200


@pytest.mark.parametrize(
    "pieces",
    [
        lambda: iter([b""]),
        lambda: iter([HEAD]),
        lambda: chain([HEAD], _forever(b"X-a: b\r\n")),
        lambda: _forever(b"\r\n"),
        lambda: chain([b"GET /"], _forever(b"a")),
    ],
    ids=["nothing", "half a head", "header after header", "blank lines", "endless path"],
)
def test_head_that_does_not_end_is_given_up(running, pieces):
    with _line(running) as line:
        assert _drip(line, pieces()) < HEAD_S + 3

    assert _is_well(running)


def test_slow_client_is_told_why(running):
    with _line(running) as line:
        line.sendall(HEAD)
        answer = _until_closed(line)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"body_incomplete"' in answer
    assert b"x-content-type-options: nosniff" in answer


def test_two_hundred_slow_clients_hold_up_nobody(running):
    lines = [_line(running) for _ in range(200)]
    opened = [line.__enter__() for line in lines]
    for each in opened:
        each.sendall(HEAD)

    began = time.monotonic()
    assert _is_well(running)
    assert time.monotonic() - began < HEAD_S + 1

    for line, each in zip(lines, opened, strict=True):
        assert _until_closed(each)
        line.__exit__(None, None, None)


def test_connection_that_goes_on_is_not_slow(running):
    with _line(running) as line:
        for _ in range(4):
            line.sendall(HEAD + b"\r\n")
            assert line.recv(65_536).startswith(b"HTTP/1.1 200 ")
            time.sleep(HEAD_S * 0.6)


def test_length_with_thousands_of_digits_is_a_number(running):
    """Python itself reads no more than 4,300 of them."""
    with _line(running) as line:
        length = b"Content-Length: " + b"0" * 5_000 + b"2\r\nConnection: close\r\n\r\n{}"
        line.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\n" + length)
        answer = _until_closed(line)

    assert answer.startswith(b"HTTP/1.1 422 ")


def _answered_of(running, count):
    with _line(running) as line:
        with suppress(ConnectionError):
            line.sendall((HEAD + b"\r\n") * (count - 1) + HEAD + b"Connection: close\r\n\r\n")
        return _until_closed(line).count(b"HTTP/1.1 200 ")


def test_requests_that_are_sent_all_at_once_do_not_pile_up(running, caplog):
    assert _answered_of(running, 10) == 10
    assert _answered_of(running, 5_000) <= MAX_PIPELINED
    assert _is_well(running)
    assert _errors(caplog) == []


def _errors(caplog):
    return [each for each in caplog.records if each.levelno >= logging.ERROR]


def test_whoever_leaves_while_two_requests_are_answered_is_no_failure(running, caplog):
    for _ in range(20):
        with _line(running) as line:
            line.sendall((HEAD + b"\r\n") * 2)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert _is_well(running)
    assert _errors(caplog) == []


@pytest.mark.parametrize("size", [MAX_HEAD_BYTES + 1, 50 * MAX_HEAD_BYTES])
def test_head_without_measure_is_refused(running, size):
    with _line(running) as line:
        with suppress(ConnectionError):
            line.sendall(HEAD + b"X-a: " + b"b" * size)
        answer = _until_closed(line)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")
    assert _is_well(running)


def test_trailers_without_measure_are_refused(running):
    device = running.device()
    head = b"POST /v1/records HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    head += f"Authorization: {device.headers['Authorization']}\r\n\r\n".encode()
    with _line(running) as line:
        took_s = _drip(
            line, [head, b"2\r\n{}\r\n0\r\n", *[b"X-a: " + b"b" * 4_000 + b"\r\n"] * 100]
        )

    assert took_s < 5
    assert _is_well(running)


def test_body_that_trickles_is_given_up(running, monkeypatch):
    monkeypatch.setattr(bodies.receive_body, "__defaults__", (HEAD_S,))
    with _line(running) as line:
        line.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n")
        answer = _drip_and_read(line)

    assert answer.startswith(b"HTTP/1.1 408 ")


def _drip_and_read(line):
    sender = Thread(target=_drip_quietly, args=(line,))
    sender.start()
    answer = _until_closed(line)
    sender.join()
    return answer


def _drip_quietly(line):
    try:
        for piece in _forever(b"x"):
            line.sendall(piece)
            time.sleep(0.05)
    except OSError:
        pass


def test_body_after_its_answer_does_not_hold_the_line(running):
    with _line(running) as line:
        line.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n")
        assert _drip(line, _forever(b"x")) < HEAD_S + 3


def test_reader_that_reads_nothing_is_given_up(running):
    device = running.device()
    for _ in range(20):
        device.answers(device.sealer.inspection(an_inspection(place_name="场" * 20_000)))
    ask = f"GET /v1/records HTTP/1.1\r\nHost: x\r\nAuthorization: {device.headers['Authorization']}"
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        host, _, port = running.address.removeprefix("http://").partition(":")
        line.connect((host, int(port)))
        line.sendall((ask.encode() + b"\r\n\r\n") * MORE_THAN_THE_KERNEL_KEEPS)
        deadline = time.monotonic() + 10
        line.recv(1)
        while line.getsockname() in running.clients():
            assert time.monotonic() < deadline, "the endpoint still waits for the reader"
            time.sleep(0.05)
    assert device.answers(device.sealer.hazard(a_hazard()))[0]["status"] == "accepted"


def test_slow_reader_that_reads_gets_everything(running):
    device = running.device()
    for _ in range(20):
        device.answers(device.sealer.inspection(an_inspection(place_name="场" * 20_000)))

    plain = device.headers | {"Accept-Encoding": "identity"}
    with running.http.stream("GET", "/v1/records", headers=plain) as answer:
        size = 0
        for piece in answer.iter_raw(50_000):
            size += len(piece)
            time.sleep(0.03)

    assert size == int(answer.headers["content-length"])


def test_more_connections_than_bearable_are_turned_away(running, monkeypatch):
    monkeypatch.setattr(patience, "MAX_CONNECTIONS", len(running.clients()) + 1)
    with _line(running) as first, _line(running) as second:
        first.sendall(HEAD + b"\r\n")
        assert first.recv(100).startswith(b"HTTP/1.1 200 ")
        assert _until_closed(second) == b""


@pytest.mark.parametrize(
    "request_line",
    [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00"],
)
def test_what_is_not_http_is_refused_in_our_shape(running, request_line):
    with _line(running) as line:
        line.sendall(request_line)
        answer = _until_closed(line)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"content-security-policy: default-src 'none'" in answer
