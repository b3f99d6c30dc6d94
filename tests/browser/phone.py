"""A phone-sized Chromium: start it, cut its line, pull its plug."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Route,
)

from tests.browser.install import find
from tests.browser.screen import Screen

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 834, "height": 1194}
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--use-fake-device-for-media-stream",
]
WORKER = "**/python_worker.js*"
CLOCK = """{
    const True = Date;
    self.Date = class extends True {
        constructor(...given) { given.length ? super(...given) : super(True.now() + AHEAD_MS); }
        static now() { return True.now() + AHEAD_MS; }
    };
}
"""
"""Put before the worker's script: Python reads the time from there."""
START_S = 90
ACCURACY_M = 12
MIN_WORDS = 4


class Phone(Screen):
    """One browser profile, which outlives the browser's process."""

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        *,
        feed: Path | None = None,
        language: str = "zh-CN",
        size: dict[str, int] = PHONE,
    ) -> None:
        self._playwright = playwright
        self.profile = profile
        self._feed = feed
        self._language = language
        self._size = size
        self._context: BrowserContext | None = None
        self._is_offline = False
        self.may_use_camera = True
        self.clock_ahead_s = 0
        """Both count from the next start on; what is set by hand in the phone's settings."""
        self.outside: list[str] = []
        """Requests to any other host; there must be none."""
        self.refused: list[str] = []
        """What the browser did not do because of a page's policy; there must be none of that."""

    @property
    def page(self) -> Page:
        assert self._context is not None, "open the app first"
        return self._context.pages[0]

    def start(self) -> None:
        flags = list(FLAGS)
        if not self.may_use_camera:
            flags.append("--deny-permission-prompts")
        if self._feed:
            flags.append(f"--use-file-for-fake-video-capture={self._feed}")
        self._context = self._playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=find(),
            args=flags,
            permissions=["camera"] if self.may_use_camera else [],
            # A service worker's own copy of a script cannot be given another clock.
            service_workers="block" if self.clock_ahead_s else "allow",
            viewport=self._size,
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale=self._language,
            accept_downloads=True,
        )
        self._context.on("request", self._note)
        self._context.on("console", self._listen)
        if self.clock_ahead_s:
            self._context.route(WORKER, self._with_clock)
        self._context.set_offline(self._is_offline)

    def _with_clock(self, route: Route) -> None:
        answer = route.fetch()
        shifted = CLOCK.replace("AHEAD_MS", str(self.clock_ahead_s * 1000))
        route.fulfill(response=answer, body=shifted + answer.text())

    def forget_service_worker(self) -> None:
        self.page.evaluate(
            """async () => {
                const found = await navigator.serviceWorker.getRegistrations();
                await Promise.all(found.map(each => each.unregister()));
            }"""
        )

    def open(self, address: str) -> None:
        """Load the app and wait until its first screen can be read."""
        if self._context is None:
            self.start()
        self.page.goto(address, wait_until="commit")
        self.wake()

    def reload(self) -> None:
        self.page.reload(wait_until="commit")
        self.wake()

    def allow(self, *permissions: str) -> None:
        """Allow these and nothing else, at once; a start allows the camera again."""
        assert self._context is not None
        self._context.clear_permissions()
        if permissions:
            self._context.grant_permissions(permissions)

    def stand_at(self, latitude: float, longitude: float) -> None:
        assert self._context is not None
        self._context.set_geolocation(
            {"latitude": latitude, "longitude": longitude, "accuracy": ACCURACY_M}
        )

    def second_tab(self, address: str) -> Page:
        """Open the app once more beside the first tab; the caller closes it."""
        assert self._context is not None
        page = self._context.new_page()
        page.goto(address, wait_until="commit")
        self.wake(page)
        return page

    def wake(self, page: Page | None = None) -> None:
        """Turn on Flutter's accessibility tree: from then on controls are DOM nodes."""
        placeholder = (page or self.page).locator("flt-semantics-placeholder")
        placeholder.wait_for(state="attached", timeout=START_S * 1000)
        placeholder.evaluate("node => node.click()")
        deadline = time.monotonic() + START_S
        while len(self.words(page)) < MIN_WORDS:
            assert time.monotonic() < deadline, "the first screen stayed empty"
            time.sleep(0.1)

    def set_offline(self, is_offline: bool) -> None:
        """Cut the line, or mend it; a cut outlives the browser's process.

        After a reload Chromium believes itself online again, though nothing passes.
        """
        assert self._context is not None
        self._is_offline = is_offline
        self._context.set_offline(is_offline)

    def kill(self) -> None:
        """kill -9 every process of the browser, as a phone whose battery dies."""
        self._kill(f"user-data-dir={self.profile}")
        time.sleep(1.5)
        self.close()

    def kill_tab(self) -> None:
        """kill -9 what the page runs in, as a phone short of memory; a new tab takes its place.

        The browser lives on, and with it whatever it keeps open for the page.
        """
        assert self._context is not None
        dead = self.page
        with dead.expect_event("crash"):
            self._kill(f"type=renderer.*user-data-dir={self.profile}")
        self._context.new_page()
        dead.close()
        self._touch = None

    def _kill(self, pattern: str) -> None:
        found = subprocess.run(["pgrep", "-f", "--", pattern], capture_output=True, text=True)
        for pid in map(int, found.stdout.split()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def close(self) -> None:
        if self._context is None:
            return
        with contextlib.suppress(Error):
            self._context.close()
        self._context = self._touch = None

    def _listen(self, said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text or "Content-Security-Policy" in said.text:
            self.refused.append(said.text)

    def _note(self, request: object) -> None:
        address = request.url  # type: ignore[attr-defined]
        own = ("http://localhost", "http://127.0.0.1", "blob:", "data:", "chrome")
        if not address.startswith(own):
            self.outside.append(address)
