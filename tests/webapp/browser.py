"""Driving a real Chromium: a phone that opens the built site."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.install import find

STAND_IN = Path(__file__).parent / "stand_in"
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--host-resolver-rules=MAP school.example 127.0.0.1",
)
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
START_TIMEOUT_S = 120
IS_SHOWN = "performance.getEntriesByName('inspect-app-shown').length > 0"


@contextmanager
def phone(playwright: Playwright, profile: Path, locale: str = "zh-CN") -> Iterator[BrowserContext]:
    """A phone-sized browser that keeps what it stores in `profile`."""
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=find(), args=list(FLAGS), locale=locale, **PHONE
    )
    try:
        yield context
    finally:
        context.close()


def wait_until(page: Page, expression: str, timeout_s: float = START_TIMEOUT_S) -> None:
    """Ask the page again and again; Playwright's own waiting needs an eval that our CSP forbids."""
    end = time.monotonic() + timeout_s
    while not page.evaluate(expression):
        if time.monotonic() > end:
            pytest.fail(f"the page never reached: {expression}\n{page.inner_text('body')}")
        page.wait_for_timeout(100)


def open_app(page: Page, url: str) -> None:
    """Go to the app and wait for its first usable screen."""
    page.goto(url, wait_until="commit")
    wait_until(page, IS_SHOWN)


def words_of(page: Page) -> str:
    """What a screen reader finds on the screen that Flutter drew."""
    placeholder = page.locator("flt-semantics-placeholder")
    if placeholder.count():
        placeholder.evaluate("element => element.click()")
    page.locator("flt-semantics").first.wait_for(state="attached")
    page.wait_for_timeout(500)
    return page.evaluate(
        "(host => host.textContent + [...host.querySelectorAll('[aria-label]')]"
        ".map(e => e.getAttribute('aria-label')).join(' '))"
        "(document.querySelector('flt-semantics-host'))"
    )
