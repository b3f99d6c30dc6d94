"""The endpoint as a process of its own, started as its unit in `deploy/` starts it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.server.settings import Settings
from tests.backends.ports import accepts, wait_until

REPOSITORY = Path(__file__).parents[2]
STOP_TIMEOUT_S = 30.0


def start(settings: Settings, port: int, log: Path) -> subprocess.Popen[bytes]:
    """Return at once; see `await_answer`."""
    command = [sys.executable, "-c", "from inspect_app.cli import main; main()", "serve"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=REPOSITORY,
            stdout=output,
            stderr=output,
            env=os.environ | named_in_environment(settings),
        )


def named_in_environment(settings: Settings) -> dict[str, str]:
    """Return what tells another process where the endpoint keeps things."""
    options = {f"INSPECT_BLOB_{name.upper()}": text for name, text in settings.blob_options.items()}
    return {
        "INSPECT_FOLDER": str(settings.folder),
        "INSPECT_DATABASE": settings.database,
        "INSPECT_BLOBS": settings.blobs,
        **options,
    }


def await_answer(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Raises `CannotStart`."""
    wait_until(lambda: accepts(port), process, "the endpoint", str(log))


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_TIMEOUT_S)


@contextmanager
def started(
    settings: Settings, port: int, folder: Path
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a process; the returned function waits until it answers."""
    log = folder / f"{port}.log"
    process = start(settings, port, log)

    def answers() -> subprocess.Popen[bytes]:
        await_answer(process, port, log)
        return process

    try:
        yield answers
    finally:
        stop(process)
