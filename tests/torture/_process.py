"""The endpoint as a process of its own, started by the command: it is measured from outside."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.sync.serving import Serving, serving

START_S = 60
END_S = 20
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Process:
    address: str
    stocked: Serving
    """Looks into the same folder: it has the units and people of the tests."""
    pid: int
    log: Path

    def peak_mb(self) -> float:
        """The most memory that it has ever held."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None, "trials of memory need Linux"
        return int(found[1]) / 1_000

    def is_well(self) -> bool:
        try:
            return requests.get(f"{self.address}/v1/health", timeout=10).status_code == 200
        except requests.RequestException:
            return False


@contextmanager
def process(folder: Path) -> Iterator[Process]:
    """Start the endpoint on a stocked folder, and end it."""
    with serving(folder) as stocked:
        pass
    port = _free_port()
    command = [sys.executable, "-c", "from inspect_app.cli import main; main()", "serve"]
    command += ["--port", str(port), "--data", str(folder / "data"), "--app", str(folder)]
    log = folder / "endpoint.log"
    with log.open("wb") as output:
        running = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=os.environ)
    try:
        served = Process(f"http://127.0.0.1:{port}", stocked, running.pid, log)
        _await(served, running)
        yield served
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(END_S)


def _await(served: Process, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while not served.is_well():
        assert running.poll() is None, served.log.read_text("utf-8", "replace")[-2_000:]
        assert time.monotonic() < deadline, "the endpoint does not answer"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
