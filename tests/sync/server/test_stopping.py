"""A process that is told to stop: what it is answering is answered, and nobody else is taken."""

import json
import signal
import socket
import time

import pytest
from sqlalchemy import select

from sync.server.endpoint import Endpoint
from sync.server.tables import records
from tests.backends.endpoint import started
from tests.backends.ports import free_port
from tests.sync.server.factories import Sealer
from tests.sync.serving import Serving

STOP_S = 30
HELD_S = 3.0
"""A request may take so long to end; the endpoint waits for longer (`GRACE_S`)."""


@pytest.fixture
def process(settings, tmp_path):
    port = free_port()
    with started(settings, port, tmp_path) as answers:
        process = answers()
        process.port = port
        yield process


@pytest.fixture
def sealer(settings):
    endpoint = Endpoint.open(settings)
    yield Sealer(Serving("", endpoint).grant("p-officer"))
    endpoint.database.close()


def test_a_push_in_flight_is_stored_and_answered(process, sealer, settings):
    record = sealer.inspection()
    body = json.dumps({"records": [record.to_dict()]}).encode()
    with socket.create_connection(("127.0.0.1", process.port), timeout=STOP_S) as line:
        line.sendall(_head(sealer, len(body)) + body[:-1])
        # Only then is the request sure to be under way.
        _await_other(process.port)
        process.send_signal(signal.SIGTERM)
        _await_refusal(process.port)
        time.sleep(HELD_S)
        line.sendall(body[-1:])
        answer = line.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    assert json.loads(answer.rpartition(b"\r\n\r\n")[2])["answers"][0]["status"] == "accepted"
    process.wait(STOP_S)
    endpoint = Endpoint.open(settings)
    with endpoint.database.reading() as connection:
        assert connection.execute(select(records.c.id)).scalars().all() == [record.id]
    endpoint.database.close()


def test_a_client_that_says_no_more_does_not_keep_it(process, sealer):
    with socket.create_connection(("127.0.0.1", process.port)) as line:
        line.sendall(_head(sealer, 100) + b"{")
        _await_other(process.port)
        process.send_signal(signal.SIGTERM)
        told_at = time.monotonic()

        assert process.wait(STOP_S) == -signal.SIGTERM
        assert time.monotonic() - told_at > HELD_S


def _head(sealer, length):
    """Of a push; without its token it would be refused before its body."""
    return (
        f"POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {sealer.enrolment.token}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def _await_other(port):
    """Another request has been answered since."""
    with socket.create_connection(("127.0.0.1", port), timeout=STOP_S) as line:
        line.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert line.makefile("rb").read().startswith(b"HTTP/1.1 200")


def _await_refusal(port):
    """Nobody listens any more; who came in the last moment is reset."""
    deadline = time.monotonic() + STOP_S
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=STOP_S).close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:
            continue
    pytest.fail("connections are still taken")
