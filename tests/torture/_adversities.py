"""What a browser does to an inspection; after each, what was shown as saved is still there."""

import random
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession

from forms.definition import AnswerType
from tests.browser.inspector import Inspector
from tests.browser.phone import Phone

YEAR_S = 365 * 86_400
FULL = ("手机存储已满", "空间，留给答案和提交")
DENIED = "没有相机权限"
ELSEWHERE = "已在另一个页面或窗口打开"
SLOW_CLOCK = "慢 365 天"
SETTLE_S, SHOWN_S = 1.0, 20.0
MAX_LOOKS = 12


@dataclass
class Walk:
    """One draft on one phone, seen only through its screens."""

    phone: Phone
    inspector: Inspector
    address: str
    picture: Path
    chance: random.Random
    photos: int = 0

    @property
    def answered(self) -> int:
        return self.phone.number("已答 ")

    def answer_one(self) -> int:
        """Answer one more item; return how many are shown as answered."""
        before = self.answered
        self.inspector.answer_until(1)
        self.phone.sees(f"已答 {before + 1} 项")
        return before + 1

    def fail_one(self) -> str:
        """Mark an item as failed, and return its code: now it may be photographed."""
        for _ in range(MAX_LOOKS):
            self.phone.tap("下一个未答")
            time.sleep(0.8)
            code = self.inspector._at()
            if self.inspector.form.item(code).answer is AnswerType.pass_fail:
                assert self.inspector._tap(code, "不合格", f"{code} 较大")
                return code
            self.inspector._answer(code)
        raise AssertionError("no item that can fail came up")

    def reopen(self, answered: int) -> None:
        """Start the browser again, go on with the draft, and find what was shown before."""
        self.phone.open(self.address)
        self.phone.tap("继续")
        self.phone.sees(f"已答 {answered} 项")


def kill_the_tab(walk: Walk) -> None:
    answered = walk.answer_one()
    time.sleep(walk.chance.uniform(0, 0.3))
    walk.phone.kill()
    walk.reopen(answered)


def fill_the_quota(walk: Walk) -> None:
    """Not a byte is left: each tap is either saved or refused with a sentence."""
    code = walk.fail_one()
    quota = _quota(walk, free=0)
    walk.phone.tap(f"{code} 拍照")
    walk.phone.page.locator("dialog .shutter").click()
    _sees_one_of(walk.phone, FULL)
    walk.inspector._camera_closed()
    walk.phone.sees_gone("空间", SHOWN_S)
    walk.phone.tap("下一个未答")
    time.sleep(SETTLE_S)
    next_code = walk.inspector._at()
    walk.inspector._answer(next_code)
    time.sleep(SETTLE_S)
    shown = walk.answered
    quota.detach()
    walk.phone.kill()
    walk.reopen(shown)
    walk.inspector.photograph(walk.fail_one(), "camera")
    walk.photos += 1


def revoke_the_camera(walk: Walk) -> None:
    answered = walk.answered
    walk.phone.close()
    walk.phone.may_use_camera = False
    walk.reopen(answered)
    code = walk.fail_one()
    answered = walk.answered
    walk.phone.tap(f"{code} 拍照")
    dialog = walk.phone.page.locator("dialog")
    dialog.get_by_text(DENIED).wait_for(timeout=SHOWN_S * 1000)
    with walk.phone.page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="相册").click()
    chooser.value.set_files(walk.picture)
    walk.inspector._camera_closed()
    walk.phone.sees_gone("正在保存照片")
    walk.photos += 1
    walk.phone.close()
    walk.phone.may_use_camera = True
    walk.reopen(answered)


def open_a_second_tab(walk: Walk) -> None:
    second = walk.phone.second_tab(walk.address)
    try:
        until = time.monotonic() + SHOWN_S
        while ELSEWHERE not in walk.phone.words(second):
            assert time.monotonic() < until, f"the second tab says {walk.phone.words(second)}"
            time.sleep(0.2)
        walk.phone.page.bring_to_front()
        answered = walk.answer_one()
    finally:
        second.close()
    walk.phone.reload()
    walk.phone.sees(f"已答 {answered} 项")


def set_the_clock_back(walk: Walk) -> None:
    """By a year, as a flat battery does; the next start has the right time again."""
    answered = walk.answered
    walk.phone.forget_service_worker()
    walk.phone.close()
    walk.phone.clock_ahead_s = -YEAR_S
    try:
        walk.phone.open(walk.address)
        walk.phone.sees(SLOW_CLOCK, SHOWN_S)
        walk.phone.tap("继续")
        walk.phone.sees(f"已答 {answered} 项")
        answered = walk.answer_one()
    finally:
        walk.phone.close()
        walk.phone.clock_ahead_s = 0
    walk.reopen(answered)


ADVERSITIES = (
    kill_the_tab,
    fill_the_quota,
    revoke_the_camera,
    open_a_second_tab,
    set_the_clock_back,
)


def _quota(walk: Walk, *, free: int) -> CDPSession:
    """Leave so many bytes to the app, for as long as the session lasts that is returned."""
    page = walk.phone.page
    used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    session = page.context.new_cdp_session(page)
    given = {"origin": walk.address, "quotaSize": used + free}
    session.send("Storage.overrideQuotaForOrigin", given)
    return session


def _sees_one_of(phone: Phone, sentences: tuple[str, ...]) -> None:
    until = time.monotonic() + SHOWN_S
    while not any(each in phone.words() for each in sentences):
        assert time.monotonic() < until, f"no sentence; shown: {phone.words()[:800]}"
        time.sleep(0.1)
