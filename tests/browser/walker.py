"""Walks a whole checklist on the phone: every item is reached, and answered as its kind wants.

What wants a photo whatever comes out does not apply: photographing has a walk of its own.
"""

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from forms.answers import judge
from forms.definition import AnswerType, Form, Item, PhotoRule, Result
from tests.browser.phone import FIELDS, WORDS, Phone

LABELS = {AnswerType.number: "读数", AnswerType.count: "数量", AnswerType.date: "日期"}
VISITS_MAX = 6
STEPS_MAX = 160
SETTLED_S = 0.35
LOOKS, LOOK_S = 30, 0.1


@dataclass
class Walker:
    phone: Phone
    form: Form
    today: date
    results: dict[str, str] = field(default_factory=dict)
    """Item code → pass or na, as tapped or judged last."""
    _visits: Counter[str] = field(default_factory=Counter)

    def walk(self) -> None:
        """Answer until nothing is left; what did not take effect comes up again by itself."""
        for _ in range(STEPS_MAX):
            if self.phone.offers("核对并签名"):
                return
            if not self._tap_soon("下一个未答"):
                continue
            time.sleep(SETTLED_S)
            found = re.search(r"为 ([A-Z]+-\d+) 拍照", self.phone.words())
            assert found, f"no item is at hand: {self.phone.words()[:600]}"
            self._answer(self.form.item(found[1]))
        raise AssertionError(f"{self.form.id}: not done after {STEPS_MAX} steps")

    def _answer(self, item: Item) -> None:
        self._visits[item.code] += 1
        assert self._visits[item.code] <= VISITS_MAX, f"{item.code} stays unanswered"
        if item.photo is PhotoRule.always:
            self._tap(item, "不适用", "na")
            self._tap_soon(f"^{re.escape(item.code)} 本单位没有")
        elif item.answer is not AnswerType.pass_fail and self._visits[item.code] == 1:
            self._type(item, value_for(item, self.today))
            self.results[item.code] = "pass"
        else:
            self._tap(item, "合格", "pass")

    def _tap(self, item: Item, words: str, result: str) -> None:
        if self._tap_soon(rf"^{re.escape(item.code)} {words}$"):
            self.results[item.code] = result

    def _tap_soon(self, pattern: str) -> bool:
        """Tap once the control stands still for two looks; what was missed comes up again."""
        before = None
        for _ in range(LOOKS):
            spot = self.phone.spot_of(pattern)
            if spot is not None and spot == before:
                self.phone.page.touchscreen.tap(*spot)
                return True
            before = spot
            time.sleep(LOOK_S)
        return False

    def _type(self, item: Item, text: str) -> None:
        """Type into the field of this item's card: others of its kind may be in sight."""
        spot = self._field_below(item.code, LABELS[item.answer])
        self.phone.page.touchscreen.tap(*spot)
        time.sleep(SETTLED_S)
        self.phone.page.keyboard.type(text)
        self.phone.page.keyboard.press("Enter")
        time.sleep(SETTLED_S)

    def _field_below(self, code: str, label: str) -> tuple[float, float]:
        words = [each for each in self.phone.page.evaluate(WORDS) if each["name"].startswith(code)]
        assert words, f"the card of {code} is not in sight"
        top = min(each["y"] for each in words)
        fields = self.phone.page.evaluate(FIELDS)
        below = [each for each in fields if label in each["name"] and each["y"] >= top]
        assert below, f"{code} has no field {label!r} in sight: {fields}"
        box = min(below, key=lambda each: each["y"])
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def value_for(item: Item, today: date) -> str:
    """Return what passes by itself, else what the inspector may pass."""
    if item.answer is AnswerType.date:
        days = (today, today + timedelta(400), today - timedelta(1))
        texts = [day.isoformat() for day in days]
    else:
        ends = ("minimum", "sure_minimum", "sure_maximum", "maximum")
        known = [getattr(item.limits, end) for end in ends] if item.limits else []
        texts = [*(f"{end:g}" for end in known if end is not None), "1", "0", "100"]
    judged = {text: judge(item, _value(item, text), today, {}) for text in texts}
    passing = [text for text in texts if judged[text] is Result.passed]
    open_ones = [text for text in texts if judged[text] is None]
    return (passing + open_ones)[0]


def _value(item: Item, text: str) -> str | float:
    return text if item.answer is AnswerType.date else float(text)
