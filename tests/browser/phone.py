"""A phone-sized Chromium: start it, tap what a person would tap, pull its plug."""

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Locator, Page, Playwright

from tests.browser.install import find

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
    "--use-fake-ui-for-media-stream",
]
START_S = 90
SHOWN_S = 30


class Phone:
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
        self.outside: list[str] = []
        """Requests to any other host; there must be none."""

    @property
    def page(self) -> Page:
        assert self._context is not None, "open the app first"
        return self._context.pages[0]

    def start(self) -> None:
        flags = list(FLAGS)
        if self._feed:
            flags.append(f"--use-file-for-fake-video-capture={self._feed}")
        self._context = self._playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=find(),
            args=flags,
            permissions=["camera"],
            viewport=self._size,
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale=self._language,
            accept_downloads=True,
        )
        self._context.on("request", self._note)

    def open(self, address: str) -> None:
        """Load the app and wait until its first screen can be read."""
        if self._context is None:
            self.start()
        self.page.goto(address, wait_until="commit")
        self.wake()

    def reload(self) -> None:
        self.page.reload(wait_until="commit")
        self.wake()

    def wake(self) -> None:
        """Turn on Flutter's accessibility tree: from then on controls are DOM nodes."""
        placeholder = self.page.locator("flt-semantics-placeholder")
        placeholder.wait_for(state="attached", timeout=START_S * 1000)
        placeholder.evaluate("node => node.click()")
        self.page.wait_for_function(
            "() => (document.querySelector('flt-semantics-host')?.textContent ?? '').length > 3",
            timeout=START_S * 1000,
        )

    def set_offline(self, is_offline: bool) -> None:
        assert self._context is not None
        self._context.set_offline(is_offline)

    def words(self) -> str:
        """Return everything that is shown, as one line."""
        return self.page.evaluate(
            """() => {
                const host = document.querySelector('flt-semantics-host');
                if (!host) return '';
                const labels = [...host.querySelectorAll('[aria-label]')]
                    .map(node => node.getAttribute('aria-label'));
                return (host.textContent + ' ' + labels.join(' ')).replace(/\\s+/g, ' ');
            }"""
        )

    def sees(self, text: str, timeout_s: float = SHOWN_S) -> None:
        """Wait until `text` is shown; fails with everything that is shown instead."""
        deadline = time.monotonic() + timeout_s
        while text not in self.words():
            if time.monotonic() > deadline:
                raise AssertionError(f"{text!r} did not appear; shown: {self.words()[:1500]}")
            time.sleep(0.1)

    def button(self, name: str, *, exact: bool = False) -> Locator:
        pattern = re.compile(f"^{re.escape(name)}$") if exact else re.compile(re.escape(name))
        return self.page.get_by_role("button", name=pattern).first

    def tap(self, name: str, *, exact: bool = False) -> None:
        """Tap the middle of the control whose name contains `name`, as a finger does."""
        target = self.button(name, exact=exact)
        try:
            target.wait_for(state="attached", timeout=SHOWN_S * 1000)
        except Error as error:
            raise AssertionError(f"no button {name!r}; shown: {self.words()[:1500]}") from error
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box, f"button {name!r} is not drawn"
        self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        time.sleep(0.25)

    def write(self, label: str, text: str) -> None:
        field = self.page.get_by_label(re.compile(re.escape(label))).first
        field.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        time.sleep(0.2)

    def photograph(self, path: Path) -> None:
        """Write what is on the screen to `path`."""
        self.page.screenshot(path=str(path))

    def kill(self) -> None:
        """kill -9 every process of the browser, as a phone whose battery dies."""
        found = subprocess.run(
            ["pgrep", "-f", f"user-data-dir={self.profile}"], capture_output=True, text=True
        )
        for pid in map(int, found.stdout.split()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(1.5)
        self.close()

    def close(self) -> None:
        if self._context is None:
            return
        with contextlib.suppress(Error):
            self._context.close()
        self._context = None

    def _note(self, request: object) -> None:
        address = request.url  # type: ignore[attr-defined]
        own = ("http://localhost", "http://127.0.0.1", "blob:", "data:", "chrome")
        if not address.startswith(own):
            self.outside.append(address)
