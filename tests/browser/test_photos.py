"""Photos that other phones took are fetched by the browser, drawn, and kept."""

import json
import sqlite3
import time

import pytest

from tests.browser.phone import Phone

pytestmark = pytest.mark.browser

OFFICER = "demo-safety_officer-0101"
PICTURES = """() => document.querySelectorAll(
    'flt-semantics[role=img][aria-label="照片"]').length"""
NOTES_KEEPING = """{
    const ask = navigator.storage.persist.bind(navigator.storage);
    navigator.storage.persist = () => { globalThis.askedToKeep = true; return ask(); };
}"""
SHOWN_S = 60


@pytest.fixture
def phone(playwright, tmp_path):
    phone = Phone(playwright, tmp_path / "profile")
    phone.start()
    phone.page.add_init_script(NOTES_KEEPING)
    yield phone
    phone.close()


def _open_hazard(endpoint) -> tuple[str, int]:
    """Return a hazard of the officer's unit that is photographed, and how many times."""
    with sqlite3.connect(endpoint.data / "endpoint.sqlite") as database:
        rows = database.execute(
            "SELECT body FROM records WHERE kind = 'hazard.reported' AND unit = 'demo-0101'"
        ).fetchall()
    bodies = [json.loads(body) for (body,) in rows]
    token = endpoint.sign_in(OFFICER)
    for body in bodies:
        state = endpoint.get(f"/v1/hazards/{body['id']}", token)["hazard"]["state"]
        if body["photos"] and state not in {"closed", "void"}:
            return body["id"], len(body["photos"])
    raise AssertionError(f"none of {len(bodies)} hazards is open and photographed")


def _pictures_of(phone, hazard: str, wanted: int) -> int:
    """Open the hazard; return how many pictures are drawn once there are enough, or time is up."""
    phone.page.evaluate("place => { location.hash = place }", f"#/hazards/{hazard}")
    phone.sees("整改前", SHOWN_S)
    until = time.monotonic() + SHOWN_S
    while (drawn := phone.page.evaluate(PICTURES)) < wanted and time.monotonic() < until:
        time.sleep(0.1)
    return drawn


def test_photos_of_others_are_seen_also_once_the_line_is_gone(endpoint, phone):
    hazard, count = _open_hazard(endpoint)
    phone.open(f"{endpoint.address}/#/enrol?code={endpoint.codes[OFFICER]}")
    phone.tap("登记这台设备")
    phone.sees("今日", SHOWN_S)
    assert phone.page.evaluate("globalThis.askedToKeep"), "the browser may clear its storage"
    assert _pictures_of(phone, hazard, count) == count

    phone.set_offline(True)
    endpoint.stop()
    phone.reload()
    assert _pictures_of(phone, hazard, count) == count
