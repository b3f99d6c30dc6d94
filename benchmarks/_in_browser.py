"""What the figures in a real browser share: the built site, an endpoint, an enrolled phone."""

import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks._district import CACHE
from sync.server.app import create_app
from sync.server.demo import load_demo
from sync.server.demo.district import units
from sync.server.settings import Settings
from tests.browser.phone import Phone
from webapp.build import build_site
from webapp.layout import REPOSITORY
from webapp.progress import Progress

LOGIN = "demo-inspector-1"
ANSWERS_S = 60
REACHED_S = 120
OFFLINE_COPY = (
    "navigator.serviceWorker.getRegistration().then("
    "each => Boolean(each?.active && navigator.serviceWorker.controller))"
)
YEAR_S = 365 * 24 * 60 * 60


@dataclass
class Demo:
    """An endpoint with the demo district, as a process of its own."""

    address: str
    code: str
    """A one-time enrolment code."""
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """From here on the network is dead, as far as the app can tell."""
        self.process.terminate()
        self.process.wait(20)


def built_site(name: str, source: Path = REPOSITORY) -> Path:
    """Build the app under `source` as the phone gets it; what has not changed is not made again."""
    CACHE.mkdir(parents=True, exist_ok=True)
    out = CACHE / f"site-{name}"
    return build_site(source, out, fast=True, progress=Progress(sys.stderr)).folder


@contextmanager
def demo_endpoint(app: Path, folder: Path) -> Iterator[Demo]:
    """Serve `app` and the demo district from `folder`."""
    folder.mkdir()
    service = create_app(Settings(folder=folder, app_folder=app, is_demo=True))
    codes = {each.login: each.code for each in load_demo(service.state.endpoint).sign_ins}
    service.state.endpoint.database.close()
    port = _free_port()
    command = [sys.executable, "-c", "from inspect_app.cli import main; main()", "serve"]
    command += ["--port", str(port), "--data", str(folder), "--app", str(app)]
    with folder.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=log, stderr=log)
    demo = Demo(f"http://localhost:{port}", codes[LOGIN], process)
    try:
        _await_answer(demo.address, process)
        yield demo
    finally:
        if process.poll() is None:
            demo.stop()


@contextmanager
def cached_site(folder: Path) -> Iterator[str]:
    """Serve `folder` from a port of its own; the browser need not ask twice for a file."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Lasting, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def new_phone(profile: Path) -> Iterator[Phone]:
    with sync_playwright() as playwright:
        phone = Phone(playwright, profile)
        phone.start()
        try:
            yield phone
        finally:
            phone.close()


def enrol(phone: Phone, demo: Demo) -> None:
    """Enrol the phone, choose the first unit and wait until all of the app is on the phone."""
    phone.open(f"{demo.address}/#/enrol?code={demo.code}")
    phone.tap("登记这台设备")
    phone.sees("先选要检查的单位", REACHED_S)
    phone.tap("选择单位")
    phone.tap(units()[0].name)
    phone.sees("开始检查")
    reached(phone.page, OFFLINE_COPY)


def reached(page: Page, expression: str, timeout_s: float = REACHED_S) -> object:
    """Ask again and again until it is true; the page's policy forbids Playwright's own waiting."""
    end = time.monotonic() + timeout_s
    while not (found := page.evaluate(expression)):
        if time.monotonic() > end:
            raise TimeoutError(f"never reached: {expression}")
        time.sleep(0.05)
    return found


class _Lasting(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }
    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        self.send_header("cache-control", f"max-age={YEAR_S}, immutable")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await_answer(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + ANSWERS_S
    while True:
        try:
            urllib.request.urlopen(f"{address}/v1/health", timeout=2).close()
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the endpoint does not answer") from error
            time.sleep(0.2)
