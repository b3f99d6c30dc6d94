"""An endpoint with units to walk in and one person's phone to enrol; what phones sent to it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from forms.definition import Form
from inspect_app.domain.unit import Person, Role, Unit
from sync.server.accounts import set_account
from sync.server.app import create_app
from sync.server.catalog import Item, put_items
from sync.server.enrolment import make_code, scope_text
from sync.server.settings import Settings
from tests.browser.conftest import APP, Endpoint, free_port
from tests.browser.phone import Phone

PERSON, NAME = "p-walker", "演示安全员甲"
ENROLLED_S = 90


def begun_endpoint(
    folder: Path, units: Iterable[Unit], forms: Iterable[Form]
) -> tuple[Endpoint, str]:
    """Start it; return it and an enrolment code. The phone app has to be built."""
    assert (APP / "index.html").exists(), f"the phone app is not built in {APP}"
    data = folder / "endpoint" / "data"
    data.mkdir(parents=True)
    service = create_app(Settings(folder=data, app_folder=APP)).state.endpoint
    person = Person(PERSON, NAME, "", (Role.safety_officer,))
    with service.database.writing() as connection:
        items = [*map(Item.of_unit, units), *(Item.of_form(form.to_dict()) for form in forms)]
        put_items(connection, [*items, Item.of_person(person)])
        set_account(connection, PERSON, scope_text(("*",)))
        code = make_code(connection, PERSON, service.now(), service.settings.code_lifetime)
    service.database.close()
    endpoint = Endpoint(data, free_port())
    endpoint.start()
    return endpoint, code


@contextmanager
def enrolled(endpoint: Endpoint, code: str, folder: Path) -> Iterator[Phone]:
    """The person's phone, on Today; in the end it is closed and the endpoint stopped."""
    with sync_playwright() as playwright:
        phone = Phone(playwright, folder / "profile")
        try:
            phone.open(f"{endpoint.address}/#/enrol?code={code}")
            phone.tap("登记这台设备")
            phone.sees("今日", ENROLLED_S)
            yield phone
        finally:
            phone.close()
            endpoint.stop()


def arrived(data: Path) -> list[dict]:
    """Return the bodies of the inspections, from the database itself."""
    with sqlite3.connect(data / "endpoint.sqlite") as database:
        rows = database.execute("SELECT body FROM records WHERE kind = 'inspection.submitted'")
        return [json.loads(body) for (body,) in rows]


def photos_at(data: Path) -> set[str]:
    """Return the digests of the photos that are there with all of their bytes."""
    with sqlite3.connect(data / "endpoint.sqlite") as database:
        return {sha256 for (sha256,) in database.execute("SELECT sha256 FROM blobs")}


def broken_chains(data: Path) -> list[str]:
    """Return the records that do not follow their device's last one."""
    with sqlite3.connect(data / "endpoint.sqlite") as database:
        return [
            record for (record,) in database.execute("SELECT id FROM records WHERE is_chain_broken")
        ]
