"""Walks a whole checklist on the phone: every item is reached, and answered as its kind wants.

Of what wants a photo whatever comes out, the first is photographed and the others do not apply:
each photo costs some seconds. Where nothing wants one, the first item fails and is photographed.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from forms.answers import judge
from forms.definition import AnswerType, Form, Item, PhotoRule, Result
from tests.browser.card import Card
from tests.browser.inspector import Inspector
from tests.browser.phone import Phone

VISITS_MAX = 6
STEPS_MAX = 160


@dataclass
class Walker:
    phone: Phone
    form: Form
    today: date
    photographed: str = ""
    """The code of the item that has a photo."""
    _visits: Counter[str] = field(default_factory=Counter)

    def walk(self) -> None:
        """Answer until nothing is left; what did not take effect comes up again by itself."""
        for _ in range(STEPS_MAX):
            if self.phone.offers("核对并签名"):
                return
            if not self.phone.taps("下一个未答"):
                continue
            self.phone.stands_still()
            found = re.search(r"为 ([A-Z]+-\d+) 拍照", self.phone.words())
            assert found, f"no item is at hand: {self.phone.words()[:600]}"
            self._answer(self.form.item(found[1]))
            self.phone.stands_still()
        raise AssertionError(f"{self.form.id}: not done after {STEPS_MAX} steps")

    def _answer(self, item: Item) -> None:
        self._visits[item.code] += 1
        assert self._visits[item.code] <= VISITS_MAX, f"{item.code} stays unanswered"
        if self._is_to_be_photographed(item):
            if item.photo is not PhotoRule.always:
                self._choose(item, "不合格")
            Inspector(self.phone, self.form).photograph(item.code, "camera")
            self.photographed = item.code
            if item.photo is not PhotoRule.always:
                return
        elif item.photo is PhotoRule.always and item.code != self.photographed:
            self._choose(item, "不适用")
            self._choose(item, "本单位没有")
            return
        if item.answer is not AnswerType.pass_fail and self._visits[item.code] == 1:
            card = Card(self.phone, item.code)
            # Its photo has made it longer, and its field may lie out of sight.
            card.come_up()
            card.type(value_for(item, self.today))
        else:
            self._choose(item, "合格")

    def _is_to_be_photographed(self, item: Item) -> bool:
        """The first that wants a photo whatever comes out; where none does, one that fails."""
        if self.photographed:
            return False
        if any(each.photo is PhotoRule.always for each in self.form.items()):
            return item.photo is PhotoRule.always
        return item.photo is PhotoRule.on_fail and item.answer is AnswerType.pass_fail

    def _choose(self, item: Item, words: str) -> None:
        self.phone.chooses(rf"^{re.escape(item.code)} {words}$")


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
