"""What a browser does to an inspection; after each, what was shown as saved is still there."""

import random
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import CDPSession, Page

from forms.definition import Form
from inspect_app.strings import strings
from tests.browser.inspector import Inspector
from tests.browser.media import camera_picture
from tests.browser.phone import PHONE, Phone

YEAR_S = 365 * 86_400
SETTLE_S, SHOWN_S = 1.0, 20.0
TURNS = 10
PLACE = "FIRE-99"
"""The item that asks where it is."""
LONGITUDE = 119.9
ANYTHING = "§"
"""Stands for what a sentence fills in: bytes that are left, for instance."""

words_of = strings("zh_CN")


@dataclass
class Walk:
    """One draft on one phone, seen only through its screens."""

    phone: Phone
    form: Form
    address: str
    folder: Path
    chance: random.Random
    photos: int = 0
    latitude: float | None = None
    """Where it is, as found last for the item `PLACE`."""
    starts: int = 0
    killed_sending: int = 0
    inspector: Inspector = field(init=False)

    def __post_init__(self) -> None:
        self.inspector = Inspector(self.phone, self.form)

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
        before = self.answered
        self.phone.tap("下一个未答")
        time.sleep(SETTLE_S)
        code = self.inspector._at()
        assert self.inspector._tap(code, "不合格", f"{code} 较大"), f"{code} does not fail"
        self.phone.sees(f"已答 {before + 1} 项")
        return code

    def locate(self) -> None:
        """Let the phone find where it is."""
        pattern = f"^{PLACE} 填入当前位置$"
        self._bring_into_view(pattern)
        self.phone.tap_matching(pattern)
        time.sleep(SETTLE_S)

    def photograph(self, code: str) -> None:
        """Go back to an item that still wants its photo, and take it."""
        self._bring_into_view(rf"^{code} 拍照$")
        self.inspector.photograph(code, "camera")
        self.photos += 1

    def _bring_into_view(self, pattern: str) -> None:
        """Turn the wheel towards where it is drawn: by itself the list goes to the next item.

        It does so some time after it is shown, and takes back what was turned before.
        """
        middle_px = PHONE["height"] / 2
        for _ in range(TURNS):
            self.phone.stands_still()
            if self.phone.spot_of(pattern):
                return
            drawn = self.phone._drawn(pattern)
            self.phone.page.mouse.move(PHONE["width"] / 2, middle_px)
            self.phone.page.mouse.wheel(0, drawn[0]["y"] - middle_px if drawn else -middle_px)
        raise AssertionError(f"{pattern} is not to be reached: {self.phone.words()[:800]}")

    def open(self) -> None:
        """Start the browser and go on with the draft."""
        self.starts += 1
        self.phone.open(self.address)
        self.phone.tap("继续")

    def reopen(self, answered: int) -> None:
        """Start the browser again, and find what was shown before."""
        self.open()
        self.phone.sees(f"已答 {answered} 项")


def kill_the_browser(walk: Walk) -> None:
    answered = walk.answer_one()
    time.sleep(walk.chance.uniform(0, 0.3))
    walk.phone.kill()
    walk.reopen(answered)


def kill_the_tab(walk: Walk) -> None:
    answered = walk.answer_one()
    time.sleep(walk.chance.uniform(0, 0.3))
    walk.phone.kill_tab()
    walk.reopen(answered)


def fill_the_quota(walk: Walk) -> None:
    """Not a byte is left: each tap is either saved or refused with a sentence."""
    # Chromium grants each open file some room ahead; one that was just opened has none.
    answered = walk.answered
    walk.phone.close()
    walk.reopen(answered)
    code = walk.fail_one()
    quota = _no_quota(walk)
    walk.phone.tap(f"{code} 拍照")
    walk.phone.page.locator("dialog .shutter").click()
    _says(walk.phone, "error.store_full", "error.room_reserved")
    walk.inspector._camera_closed()
    walk.phone.sees_gone("空间", SHOWN_S)
    shown = _answered_or_refused(walk)
    quota.detach()
    walk.phone.kill()
    walk.reopen(shown)
    walk.photograph(code)


def revoke_the_camera(walk: Walk) -> None:
    answered = walk.answered
    walk.phone.close()
    walk.phone.may_use_camera = False
    walk.reopen(answered)
    code = walk.fail_one()
    answered = walk.answered
    walk.phone.tap(f"{code} 拍照")
    _choose_instead(walk)
    walk.phone.close()
    walk.phone.may_use_camera = True
    walk.reopen(answered)


def revoke_the_camera_at_work(walk: Walk) -> None:
    """While the viewfinder is open, as somebody does in the system's settings."""
    code = walk.fail_one()
    answered = walk.answered
    walk.phone.tap(f"{code} 拍照")
    dialog = walk.phone.page.locator("dialog")
    dialog.locator(".shutter:enabled").wait_for(timeout=SHOWN_S * 1000)
    walk.phone.allow()
    _choose_instead(walk)
    walk.phone.allow("camera")
    walk.phone.kill()
    walk.reopen(answered)


def revoke_the_location(walk: Walk) -> None:
    """What was found before stays, and the sentence says so."""
    walk.phone.allow("camera", "geolocation")
    walk.latitude = round(walk.chance.uniform(31, 32), 6)
    walk.phone.stand_at(walk.latitude, LONGITUDE)
    walk.locate()
    walk.phone.allow("camera")
    walk.locate()
    _says(walk.phone, "error.location_denied")
    answered = walk.answered
    walk.phone.kill()
    walk.reopen(answered)


def open_a_second_tab(walk: Walk) -> None:
    second = walk.phone.second_tab(walk.address)
    try:
        _says(walk.phone, "error.store_locked", page=second)
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
        walk.starts += 1
        walk.phone.open(walk.address)
        _says(walk.phone, "sync.clock_behind", amount=words_of("sync.amount_days", count=365))
        walk.phone.tap("继续")
        walk.phone.sees(f"已答 {answered} 项")
        answered = walk.answer_one()
    finally:
        walk.phone.close()
        walk.phone.clock_ahead_s = 0
    walk.reopen(answered)


ADVERSITIES = (
    kill_the_browser,
    kill_the_tab,
    fill_the_quota,
    revoke_the_camera,
    revoke_the_camera_at_work,
    revoke_the_location,
    open_a_second_tab,
    set_the_clock_back,
)


def _choose_instead(walk: Walk) -> None:
    """The camera is refused in words; the album is not."""
    dialog = walk.phone.page.locator("dialog")
    dialog.get_by_text(words_of("shoot.denied")).wait_for(timeout=SHOWN_S * 1000)
    with walk.phone.page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="相册").click()
    chooser.value.set_files(camera_picture(walk.folder / "corridor.jpg"))
    walk.inspector._camera_closed()
    walk.phone.sees_gone("正在保存照片")
    walk.photos += 1


def _no_quota(walk: Walk) -> CDPSession:
    """Leave nothing to the app, for as long as the session lasts that is returned."""
    page = walk.phone.page
    used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    session = page.context.new_cdp_session(page)
    given = {"origin": walk.address, "quotaSize": used // 2}
    session.send("Storage.overrideQuotaForOrigin", given)
    return session


def _answered_or_refused(walk: Walk) -> int:
    """Tap an answer; return how many are shown as saved once it is, or is refused in words."""
    before = walk.answered
    walk.phone.tap("下一个未答")
    time.sleep(SETTLE_S)
    code = walk.inspector._at()
    walk.inspector._answer(code)
    until = time.monotonic() + SHOWN_S
    while walk.answered == before:
        if re.search(_pattern("error.store_full", {}), walk.phone.words()):
            del walk.inspector.entered[code]
            break
        assert time.monotonic() < until, f"neither saved nor refused: {walk.phone.words()[:800]}"
        time.sleep(0.1)
    return walk.answered


def _says(phone: Phone, *keys: str, page: Page | None = None, **known: str) -> None:
    """Wait until the phone says one of these sentences of the catalog, whole."""
    sentences = [_pattern(key, known) for key in keys]
    until = time.monotonic() + SHOWN_S
    while not any(re.search(each, phone.words(page)) for each in sentences):
        assert time.monotonic() < until, f"none of {keys}; shown: {phone.words(page)[:800]}"
        time.sleep(0.1)


def _pattern(key: str, known: dict[str, str]) -> str:
    given = {"free": ANYTHING} | known
    return re.escape(words_of(key, **given)).replace(ANYTHING, ".+?")
