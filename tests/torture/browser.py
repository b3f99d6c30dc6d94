"""The built app in a real browser that is killed, filled up, refused, opened twice and set back."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Error, Playwright, sync_playwright

from forms.files import load_library
from sync.server.app import create_app
from sync.server.demo import district, equipment, load_demo
from sync.server.demo.load import SEED
from sync.server.settings import Settings
from tests.browser.conftest import APP, Endpoint, free_port
from tests.browser.inspector import Inspector
from tests.browser.media import camera_feed, camera_picture
from tests.browser.phone import Phone
from tests.torture._adversities import ADVERSITIES, Walk
from tests.torture._tally import Tally

FULL, SAMPLE = 15, 0
"""Three of each; no sample, since a start of the browser alone takes as long as one may."""
UNIT, UNIT_ID = "演示区第一实验小学", "demo-0101"
READINGS = {"FIRE-07": "1.2", "FIRE-18": "31"}
SHOTS = Path("/tmp/torture-browser")


def run(trials: int, seed: int, folder: Path) -> Tally:
    assert (APP / "index.html").exists(), f"the phone app is not built: {APP}"
    done, faults = 0, []
    with _endpoint(folder) as endpoint, sync_playwright() as playwright:
        walk = _begin(playwright, endpoint, folder, random.Random(seed))
        try:
            for number in range(trials):
                adversity = ADVERSITIES[number % len(ADVERSITIES)]
                try:
                    adversity(walk)
                except (AssertionError, Error) as error:
                    faults.append(f"{adversity.__name__}: {error}")
                    _picture(walk, adversity.__name__)
                    _begin_again(walk)
                done += 1
            lost, doubled = _finish(walk, endpoint)
        finally:
            walk.phone.close()
    return Tally(
        trials=done,
        lost=len(lost),
        doubled=len(doubled),
        faults=(*faults, *lost, *doubled),
        counts={"answered": len(walk.inspector.entered), "photos": walk.photos},
    )


@contextmanager
def _endpoint(folder: Path) -> Iterator[Endpoint]:
    data = folder / "endpoint" / "data"
    data.mkdir(parents=True)
    service = create_app(Settings(folder=data, app_folder=APP, is_demo=True))
    access = load_demo(service.state.endpoint)
    service.state.endpoint.database.close()
    codes = {each.login: each.code for each in access.sign_ins}
    endpoint = Endpoint(data, free_port(), codes=codes)
    endpoint.start()
    try:
        yield endpoint
    finally:
        endpoint.stop()


def _begin(playwright: Playwright, endpoint: Endpoint, folder: Path, chance: random.Random) -> Walk:
    things = equipment.assets(district.units(), datetime.now(UTC).date(), SEED)
    tag = next(each.id for each in things if each.unit == UNIT_ID and each.kind == "FX")
    feed = camera_feed(folder / "feed.mjpeg", [f"{endpoint.address}/t/{tag}?r=1"])
    phone = Phone(playwright, folder / "profile", feed=feed)
    form = next(form for form in load_library() if form.id == "fire")
    inspector = Inspector(phone, form, numbers=READINGS)
    inspector.enrol(endpoint.address, endpoint.codes["demo-inspector-1"])
    inspector.choose_unit(UNIT)
    inspector.scan_first()
    picture = camera_picture(folder / "corridor.jpg")
    return Walk(phone, inspector, endpoint.address, picture, chance)


def _begin_again(walk: Walk) -> None:
    """After a fault the next adversity shall have its chance."""
    walk.phone.close()
    walk.phone.may_use_camera, walk.phone.clock_ahead_s = True, 0
    walk.phone.open(walk.address)
    walk.phone.tap("继续")
    walk.phone.sees("已答 ")


def _picture(walk: Walk, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    try:
        walk.phone.photograph(SHOTS / f"{name}.png")
    except (AssertionError, Error) as error:
        print(f"no picture of {name}: {error}")


def _finish(walk: Walk, endpoint: Endpoint) -> tuple[list[str], list[str]]:
    """Answer the rest, sign, submit, send; compare what arrived with what was entered."""
    phone, inspector = walk.phone, walk.inspector
    inspector.answer_until()
    phone.tap("核对并签名")
    inspector.sign("检查人", "演示检查员甲")
    inspector.sign("第二检查人", "演示检查员乙")
    inspector.refuse("负责人不在场")
    inspector.sign("见证人", "演示见证人")
    phone.tap_for("^提交", "已存本机，联网后自动上传")
    phone.tap_for("^返回$", "今日")
    phone.sees("全部已传", 120)
    bodies = _arrived(endpoint)
    doubled = [f"{len(bodies)} inspections arrived"] * (len(bodies) != 1)
    results: dict[str, set[str]] = {}
    for answer in bodies[0]["answers"] if bodies else ():
        results.setdefault(answer["item"], set()).add(answer["result"])
    lost = [
        f"{code}: {entered} was tapped, {results.get(code)} arrived"
        for code, entered in inspector.entered.items()
        if entered not in results.get(code, ())
    ]
    photos = bodies[0]["photos"] if bodies else []
    lost += [f"{walk.photos} photos were taken, {len(photos)} arrived"] * (
        len(photos) != walk.photos
    )
    return lost, doubled


def _arrived(endpoint: Endpoint) -> list[dict]:
    with sqlite3.connect(endpoint.data / "endpoint.sqlite") as database:
        rows = database.execute(
            "SELECT body FROM records JOIN devices ON devices.id = records.device "
            "WHERE kind = 'inspection.submitted' AND devices.platform = 'browser'"
        ).fetchall()
    return [json.loads(body) for (body,) in rows]
