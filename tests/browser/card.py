"""One item's card on the phone: finding it among others, and typing into its field."""

import time
from dataclasses import dataclass
from typing import Any

from tests.browser.drawn import FIELDS, IN_FIELD, WORDS
from tests.browser.phone import Phone

SETTLED_S = 0.35
Box = dict[str, Any]
"""What is drawn: its name, where it begins (x, y) and its width and height in px."""
RISES_PX = (40, 64, 88, 112)
"""How far the field lies above what follows it: it has a line of help or a verdict under it."""
ELSEWHERE = (195, 28)
"""The title, where a tap does nothing but leave the field."""
TYPED_TRIES = 4
TURNS = 20
STEP_PX, TOP_PX, MIDDLE_PX = 250, 130, 420
MIDDLE_OF_SCREEN = (195, 420)
LOOKS = 20
AT_CARET = "() => document.activeElement?.getAttribute('aria-label') || ''"


@dataclass(frozen=True)
class Card:
    phone: Phone
    code: str

    def come_up(self) -> None:
        """Scroll until the card stands in the upper half, or the list is at its end."""
        before = None
        for _ in range(TURNS):
            top = self._top()
            if top is not None and (TOP_PX <= top <= MIDDLE_PX or top == before):
                return
            before = top
            self.phone.page.mouse.move(*MIDDLE_OF_SCREEN)
            self.phone.page.mouse.wheel(0, STEP_PX if top is None else top - 2 * TOP_PX)
            time.sleep(SETTLED_S)
        raise AssertionError(f"{self.code} is not to be reached: {self.phone.words()[:800]}")

    def _top(self) -> float | None:
        """Where it begins, if it is drawn."""
        drawn = [*self.phone.page.evaluate(WORDS), *self.phone.page.evaluate(FIELDS)]
        tops = [each["y"] for each in drawn if each["name"].startswith(self.code)]
        return min(tops, default=None)

    def type(self, text: str) -> None:
        """Type into this card's field: others of its kind may be in sight.

        What is read aloud as the field is the whole card with its words, so the tap goes from below
        upwards until the caret is in it. Only then is anything typed: a list that still scrolls
        gets the tap elsewhere.
        """
        self._put_caret()
        for _ in range(TYPED_TRIES):
            self.phone.page.keyboard.press("Control+A")
            self.phone.page.keyboard.type(text)
            time.sleep(SETTLED_S)
            # What is typed before Flutter listens to the field is gone: a person would see it.
            if self.phone.page.evaluate(IN_FIELD) == text:
                break
        else:
            raise AssertionError(f"{self.code} does not take {text!r}: {self.phone.words()}")
        # A text goes over several lines: Enter would only begin another.
        self.phone.page.touchscreen.tap(*ELSEWHERE)
        self._is_left()
        self.phone.stands_still()

    def _put_caret(self) -> None:
        for rise in RISES_PX * 2:
            field = self._field()
            x, below = field["x"] + field["width"] / 2, self._foot(field)
            self.phone.page.touchscreen.tap(x, below - rise)
            time.sleep(SETTLED_S)
            # With the caret in it a field is read aloud with its hint behind its name.
            if self.phone.page.evaluate(AT_CARET).startswith(field["name"]):
                return
        raise AssertionError(f"the caret does not go into {self.code}: {self.phone.words()}")

    def _is_left(self) -> None:
        """A tap elsewhere takes the caret, and on a phone the keyboard, away."""
        for _ in range(LOOKS):
            if not self.phone.page.evaluate(AT_CARET):
                return
            time.sleep(SETTLED_S)
        raise AssertionError(f"{self.code} keeps the caret: {self.phone.words()}")

    def _field(self) -> Box:
        """The field that is read aloud with this card's words, or else the first below them."""
        fields = self.phone.page.evaluate(FIELDS)
        words = self.phone.page.evaluate(WORDS)
        tops = [each["y"] for each in words if each["name"].startswith(self.code)]
        below = [each for each in fields if tops and each["y"] >= min(tops)]
        own = [each for each in fields if each["name"].startswith(self.code)]
        found = own or sorted(below, key=lambda each: each["y"])
        assert found, f"{self.code} has no field in sight: {[each['name'] for each in fields]}"
        return found[0]

    def _foot(self, field: Box) -> float:
        """Return where the field's card ends or its answers begin."""
        answers = {f"{self.code} 合格", f"{self.code} 不合格"}
        tops = [each["y"] for each in self.phone.page.evaluate(WORDS) if each["name"] in answers]
        return min(tops, default=field["y"] + field["height"])
