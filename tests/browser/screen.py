"""What a person sees on the phone, and taps: by the words that are read aloud."""

import re
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.browser.drawn import CONTROLS, FIELDS, IN_FIELD, WORDS

SHOWN_S = 30
CHOSEN_S = 5
SETTLE_S = 0.3
TRIES = 5
STEADY_READS = 5
STILL_LOOKS, STILL_S = 3, 0.15


class Screen:
    """Of the one tab; a phone gives `page` and its size."""

    page: Page
    _size: dict[str, int]
    _touch: CDPSession | None = None

    def words(self, page: Page | None = None) -> str:
        """Return everything that is shown, as one line."""
        return (page or self.page).evaluate(
            """() => {
                const host = document.querySelector('flt-semantics-host');
                if (!host) return '';
                const labels = [...host.querySelectorAll('[aria-label]')]
                    .map(node => node.getAttribute('aria-label'));
                return (host.textContent + ' ' + labels.join(' ')).replace(/\\s+/g, ' ');
            }"""
        )

    def number(self, after: str) -> int:
        """Return the number that is shown behind `after`."""
        found = re.search(re.escape(after) + r"(\d+)", self.words())
        assert found, f"no number behind {after!r}; shown: {self.words()[:800]}"
        return int(found[1])

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
        return self.comes_matching(re.escape(name), timeout_s)

    def comes_matching(self, pattern: str, timeout_s: float = 6) -> bool:
        wanted, deadline = re.compile(pattern), time.monotonic() + timeout_s
        while not self._spot_of(wanted):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.15)
        return True

    def shows_soon(self, text: str, timeout_s: float = 4) -> bool:
        deadline = time.monotonic() + timeout_s
        while text not in self.words():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def tap_for(self, pattern: str, text: str) -> None:
        """Reach and tap until `text` is shown.

        A sheet that still slides away swallows a tap, and so does what lies on top and is no
        control itself, such as the words above a button. A busy machine shows it late, and the
        control is gone then.
        """
        for turn in range(TRIES):
            if not self.comes_matching(pattern, 2):
                self._reaches(pattern, unless=text if turn else "")
            if turn and text in self.words():
                return
            self.tap_matching(pattern)
            if self.shows_soon(text):
                return
            self._turn_wheel()
        raise AssertionError(f"{pattern!r} did not bring {text!r}; shown: {self.words()[:1500]}")

    def tap_matching(self, pattern: str, timeout_s: float = SHOWN_S) -> None:
        """Tap the first control in sight whose whole name fits a regular expression."""
        if not self.taps(pattern, timeout_s):
            raise AssertionError(
                f"no {pattern!r} at rest in sight; drawn: {self._drawn(pattern)}; "
                f"shown: {self.words()[:1500]}"
            )

    def taps(self, pattern: str, timeout_s: float = 10) -> bool:
        """Tap such a control, if one comes to rest in sight: whether it did."""
        return self._tapped(pattern, timeout_s) is not None

    def chooses(self, pattern: str, timeout_s: float = 10) -> bool:
        """Tap such a choice until it is read aloud as chosen, if it comes to rest in sight.

        On a busy phone a list may begin to move under a tap that was aimed while it stood.
        """
        for _ in range(TRIES):
            name = self._tapped(pattern, timeout_s)
            if name is None:
                return False
            if self._becomes_chosen(name):
                return True
        return False

    def _tapped(self, pattern: str, timeout_s: float) -> str | None:
        """Tap it and return its name.

        A list that still scrolls would be tapped where the control just was.
        """
        deadline = time.monotonic() + timeout_s
        wanted, seen = re.compile(pattern), []
        while (control := self._control(wanted)) is None or seen[-STEADY_READS:] != [
            self._in_sight(control)
        ] * STEADY_READS:
            if time.monotonic() > deadline:
                return None
            seen.append(control and self._in_sight(control))
            time.sleep(0.15)
        self.page.touchscreen.tap(*seen[-1])
        time.sleep(SETTLE_S)
        return control["name"]

    def _becomes_chosen(self, name: str) -> bool:
        deadline = time.monotonic() + CHOSEN_S
        while not any(each["isChosen"] for each in self._drawn(f"^{re.escape(name)}$")):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def reach(self, name: str) -> None:
        """Turn the wheel until such a control is in sight."""
        self.reach_matching(re.escape(name))

    def reach_matching(self, pattern: str, turns: int = 20) -> None:
        """Turn the wheel until it lies where a finger can have it."""
        assert self._reaches(pattern, turns), (
            f"{pattern!r} is not to be reached: {self.words()[:1500]}"
        )

    def _reaches(self, pattern: str, turns: int = 20, unless: str = "") -> bool:
        """Whether it came into sight, before the words that would end the search were shown."""
        wanted = re.compile(pattern)
        for _ in range(turns):
            if self._spot_of(wanted):
                return True
            if unless and unless in self.words():
                return False
            self._turn_wheel()
        return self._spot_of(wanted) is not None

    def _turn_wheel(self) -> None:
        self.page.mouse.move(self._size["width"] / 2, self._size["height"] / 2)
        self.page.mouse.wheel(0, 200)
        time.sleep(0.5)

    def middle_of(self, words: str) -> tuple[float, float]:
        """Return where the middle of some words is drawn."""
        found = [each for each in self.page.evaluate(WORDS) if words in each["name"]]
        assert found, f"{words!r} is not drawn; shown: {self.words()[:800]}"
        box = min(found, key=lambda each: each["width"] * each["height"])
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def offers(self, name: str, *, exact: bool = False) -> bool:
        """Whether such a control is in sight at this moment."""
        return self._spot(name, exact=exact) is not None

    def stands_still(self, timeout_s: float = 10) -> None:
        """Wait until what is drawn has stayed the same for a few looks.

        A busy machine draws an answer a second later: what is tapped meanwhile lies elsewhere then.
        """
        deadline, before, looks = time.monotonic() + timeout_s, None, 0
        while looks < STILL_LOOKS and time.monotonic() < deadline:
            time.sleep(STILL_S)
            now = self.page.evaluate(WORDS)
            looks = looks + 1 if now == before and now else 0
            before = now

    def spot_of(self, pattern: str) -> tuple[float, float] | None:
        """Where such a control is in sight at this moment."""
        return self._spot_of(re.compile(pattern))

    def _spot(self, name: str, *, exact: bool) -> tuple[float, float] | None:
        wanted = re.escape(name)
        return self._spot_of(re.compile(f"^{wanted}$" if exact else wanted))

    def _spot_of(self, pattern: re.Pattern[str]) -> tuple[float, float] | None:
        """Return where to tap: a control that lies under a bar or a sheet is not to be had."""
        control = self._control(pattern)
        return control and self._in_sight(control)

    def _control(self, pattern: re.Pattern[str]) -> dict[str, Any] | None:
        named = (each for each in self.page.evaluate(CONTROLS) if pattern.search(each["name"]))
        return next(filter(self._in_sight, named), None)

    def _drawn(self, pattern: str) -> list[dict[str, Any]]:
        """Every such control, in sight or not, for whoever reads why a tap failed."""
        return [each for each in self.page.evaluate(CONTROLS) if re.search(pattern, each["name"])]

    def _in_sight(self, box: dict[str, Any]) -> tuple[float, float] | None:
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        is_inside = 0 < x < self._size["width"] and 0 < y < self._size["height"]
        return (x, y) if is_inside and not box.get("isCovered") else None

    def draw(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a zigzag with a finger, as a hasty signature."""
        # Kept: the end of a session would take back that the browser believes itself offline.
        touch = self._touch = self._touch or self.page.context.new_cdp_session(self.page)
        path = [(x + width * n / 24, y + height * (n % 4) / 4) for n in range(25)]
        for number, (at_x, at_y) in enumerate(path):
            kind = "touchStart" if number == 0 else "touchMove"
            points = [{"x": at_x, "y": at_y}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            time.sleep(0.02)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        time.sleep(SETTLE_S)

    def write(self, label: str, text: str) -> None:
        """Tap the first field in sight with that label and type over what it holds."""
        assert self.writes(label, text), (
            f"no field {label!r} in sight; drawn: {self.page.evaluate(FIELDS)}; "
            f"shown: {self.words()[:800]}"
        )

    def writes(self, label: str, text: str, timeout_s: float = SHOWN_S) -> bool:
        """Do so, if such a field comes into sight."""
        deadline = time.monotonic() + timeout_s
        while (spot := self._field(label)) is None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        self.page.touchscreen.tap(*spot)
        for _ in range(TRIES):
            time.sleep(SETTLE_S)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
            time.sleep(SETTLE_S)
            # What is typed before Flutter listens to the field is gone: a person would see it.
            if self.page.evaluate(IN_FIELD) == text:
                break
        return True

    def _field(self, label: str) -> tuple[float, float] | None:
        for field in self.page.evaluate(FIELDS):
            if label in field["name"] and (spot := self._in_sight(field)):
                return spot
        return None

    def photograph(self, path: Path) -> None:
        """Write what is on the screen to `path`."""
        self.page.screenshot(path=str(path))
