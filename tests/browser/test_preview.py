"""`inspect-app forms preview`: the real command, watched in a real browser while a form changes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, Playwright, expect

from forms.files import LIBRARY
from tests.browser.conftest import APP, ROOT, free_port
from tests.browser.install import find
from tests.browser.phone import FLAGS

pytestmark = pytest.mark.browser

FIRE = (LIBRARY / "fire.yaml").read_text("utf-8")
BEGINS_S = 60
DRAWN_MS = 40_000
FIRST = "灭火器压力指针在绿区"


@dataclass
class Desk:
    file: Path
    page: Page
    outside: list[str]

    @property
    def phone(self) -> FrameLocator:
        return self.page.frame_locator("#app")

    def save(self, text: str) -> None:
        self.file.write_text(text, "utf-8")


@pytest.fixture
def address(built_app: Path, tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "fire.yaml"
    file.write_text(FIRE, "utf-8")
    font = APP / "assets" / "fonts" / "cn-400.ttf"
    command = [sys.executable, "-c", "from inspect_app.cli import main; main()", "forms", "preview"]
    command += [str(file), "--no-browser", "--port", str(free_port()), "--language", "zh_CN"]
    running = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "INSPECT_APP_FONT": str(font), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    yield running.stdout.readline().split()[-1]
    running.send_signal(signal.SIGINT)
    running.wait(20)
    running.stdout.close()


@pytest.fixture
def desk(playwright: Playwright, address: str, tmp_path: Path) -> Iterator[Desk]:
    browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
    page = browser.new_page(viewport={"width": 1280, "height": 940})
    outside: list[str] = []
    own = (address.rsplit("/", 2)[0], "blob:", "data:")
    page.on("request", lambda each: None if each.url.startswith(own) else outside.append(each.url))
    page.goto(address)
    desk = Desk(tmp_path / "fire.yaml", page, outside)
    waking = desk.phone.locator("flt-semantics-placeholder")
    waking.wait_for(state="attached", timeout=BEGINS_S * 1000)
    waking.evaluate("node => node.click()")
    yield desk
    browser.close()


def test_a_form_is_shown_as_it_is_saved_and_a_broken_one_is_explained(desk: Desk):
    shown = desk.phone.locator("flt-semantics-host")
    verdict, faults = desk.page.locator("#verdict"), desk.page.locator("#faults li")
    expect(shown).to_contain_text(FIRST, timeout=DRAWN_MS)
    expect(verdict).to_contain_text("没有问题")

    desk.save(FIRE.replace(FIRST, f"改过的{FIRST}", 1))
    expect(shown).to_contain_text(f"改过的{FIRST}", timeout=DRAWN_MS)

    broken = FIRE.replace("grade: general", "grade: generl", 1)
    desk.save(broken)
    line = broken[: broken.index("generl")].count("\n") + 1
    expect(faults).to_have_count(1, timeout=DRAWN_MS)
    expect(faults).to_contain_text(f"fire.yaml · FIRE-01 · 第 {line} 行")
    expect(faults).to_contain_text("请从原文列出的词里选一个")
    expect(verdict).to_contain_text("右边仍是上一份好的")
    expect(shown).to_contain_text(f"改过的{FIRST}")

    desk.save(FIRE)
    expect(verdict).to_contain_text("没有问题", timeout=DRAWN_MS)
    deadline = time.monotonic() + DRAWN_MS / 1000
    while "改过的" in shown.inner_text():
        assert time.monotonic() < deadline, "the mended form was not drawn"
        time.sleep(0.2)
    assert desk.outside == []
