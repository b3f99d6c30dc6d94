"""A phone-sized Chromium: start it, tap what a person would tap, pull its plug."""

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, Playwright

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
SETTLE_S = 0.3
MIN_WORDS = 4


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
        deadline = time.monotonic() + START_S
        while len(self.words()) < MIN_WORDS:
            assert time.monotonic() < deadline, "the first screen stayed empty"
            time.sleep(0.1)

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

    def sees_gone(self, text: str, timeout_s: float = SHOWN_S) -> None:
        """Wait until `text` is shown no more."""
        deadline = time.monotonic() + timeout_s
        while text in self.words():
            if time.monotonic() > deadline:
                raise AssertionError(f"{text!r} stayed; shown: {self.words()[:1500]}")
            time.sleep(0.1)

    def tap(self, name: str, *, exact: bool = False, timeout_s: float = SHOWN_S) -> None:
        """Tap the middle of the first control in sight whose name contains `name`."""
        wanted = re.escape(name)
        self.tap_matching(f"^{wanted}$" if exact else wanted, timeout_s)

    def comes(self, name: str, timeout_s: float = 4) -> bool:
        """Whether such a control comes into sight soon."""
        deadline = time.monotonic() + timeout_s
        while not self.offers(name):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.15)
        return True

    def tap_matching(self, pattern: str, timeout_s: float = SHOWN_S) -> None:
        """Tap the first control in sight whose whole name fits a regular expression."""
        deadline = time.monotonic() + timeout_s
        wanted, before = re.compile(pattern), None
        while (spot := self._spot_of(wanted)) is None or spot != before:
            # A list that still scrolls would be tapped where the control just was.
            before = spot
            if time.monotonic() > deadline:
                raise AssertionError(f"no {pattern!r} in sight; shown: {self.words()[:1500]}")
            time.sleep(0.15)
        self.page.touchscreen.tap(*spot)
        time.sleep(SETTLE_S)

    def reach(self, name: str, turns: int = 12) -> None:
        """Turn the wheel until such a control is in sight."""
        for _ in range(turns):
            if self.offers(name):
                return
            self.page.mouse.move(self._size["width"] / 2, self._size["height"] / 2)
            self.page.mouse.wheel(0, 300)
            time.sleep(0.4)
        raise AssertionError(f"{name!r} is not to be reached; shown: {self.words()[:1500]}")

    def box(self, label: str) -> dict[str, float]:
        """Return where a labelled thing is drawn."""
        found = self.page.get_by_label(re.compile(re.escape(label))).first
        box = found.bounding_box()
        assert box, f"{label!r} is not drawn"
        return dict(box)

    def offers(self, name: str, *, exact: bool = False) -> bool:
        """Whether such a control is in sight at this moment."""
        return self._spot(name, exact=exact) is not None

    def _spot(self, name: str, *, exact: bool) -> tuple[float, float] | None:
        wanted = re.escape(name)
        return self._spot_of(re.compile(f"^{wanted}$" if exact else wanted))

    def _spot_of(self, pattern: re.Pattern[str]) -> tuple[float, float] | None:
        for role in ("button", "radio", "checkbox", "tab"):
            for found in self.page.get_by_role(role, name=pattern).all():
                with contextlib.suppress(Error):
                    box = found.bounding_box(timeout=500)
                    if box and (spot := self._in_sight(box)):
                        return spot
        return None

    def _in_sight(self, box: dict[str, float]) -> tuple[float, float] | None:
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        is_inside = 0 < x < self._size["width"] and 0 < y < self._size["height"]
        return (x, y) if is_inside else None

    def draw(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a zigzag with a finger, as a hasty signature."""
        touch = self.page.context.new_cdp_session(self.page)
        path = [(x + width * n / 24, y + height * (n % 4) / 4) for n in range(25)]
        for number, (at_x, at_y) in enumerate(path):
            kind = "touchStart" if number == 0 else "touchMove"
            points = [{"x": at_x, "y": at_y}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            time.sleep(0.02)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        touch.detach()
        time.sleep(SETTLE_S)

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
