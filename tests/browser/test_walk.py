"""One walk from the tag on the wall to the record at the bureau, in a real browser.

The network is cut and the browser killed half-way; in the end the endpoint holds what was entered,
byte for byte.
"""

import hashlib
import io
import json
import sqlite3
from datetime import UTC, datetime

import pytest
from PIL import Image

from forms.files import load_library
from sync.server.demo import district, equipment
from sync.server.demo.load import SEED
from tests.browser.inspector import Inspector
from tests.browser.media import camera_feed, camera_picture
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser

UNIT = "演示区第一实验小学"
UNIT_ID = "demo-0101"
READINGS = {"FIRE-07": "1.2", "FIRE-18": "31"}


@pytest.fixture
def tags(endpoint):
    """The machine ids of three extinguishers that hang in the unit."""
    things = equipment.assets(district.units(), datetime.now(UTC).date(), SEED)
    return [each.id for each in things if each.unit == UNIT_ID and each.kind == "FX"][:3]


@pytest.fixture
def phone(playwright, endpoint, tags, tmp_path):
    feed = camera_feed(
        tmp_path / "feed.mjpeg", [f"{endpoint.address}/t/{asset}?r=1" for asset in tags]
    )
    phone = Phone(playwright, tmp_path / "profile", feed=feed)
    yield phone
    phone.close()


@pytest.fixture
def inspector(phone, tmp_path):
    form = next(form for form in load_library() if form.id == "fire")
    picture = camera_picture(tmp_path / "corridor.jpg")
    failed = {"FIRE-04": "camera", "FIRE-20": str(picture)}
    return Inspector(phone, form, failed=failed, numbers=READINGS)


def test_walk_without_a_network_arrives_whole(endpoint, phone, inspector, tags, tmp_path):
    inspector.enrol(endpoint.address, endpoint.codes["demo-inspector-1"])
    inspector.choose_unit(UNIT)

    # Into the basement: no line, no endpoint.
    phone.set_offline(True)
    endpoint.stop()
    inspector.scan_first()
    inspector.answer_until(4)
    inspector.scan_next()
    inspector.answer_until(5)
    answered = phone.number("已答 ")

    # A reload, then a dead battery: it reopens where it was.
    phone.reload()
    phone.sees(f"已答 {answered} 项")
    phone.kill()
    phone.open(endpoint.address)
    phone.tap("继续")
    phone.sees(f"已答 {answered} 项")
    inspector.answer_until()

    inspector.review()
    inspector.sign("检查人", "演示检查员甲")
    inspector.sign("第二检查人", "演示检查员乙")
    inspector.refuse("负责人不在场")
    inspector.sign("见证人", "演示见证人")
    phone.tap_for("^提交", "已存本机，联网后自动上传")
    phone.tap_for("^返回$", "待传")

    # Back in daylight.
    endpoint.start()
    phone.set_offline(False)
    phone.sees("全部已传", 120)

    inspection = the_inspection(endpoint)
    assert_entered(inspection, inspector, tags)
    assert_photos(endpoint, inspection)
    assert_hazards(endpoint, inspection, inspector)
    assert phone.outside == []
    assert phone.refused == []


def the_inspection(endpoint) -> dict:
    """Return the body of the one inspection that this device sent, from the database itself."""
    with sqlite3.connect(endpoint.data / "endpoint.sqlite") as database:
        rows = database.execute(
            "SELECT body FROM records JOIN devices ON devices.id = records.device "
            "WHERE kind = 'inspection.submitted' AND devices.platform = 'browser'"
        ).fetchall()
    assert len(rows) == 1, f"{len(rows)} inspections arrived"
    return json.loads(rows[0][0])


def assert_entered(inspection: dict, inspector: Inspector, tags: list[str]) -> None:
    assert inspection["unit"] == UNIT_ID
    assert len(inspection["assets"]) == 2
    assert set(inspection["assets"]) <= set(tags)
    assert inspection["typed_codes"] == []
    results = {}
    for answer in inspection["answers"]:
        results.setdefault(answer["item"], set()).add(answer["result"])
        if answer["item"] in READINGS and answer["value"] is not None:
            assert str(answer["value"]).rstrip("0").rstrip(".") == READINGS[answer["item"]]
    for code, entered in inspector.entered.items():
        assert entered in results[code], f"{code}: {entered} was tapped, {results[code]} arrived"
    reasons = {a["item"]: a["reason"] for a in inspection["answers"] if a["result"] == "na"}
    assert set(reasons.values()) == {"no_such_thing"}, reasons
    assert inspection["refusal"]["reason"] == "负责人不在场"
    assert [signature["role"] for signature in inspection["signatures"]] == [
        "inspector",
        "second_inspector",
        "witness",
    ]


def assert_photos(endpoint, inspection: dict) -> None:
    token = endpoint.sign_in("demo-bureau-1")
    photos = {photo["sha256"]: photo for photo in inspection["photos"]}
    assert len(photos) == 2
    assert {sha for answer in inspection["answers"] for sha in answer["photos"]} == set(photos)
    for sha256, photo in photos.items():
        content = endpoint.get_bytes(f"/v1/blobs/{sha256}", token)
        assert hashlib.sha256(content).hexdigest() == sha256
        assert len(content) == photo["size"] <= 350_000
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.format == "JPEG"
            assert picture.size == (photo["width_px"], photo["height_px"])
            assert max(picture.size) <= 1600
    chosen = next(photo for photo in photos.values() if photo["source"] == "picker")
    assert chosen["height_px"] > chosen["width_px"], "held upright, so it stands upright"
    assert any(UNIT in line for line in chosen["stamp"])


def assert_hazards(endpoint, inspection: dict, inspector: Inspector) -> None:
    token = endpoint.sign_in("demo-bureau-1")
    shown = endpoint.get(f"/v1/inspections/{inspection['id']}", token)
    assert shown["record"]["body"] == inspection
    failed = [answer for answer in inspection["answers"] if answer["result"] == "fail"]
    hazards = [endpoint.get(f"/v1/hazards/{each}", token) for each in inspection["hazards"]]
    assert {answer["item"] for answer in failed} == set(inspector.failed)
    assert sorted(each["hazard"]["item"] for each in hazards) == sorted(inspector.failed)
