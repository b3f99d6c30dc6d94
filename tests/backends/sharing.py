"""One PostgreSQL and one S3 server for a whole run of tests, in however many processes it runs.

The process that began the run keeps them. Others ask it over a socket, and whoever asks first
has a server started; every test takes a database and an address of its own from it.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Any

from tests.backends.ports import CannotStart
from tests.backends.postgres import Postgres, postgres
from tests.backends.seaweed import Bucket, seaweed

SOCKET = "INSPECT_TEST_SERVERS"
"""Where the keeper listens, for this process and those that it starts."""
STARTS: Mapping[str, Callable[[], AbstractContextManager[Any]]] = {
    "postgres": postgres,
    "seaweed": seaweed,
}


def are_kept() -> bool:
    return SOCKET in os.environ


def shared_postgres() -> Postgres:
    """Raises `CannotStart`. Its commits are not forced to disk: nobody pulls its plug."""
    return _asked("postgres")


def shared_bucket() -> Bucket:
    """Raises `CannotStart`."""
    return _asked("seaweed")


def _asked(name: str) -> Any:
    with Client(os.environ[SOCKET], "AF_UNIX") as line:
        line.send(name)
        answer = line.recv()
    if isinstance(answer, CannotStart):
        raise answer
    return answer


class Keeper:
    """Starts what is asked for, once, and ends it with the run."""

    def __init__(self) -> None:
        self._servers = ExitStack()
        folder = self._servers.enter_context(tempfile.TemporaryDirectory(prefix="inspect-run-"))
        self._listener = Listener(str(Path(folder) / "socket"), "AF_UNIX")
        self._started: dict[str, Any] = {}
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        os.environ[SOCKET] = str(self._listener.address)

    def close(self) -> None:
        with Client(os.environ.pop(SOCKET), "AF_UNIX") as line:
            line.send(None)
        self._thread.join()
        self._listener.close()
        self._servers.close()

    def _serve(self) -> None:
        while True:
            with self._listener.accept() as line:
                name = line.recv()
                if name is None:
                    return
                line.send(self._answer(name))

    def _answer(self, name: str) -> Any:
        try:
            if name not in self._started:
                self._started[name] = self._servers.enter_context(STARTS[name]())
        except CannotStart as error:
            return error
        return self._started[name]
