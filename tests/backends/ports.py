"""Ports of loopback that nobody listens on, and how long a server may take to answer on one."""

import socket
import time
from collections.abc import Callable
from subprocess import Popen

START_TIMEOUT_S = 90.0
"""On a machine that is busy with other tests."""
HIGHEST_BASE = 54_000
GRPC_OFFSET = 10_000
"""SeaweedFS takes the gRPC port beside a port for granted in places."""


class CannotStart(Exception):
    """A server that tests need is not there or does not answer; the sentence says what to do."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def free_pair() -> tuple[int, int]:
    """Return a free port and the free one that lies `GRPC_OFFSET` above it."""
    while True:
        first = free_port()
        if first > HIGHEST_BASE:
            continue
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", first + GRPC_OFFSET))
            except OSError:
                continue
            return first, first + GRPC_OFFSET


def wait_until(answers: Callable[[], bool], process: Popen[bytes], name: str, log: str) -> None:
    """Raises `CannotStart` when the process ends or stays silent."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while not answers():
        if process.poll() is not None:
            raise CannotStart(f"{name} ended with {process.returncode} while starting; see {log}")
        if time.monotonic() > deadline:
            raise CannotStart(f"{name} did not answer within {START_TIMEOUT_S:.0f} s; see {log}")
        time.sleep(0.05)


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
