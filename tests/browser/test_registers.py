"""Registers on the phone, with no network: helmets counted, chemicals moved with three signatures.

In the end the endpoint holds what was entered, and counts none of it as an inspection.
"""

import hashlib
import json
import sqlite3

import pytest

from forms.files import load_library
from tests.browser.clerk import Clerk
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser

LIBRARY = {form.id: form for form in load_library()}
OFFICER, UNIT_ID = "demo-safety_officer-0101", "demo-0101"
SENT_S = 120


@pytest.fixture
def phone(playwright, endpoint, tmp_path):
    phone = Phone(playwright, tmp_path / "profile")
    phone.open(f"{endpoint.address}/#/enrol?code={endpoint.codes[OFFICER]}")
    phone.tap("登记这台设备")
    phone.sees("登记和报送", 90)
    yield phone
    phone.close()


def test_registers_filled_in_without_a_network_arrive_as_entered(endpoint, phone):
    before = counted(endpoint)
    phone.set_offline(True)
    count_helmets(phone)
    move_chemicals(phone)

    phone.set_offline(False)
    phone.sees("全部已传", SENT_S)

    helmets, chemicals = (entered(endpoint, form) for form in ("helmet_count", "chemical_movement"))
    assert values(helmets) == {
        "HC-01": "东门",
        "HC-02": "morning",
        "HC-03": "ebike",
        "HC-04": 3,
        "HC-05": 1,
        "HC-06": 4,
        "HC-07": 75,
    }
    assert_photo(endpoint, helmets, "HC-09")
    moved = values(chemicals)
    assert (moved["CM-01"], moved["CM-05"], moved["CM-07@1"]) == ("issue", "九年级化学", "硫酸")
    assert (moved["CM-10@1"], moved["CM-11@1"]) == (500, "mL")
    assert (moved["CM-12@1"], moved["CM-13@1"]) == (2, 2)
    strokes = [json.loads(moved[code]) for code in ("CM-16", "CM-17", "CM-18")]
    assert all(len(stroke) > 10 for (stroke,) in strokes)
    assert counted(endpoint) == before
    assert phone.outside == []
    assert phone.refused == []


def count_helmets(phone: Phone) -> None:
    clerk = Clerk(phone, LIBRARY["helmet_count"])
    clerk.begin()
    clerk.type("HC-01", "东门")
    clerk.choose("HC-02", "上学")
    clerk.choose("HC-03", "电动自行车")
    clerk.count("戴头盔", 3)
    clerk.count("未戴头盔", 1)
    phone.sees("75 %")
    clerk.photograph("HC-09")
    clerk.submit()


def move_chemicals(phone: Phone) -> None:
    clerk = Clerk(phone, LIBRARY["chemical_movement"])
    clerk.begin()
    clerk.choose("CM-01", "领用")
    clerk.now("CM-02")
    clerk.type("CM-05", "九年级化学")
    clerk.type("CM-07", "硫酸")
    clerk.type("CM-10", "500")
    clerk.choose("CM-11", "mL")
    clerk.type("CM-12", "2")
    clerk.type("CM-13", "2")
    clerk.type("CM-15", "演示教师甲")
    for code in ("CM-16", "CM-17", "CM-18"):
        clerk.sign(code)
    clerk.submit()


def entered(endpoint, form: str) -> dict:
    """Return the record as the endpoint shows it: the one of this form that a phone has sent."""
    with sqlite3.connect(endpoint.data / "endpoint.sqlite") as database:
        rows = database.execute("SELECT id FROM inspections WHERE form = ?", (form,)).fetchall()
    ((inspection,),) = rows
    token = endpoint.sign_in("demo-bureau-1")
    body = endpoint.get(f"/v1/inspections/{inspection}", token)["record"]["body"]
    assert (body["kind"], body["unit"], body["hazards"]) == ("register", UNIT_ID, [])
    return body


def values(body: dict) -> dict[str, object]:
    """What was entered, by slot; a date and time was taken from the clock."""
    slots = {
        "@".join(part for part in (answer["item"], answer["asset"]) if part): answer["value"]
        for answer in body["answers"]
    }
    return {slot: value for slot, value in slots.items() if value is not None}


def assert_photo(endpoint, body: dict, code: str) -> None:
    (sha256,) = next(each["photos"] for each in body["answers"] if each["item"] == code)
    content = endpoint.get_bytes(f"/v1/blobs/{sha256}", endpoint.sign_in("demo-bureau-1"))
    assert hashlib.sha256(content).hexdigest() == sha256
    assert [answer["item"] for answer in body["answers"] if answer["photos"]] == [code]


def counted(endpoint) -> int:
    token = endpoint.sign_in("demo-bureau-1")
    return endpoint.get("/v1/statistics?by=domain", token)["total"]["inspections"]
