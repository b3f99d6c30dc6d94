"""What a person does on the phone who fills in a register, in the words of the screens."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from forms.definition import Form
from tests.browser.card import SETTLED_S, Card
from tests.browser.inspector import Inspector
from tests.browser.phone import Phone

TRIES = 3
TAKEN_S = 3


@dataclass
class Clerk:
    """Fills in one register, field by field."""

    phone: Phone
    form: Form

    def begin(self) -> None:
        """From Today through the list of registers."""
        self.phone.page.evaluate("location.hash = '#/'")
        self.phone.reach("登记和报送")
        self.phone.tap("登记和报送")
        self.phone.reach(self.form.label.zh)
        self.phone.tap(self.form.label.zh)
        self.phone.sees(self.form.sections[0].label.zh)
        self.phone.sees("下一个未填")

    def go_to(self, code: str) -> None:
        Card(self.phone, code).come_up()

    def choose(self, code: str, words: str) -> None:
        self._enter(code, lambda: self.phone.tap(words, exact=True))

    def type(self, code: str, text: str) -> None:
        self._enter(code, lambda: Card(self.phone, code).type(text))

    def now(self, code: str) -> None:
        self._enter(code, lambda: self.phone.tap(f"{code} 填入现在"))

    def _enter(self, code: str, how: Callable[[], None]) -> None:
        """Enter what has to be there; what did not take effect is entered again."""
        before = self.phone.number("已答 ")
        for _ in range(TRIES):
            self.go_to(code)
            how()
            if self._has_risen(before):
                return
        raise AssertionError(f"{code} does not take it: {self.phone.words()[:800]}")

    def _has_risen(self, before: int) -> bool:
        deadline = time.monotonic() + TAKEN_S
        while self.phone.number("已答 ") <= before:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def count(self, words: str, times: int) -> None:
        """Tap the big button: nobody waits for the screen while children ride by."""
        button = rf"(^|\s){words}：再记一个"
        self.phone.reach_matching(button)
        time.sleep(SETTLED_S)
        spot = self.phone.spot_of(button)
        assert spot, words
        for _ in range(times):
            self.phone.page.touchscreen.tap(*spot)
            time.sleep(0.05)

    def sign(self, code: str) -> None:
        self.go_to(code)
        self.phone.tap_for(f"^{code} 签名", "请在框内签名")
        time.sleep(0.6)
        x, y = self.phone.middle_of("请在框内签名")
        self.phone.draw(x - 110, y - 50, 220, 100)
        self.phone.tap("完成", exact=True)
        self.phone.sees_gone("请在框内签名")
        self.phone.sees(f"{code} 重新签名")

    def photograph(self, code: str) -> None:
        self.phone.reach(f"{code} 拍照")
        Inspector(self.phone, self.form).photograph(code, "camera")

    def submit(self) -> None:
        self.phone.tap_for("^核对并提交", "填写完成，核对后提交")
        self.phone.tap_for("^提交", "已存本机，联网后自动上传")
