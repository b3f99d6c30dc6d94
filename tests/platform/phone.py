"""A Chromium with the app's Python in a worker and the page's scripts, but without Flet."""

import contextlib
import functools
import http.server
import itertools
import json
import os
import shutil
import signal
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.browser.install import find
from webapp.cache import Cache
from webapp.client import PYODIDE, bundle_fonts
from webapp.fonts import font_files
from webapp.layout import ASSETS, CACHE, REPOSITORY
from webapp.page import copy_scanner, scanner_files

HARNESS = Path(__file__).with_name("harness")
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
FAKE_CAMERA = "--use-fake-device-for-media-stream"
PHONE = {"width": 390, "height": 844}


class PythonError(Exception):
    """What Python in the browser raised; `name` is the class."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(f"{name}: {words}")
        self.name = name


def make_site(folder: Path) -> Path:
    """Everything that the phone app ships for platform/, and the harness in Flet's place."""
    shutil.copytree(ASSETS / "web", folder)
    shutil.copytree(HARNESS, folder, dirs_exist_ok=True)
    shutil.copytree(PYODIDE, folder / "pyodide")
    cache = Cache(CACHE)
    (folder / "assets" / "fonts").mkdir(parents=True)
    (folder / "assets" / "FontManifest.json").write_text("[]")
    bundle_fonts(folder, font_files(cache))
    copy_scanner(folder, scanner_files(cache))
    with zipfile.ZipFile(folder / "inspect_app.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((REPOSITORY / "inspect_app").rglob("*.py")):
            archive.write(file, file.relative_to(REPOSITORY))
    return folder


class _Server(http.server.SimpleHTTPRequestHandler):
    """Static files, and /echo: tells what was sent; with ?wait= seconds later."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        told = {"length": len(body), "type": self.headers["content-type"], "path": self.path}
        if "wait" in self.path:
            time.sleep(2)
        answer = json.dumps(told).encode()
        with contextlib.suppress(OSError):
            self.send_response(201)
            self.send_header("content-length", str(len(answer)))
            self.send_header("X-Seen", "yes")
            self.end_headers()
            self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Site:
    address: str
    folder: Path
    _number: Iterator[int] = field(default_factory=itertools.count)

    def put(self, content: bytes) -> str:
        """Lay `content` where Python in the browser can fetch it; returns its path."""
        path = self.folder / "media" / f"{next(self._number)}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return f"media/{path.name}"


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Site]:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Server, directory=folder)
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(f"http://localhost:{server.server_port}", folder)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Phone:
    """One browser profile; its process may be killed and started again."""

    def __init__(
        self,
        playwright: Playwright,
        site: Site,
        profile: Path,
        *,
        flags: tuple[str, ...] = (),
        permissions: tuple[str, ...] = (),
    ) -> None:
        self._playwright = playwright
        self.site = site
        self._profile = profile
        self._flags = flags
        self._permissions = permissions
        self.console: list[str] = []
        self.context = self._launch()
        self.page = self._open(self.context.pages[0])

    def _launch(self) -> BrowserContext:
        return self._playwright.chromium.launch_persistent_context(
            str(self._profile),
            executable_path=find(),
            args=[*FLAGS, *self._flags],
            permissions=list(self._permissions),
            viewport=PHONE,
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale="zh-CN",
            accept_downloads=True,
        )

    def _open(self, page: Page) -> Page:
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(f"page error: {error}"))
        with page.expect_worker():
            page.goto(f"{self.site.address}/index.html")
        self.run("return True", page)
        return page

    def new_tab(self) -> Page:
        return self._open(self.context.new_page())

    def reload(self) -> None:
        with self.page.expect_worker():
            self.page.reload()
        self.run("return True")

    def run(self, code: str, page: Page | None = None) -> Any:
        """Run `code` as the body of an async function of the Python worker."""
        answer = (page or self.page).workers[-1].evaluate("code => self.run(code)", code)
        if "error" in answer:
            raise PythonError(answer["error"], answer["words"])
        return answer["ok"]

    def fetching(self, content: bytes) -> str:
        """An expression for `content` in code for `run`."""
        address = f"{self.site.address}/{self.site.put(content)}"
        return f"await (await __import__('pyodide.http').http.pyfetch({address!r})).bytes()"

    def start(self, code: str) -> None:
        """Let `code` run on; `finished` waits for it."""
        self.page.workers[-1].evaluate("code => { self.later = self.run(code); }", code)

    def finished(self) -> Any:
        answer = self.page.workers[-1].evaluate("() => self.later")
        if "error" in answer:
            raise PythonError(answer["error"], answer["words"])
        return answer["ok"]

    def kill(self) -> None:
        """SIGKILL to every process of this profile: no goodbye."""
        for process in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(Error):
            self.context.close()
        deadline = time.monotonic() + 10
        while self._processes() and time.monotonic() < deadline:
            time.sleep(0.05)

    def restart(self) -> None:
        self.context = self._launch()
        self.page = self._open(self.context.pages[0])

    def close(self) -> None:
        with contextlib.suppress(Error):
            self.context.close()

    def _processes(self) -> list[int]:
        listed = subprocess.run(
            ["pgrep", "-f", f"user-data-dir={self._profile}"], capture_output=True, text=True
        )
        return [int(line) for line in listed.stdout.split()]
