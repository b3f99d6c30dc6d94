"""Figure `tap_to_paint`: an answer in the fire checklist, beside a tap in a one-button page.

From the finger's lifting (`pointerup`) to the change of the progress, or of the counter, in the
semantics tree, which Flutter writes with the frame that paints it.
"""

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from benchmarks._in_browser import (
    built_site,
    cached_site,
    demo_endpoint,
    enrol,
    new_phone,
    reached,
)
from tests.browser.phone import Phone

MUST = 1.3
TAPS = 25
IN_FRONT_S = 0.4
"""A tab that comes to the front gets its frames back after a moment."""

QUIET_S = 0.6
SCROLLED_S = 1.0
"""The list is asked twice to bring an item into view, and takes a moment each time."""

ONE_BUTTON = Path(__file__).parent / "one_button"
TOTAL = re.compile(r"已答 (\d+) 项，共 (\d+) 项")
ITEM_AT_HAND = re.compile(r"为 (FIRE-\d+) 拍照")

WATCH = """
    const tap = globalThis.tap = {};
    addEventListener('pointerup', event => { tap.liftedAt = event.timeStamp; }, {capture: true});
    const textOf = node => (node.getAttribute?.('aria-label') || '') + (node.textContent || '');
    const watcher = new MutationObserver(records => {
      if (!tap.wanted || tap.ms || !records.some(each => textOf(each.target).includes(tap.wanted))) return;
      tap.ms = performance.now() - tap.liftedAt;
    });
    const find = setInterval(() => {
      const host = document.querySelector('flt-semantics-host');
      if (!host) return;
      clearInterval(find);
      watcher.observe(host, {
        subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-label'],
      });
    }, 100);
"""  # noqa: E501


def run() -> dict[str, object]:
    """The ratio of medians; both in milliseconds beside it."""
    site, tiny = built_site("app"), built_site("one-button", ONE_BUTTON)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            cached_site(tiny) as tiny_url,
            new_phone(folder / "profile") as phone,
            demo_endpoint(site, folder / "endpoint") as demo,
        ):
            enrol(phone, demo)
            demo.stop()
            phone.page.context.add_init_script(WATCH)
            phone.reload()
            form, button = phone.page, _button_page(phone, tiny_url)
            items = _begin_fire(phone)
            answers, taps = [], []
            for number in range(TAPS + 1):
                answer_ms, tap_ms = _answer(phone, form, number), _tap(button, number)
                print(f"{answer_ms:.0f} ms, {tap_ms:.0f} ms", file=sys.stderr)
                if number:
                    # The first tap of each compiles what the others find ready.
                    answers.append(answer_ms)
                    taps.append(tap_ms)
    return _figure(items, answers, taps)


def _figure(items: int, answers: list[float], taps: list[float]) -> dict[str, object]:
    answer_ms, tap_ms = statistics.median(answers), statistics.median(taps)
    return {
        "figure": "tap_to_paint",
        "value": round(answer_ms / tap_ms, 3),
        "unit": "ratio",
        "beside": {
            "answer_ms": round(answer_ms, 1),
            "one_button_ms": round(tap_ms, 1),
            "answer_p90_ms": round(statistics.quantiles(answers, n=10)[-1], 1),
            "one_button_p90_ms": round(statistics.quantiles(taps, n=10)[-1], 1),
            "items": items,
            "taps": len(answers),
        },
        "must": f"<= {MUST}",
    }


def _button_page(phone: Phone, url: str) -> Page:
    page = phone.page.context.new_page()
    page.goto(url, wait_until="commit")
    placeholder = page.locator("flt-semantics-placeholder")
    placeholder.wait_for(state="attached", timeout=120_000)
    placeholder.evaluate("node => node.click()")
    page.get_by_role("button", name="tap").wait_for(timeout=120_000)
    return page


def _begin_fire(phone: Phone) -> int:
    """Open the fire checklist; returns how many items it has."""
    phone.page.bring_to_front()
    phone.tap("开始检查")
    phone.tap("消防")
    phone.sees("已答 0 项")
    return int(TOTAL.search(phone.words())[2])


def _answer(phone: Phone, page: Page, number: int) -> float:
    """Go to the next item, answer it with 合格 and return the milliseconds."""
    page.bring_to_front()
    time.sleep(IN_FRONT_S)
    before = _at_hand(phone)
    phone.tap("下一个未答")
    # On an untouched sheet the first item is at hand already.
    while number and _at_hand(phone) == before:
        time.sleep(IN_FRONT_S / 4)
    time.sleep(SCROLLED_S)
    return _tapped(page, f"{_at_hand(phone)} 合格", f"已答 {number + 1} 项")


def _at_hand(phone: Phone) -> str:
    """Return the code of the item that the camera button names."""
    return ITEM_AT_HAND.search(phone.words())[1]


def _tap(page: Page, number: int) -> float:
    page.bring_to_front()
    return _tapped(page, "tap", f"taps {number + 1}")


def _tapped(page: Page, button: str, wanted: str) -> float:
    """Tap a button and return the milliseconds until `wanted` is shown."""
    box = page.get_by_role("button", name=button, exact=True).bounding_box()
    page.evaluate(f"Object.assign(tap, {{wanted: '{wanted}', ms: 0}})")
    # Nothing that was asked of the page may still keep it busy when the finger comes.
    time.sleep(QUIET_S)
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return float(str(reached(page, "tap.ms")))
