"""What an inspector does on the phone, in the words of the screens."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error

from forms.definition import AnswerType, Form, PhotoRule
from tests.browser.phone import Phone

CODE = re.compile(r"为 ([A-Z]+-\d+) 拍照")
LACKS = re.compile(r"([A-Z]+-\d+) +(未说明为什么不适用|缺照片)")
UNFOLDED_S = 15
"""A phone that does much else at once shows what follows an answer late."""
MAX_STEPS = 80
MAX_SCANS = 8
MAX_LACKS = 4
OPENINGS, OPENED_MS = 3, 12_000


@dataclass
class Inspector:
    """Walks one checklist and remembers what was entered."""

    phone: Phone
    form: Form
    failed: dict[str, str] = field(default_factory=dict)
    """Item code → what is to be photographed with: `camera` or the path of a picture."""
    numbers: dict[str, str] = field(default_factory=dict)
    """Item code → the reading to type."""
    entered: dict[str, str] = field(default_factory=dict)
    """Item code → pass, fail or na, as tapped last."""

    def enrol(self, address: str, code: str) -> None:
        self.phone.open(f"{address}/#/enrol?code={code}")
        self.phone.tap("登记这台设备")
        self.phone.sees("先选要检查的单位", 90)

    def choose_unit(self, name: str) -> None:
        self.phone.tap("选择单位")
        self.phone.tap(name)
        self.phone.sees("开始检查")

    def scan_first(self) -> None:
        """Scan from the tab and begin with the checklist that fits."""
        self.phone.tap("扫码", exact=True)
        self.phone.sees("编码 WJ-")
        self.phone.tap("开始：消防")
        self.phone.sees("已答 0 项")

    def scan_next(self) -> None:
        """Scan until another tag has come by: the one just checked may still be in view."""
        before = self.phone.number("共 ")
        for _ in range(MAX_SCANS):
            self.phone.tap("扫下一具")
            self._camera_closed()
            if self.phone.number("共 ") > before:
                return
            time.sleep(1)
        raise AssertionError("no other tag came into view")

    def answer_until(self, count: int | None = None) -> None:
        """Answer `count` more items, or all: each by the button `下一个未答`."""
        for done in range(MAX_STEPS):
            if self.phone.offers("核对并签名") or done == count:
                return
            # After the last answer the button changes late on a busy phone.
            if self.phone.taps("下一个未答"):
                time.sleep(0.8)
                self._answer(self._at())
        raise AssertionError(f"not done after {MAX_STEPS} items: {self.phone.words()[:800]}")

    def review(self) -> None:
        """Go to the signatures; what the review finds to lack is filled in first."""
        for _ in range(MAX_LACKS):
            self.phone.tap("核对并签名")
            self.phone.sees("提交（提交后不可修改）")
            lacking = LACKS.search(self.phone.words())
            if not lacking:
                return
            self.phone.tap(lacking[0])
            self._complete(lacking[1])
        raise AssertionError(f"something still lacks: {self.phone.words()[:800]}")

    def _complete(self, code: str) -> None:
        """What nobody meant to fail was tapped in a list that still moved: it is taken back."""
        if code in self.failed:
            self.photograph(code, self.failed[code])
        elif self.phone.comes(f"{code} 本单位没有"):
            self._say_there_is_none(code)
            self.entered[code] = "na"
        else:
            self._answer(code)

    def _at(self) -> str:
        found = CODE.search(self.phone.words())
        assert found, f"no item is at hand: {self.phone.words()[:800]}"
        return found[1]

    def _answer(self, code: str) -> None:
        """Answer the item at hand. What did not take effect comes up again by itself."""
        item = self.form.item(code)
        if code in self.failed and code not in self.entered:
            if self._tap(code, "不合格", f"{code} 较大"):
                self.photograph(code, self.failed[code])
        elif code in self.numbers:
            if self.phone.writes("读数", self.numbers[code], UNFOLDED_S):
                self.phone.page.keyboard.press("Enter")
                time.sleep(0.4)
                self.entered[code] = "pass"
        elif item.answer is AnswerType.pass_fail and item.photo is not PhotoRule.always:
            self._tap(code, "合格")
        elif self._tap(code, "不适用", f"{code} 本单位没有"):
            self._say_there_is_none(code)

    def _tap(self, code: str, words: str, then: str = "") -> bool:
        """Tap an answer; whether what it unfolds, `then`, came into sight."""
        answer = rf"^{re.escape(code)}( WJ-\S+)? {words}$"
        if not self.phone.chooses(answer):
            return False
        if then and not self.phone.comes(then, UNFOLDED_S):
            return False
        self.entered[code] = {"合格": "pass", "不合格": "fail", "不适用": "na"}[words]
        return True

    def _say_there_is_none(self, code: str) -> None:
        """Choose why the item does not apply; where it misses, the review says so.

        A tap into a list that moved may have chosen another reason: that one stays otherwise.
        """
        reason = rf"^{re.escape(code)} 本单位没有$"
        if not self.phone.chooses(reason) and self.phone.comes_matching(reason):
            self.phone.chooses(reason)

    def photograph(self, code: str, source: str) -> None:
        """Photograph with the camera, or choose the picture at the path `source`."""
        if source == "camera":
            self._open_camera(code)
            self.phone.page.locator("dialog .shutter").click()
            self._camera_closed()
        else:
            with self.phone.page.expect_file_chooser() as chooser:
                self.phone.tap(f"{code} 相册")
            chooser.value.set_files(Path(source))
        self.phone.sees_gone("正在保存照片")
        time.sleep(1)

    def sign(self, role: str, name: str) -> None:
        """Sign on the pad as `role`; the name is typed when none stands there."""
        self.phone.tap_for(rf"^{role}\s", "签名人姓名")
        time.sleep(0.6)
        self.phone.write("签名人姓名", name)
        x, y = self.phone.middle_of("请在框内签名")
        self.phone.draw(x - 110, y - 50, 220, 100)
        self.phone.tap("完成", exact=True)
        self.phone.sees_gone("签名人姓名")

    def refuse(self, reason: str) -> None:
        """Note that the unit does not sign, and why."""
        self.phone.tap_for("^拒签$", "拒签情况")
        self.phone.stands_still()
        self.phone.write("拒签情况", reason)
        self.phone.tap("记明拒签")
        self.phone.sees_gone("拒签情况")

    def _open_camera(self, code: str) -> None:
        """On a busy phone the list may move under a tap that was aimed while it stood."""
        shutter = self.phone.page.locator("dialog .shutter")
        for _ in range(OPENINGS):
            self.phone.tap(f"{code} 拍照")
            try:
                shutter.wait_for(state="visible", timeout=OPENED_MS)
                return
            except Error:
                self.phone.stands_still()
        raise AssertionError(f"{code}: no camera; shown: {self.phone.words()[:800]}")

    def _camera_closed(self) -> None:
        try:
            self.phone.page.locator("dialog").wait_for(state="detached", timeout=30_000)
        except Error as error:
            raise AssertionError("the camera's screen stayed open") from error
        time.sleep(0.5)
