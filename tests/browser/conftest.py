"""The real endpoint with the demo district, the built app, and a phone to open it on."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, sync_playwright

from sync.server.app import create_app
from sync.server.demo import load_demo
from sync.server.demo.load import PASSWORD
from sync.server.settings import Settings

ROOT = Path(__file__).parents[2]
APP = Path(os.environ.get("INSPECT_APP_BUILD", ROOT / "build" / "web-test"))
ANSWERS_S = 120


@dataclass
class Endpoint:
    """The endpoint as a process of its own: it can be stopped and started again."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    codes: dict[str, str] = field(default_factory=dict)
    """Login → one-time enrolment code."""

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-c", "from inspect_app.cli import main; main()", "serve"]
        command += ["--port", str(self.port), "--data", str(self.data), "--app", str(APP)]
        with (self.data.parent / "endpoint.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        self._await_answer()

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
            self.process = None

    def sign_in(self, login: str) -> str:
        """Return a token of the desk for a demo account."""
        form = urllib.parse.urlencode({"username": login, "password": PASSWORD}).encode()
        with urllib.request.urlopen(self.address + "/v1/sign-in", form, timeout=20) as answer:
            return json.load(answer)["access_token"]

    def get(self, path: str, token: str) -> Any:
        body = self.get_bytes(path, token)
        return json.loads(body)

    def get_bytes(self, path: str, token: str) -> bytes:
        request = urllib.request.Request(
            self.address + path, headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def _await_answer(self) -> None:
        deadline = time.monotonic() + ANSWERS_S
        while True:
            try:
                urllib.request.urlopen(self.address + "/v1/health", timeout=2).close()
                return
            except OSError:
                assert self.process is not None
                assert self.process.poll() is None, self._log()
                assert time.monotonic() < deadline, f"no answer; {self._log()}"
                time.sleep(0.2)

    def _log(self) -> str:
        return (self.data.parent / "endpoint.log").read_text("utf-8", "replace")[-3000:]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def built_app() -> Path:
    assert (APP / "index.html").exists(), (
        f"the phone app is not built: `python -m webapp --fast --out {APP.relative_to(ROOT)}`"
    )
    return APP


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo district in it, to be copied."""
    folder = tmp_path_factory.mktemp("district") / "data"
    folder.mkdir()
    service = create_app(Settings(folder=folder, app_folder=APP, is_demo=True))
    load_demo(service.state.endpoint)
    service.state.endpoint.database.close()
    return folder


@pytest.fixture
def endpoint(district: Path, built_app: Path, tmp_path: Path) -> Iterator[Endpoint]:
    """An endpoint of the test's own, running, with fresh enrolment codes."""
    data = tmp_path / "endpoint" / "data"
    shutil.copytree(district, data)
    service = create_app(Settings(folder=data, app_folder=APP, is_demo=True))
    access = load_demo(service.state.endpoint)
    service.state.endpoint.database.close()
    codes = {each.login: each.code for each in access.sign_ins}
    endpoint = Endpoint(data, free_port(), codes=codes)
    endpoint.start()
    yield endpoint
    endpoint.stop()
