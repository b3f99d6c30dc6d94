"""The built app in a real browser that is killed, filled up, refused, opened twice and set back.

Each adversity finds the same draft on the same phone. What the screen acknowledged must be on it
after the restart, in the sentences of the catalog, and at the endpoint in the end.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from forms.definition import Form
from forms.files import load_library
from inspect_app.domain.unit import Unit, UnitKind
from tests.browser.conftest import ROOT, Endpoint
from tests.browser.phone import Phone
from tests.torture._adversities import ADVERSITIES, Walk, words_of
from tests.torture._tally import Tally
from tests.torture._walked import NAME, arrived, begun_endpoint, photos_at

FULL, SAMPLE = 15, 0
"""Three of each. None in `make test`: one takes over a minute; tests/browser kills a browser."""
UNIT = Unit("torture", "T001", "演示区第一实验小学", UnitKind.primary)
ITEMS, ITEMS_PER_TRIAL = 1, 2
"""Of the checklist: as many as are answered amid adversities. Another trial walks every item."""
ENROLLED_S, SENT_S = 90, 120
SHOTS = ROOT / "build" / "torture-browser"
"""What was on the screen at a fault."""


def run(trials: int, seed: int, folder: Path) -> Tally:
    chance = random.Random(seed)
    form = _short_form(ITEMS + ITEMS_PER_TRIAL * trials)
    endpoint, code = begun_endpoint(folder, [UNIT], [form])
    lost, doubled, faults, sent_s = [], [], [], 0.0
    with sync_playwright() as playwright:
        phone = Phone(playwright, folder / "profile")
        walk = Walk(phone, form, endpoint.address, folder, chance)
        try:
            with _timed("begun"):
                _begin(walk, code)
            faults += _suffer(walk, trials)
            with _timed("sent"):
                sent_s = _send(walk)
            lost, doubled = _compared(walk, endpoint)
        except (AssertionError, Error) as error:
            faults.append(_seen_at(walk, "the walk", error))
        finally:
            walk.phone.close()
            endpoint.stop()
    return Tally(
        trials=trials,
        lost=len(lost),
        doubled=len(doubled),
        faults=(*faults, *lost, *doubled),
        counts={
            "answered": len(walk.inspector.entered),
            "photos": walk.photos,
            "starts": walk.starts,
            "sent_s": round(sent_s, 1),
        },
    )


def _short_form(count: int) -> Form:
    """The fire checklist with `count` items that are passed or failed by a look."""
    fire = next(form for form in load_library() if form.id == "fire")
    ways = next(section for section in fire.sections if section.id == "evacuation")
    look = fire.item("FIRE-21")
    looks = tuple(replace(look, code=f"FIRE-{40 + number}") for number in range(count))
    return replace(fire, sections=(replace(ways, items=looks),), merges=())


def _begin(walk: Walk, code: str) -> None:
    """Enrol, and begin at the address of the printed form."""
    phone, form = walk.phone, walk.form
    phone.open(f"{walk.address}/#/enrol?code={code}")
    phone.tap("登记这台设备")
    phone.sees("今日", ENROLLED_S)
    place = f"#/paper/{form.id}/{form.version}/{UNIT.code}"
    phone.page.evaluate("place => { location.hash = place }", place)
    phone.tap_for(f"^开始：{UNIT.name}$", "已答")


def _suffer(walk: Walk, trials: int) -> list[str]:
    """One adversity after another, in the order that the seed says; return the faults."""
    faults = []
    order = walk.chance.sample(ADVERSITIES, len(ADVERSITIES))
    for number in range(trials):
        adversity = order[number % len(order)]
        with _timed(adversity.__name__):
            try:
                adversity(walk)
            except (AssertionError, Error) as error:
                faults.append(_seen_at(walk, adversity.__name__, error))
                _begin_again(walk)
    return faults


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", flush=True)


def _begin_again(walk: Walk) -> None:
    """After a fault the next adversity shall have its chance."""
    walk.phone.close()
    walk.phone.may_use_camera, walk.phone.clock_ahead_s = True, 0
    walk.open()
    walk.phone.sees("已答 ")


def _seen_at(walk: Walk, name: str, error: Exception) -> str:
    """Keep a picture of the screen; return the fault in words."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    try:
        walk.phone.photograph(SHOTS / f"{name}.png")
    except (AssertionError, Error) as no_picture:
        print(f"no picture of {name}: {no_picture}")
    return f"{name}: {error}"


def _send(walk: Walk) -> float:
    """Answer the rest, sign and submit with no line; return how long the sending then took."""
    phone = walk.phone
    walk.inspector.answer_until()
    phone.set_offline(True)
    phone.tap("核对并签名")
    walk.inspector.sign("检查人", NAME)
    phone.tap_for("^提交", words_of("review.kept"))
    phone.tap_for("^返回$", "待传")
    phone.set_offline(False)
    began = time.monotonic()
    phone.sees(words_of("sync.strip_all_sent"), SENT_S)
    return time.monotonic() - began


def _compared(walk: Walk, endpoint: Endpoint) -> tuple[list[str], list[str]]:
    """Compare what arrived with what was entered; return what is lost and what is doubled."""
    bodies, photos = arrived(endpoint.data), photos_at(endpoint.data)
    answers = [answer for body in bodies for answer in body["answers"]]
    results = {answer["item"]: answer["result"] for answer in answers}
    lost = [
        f"{code}: {entered} was tapped, {results.get(code)} arrived"
        for code, entered in walk.inspector.entered.items()
        if results.get(code) != entered
    ]
    named = [sha256 for answer in answers for sha256 in answer["photos"] or ()]
    arrived_photos = len(photos & set(named))
    if arrived_photos < walk.photos:
        lost.append(f"{walk.photos} photos were taken, {arrived_photos} arrived")
    times = Counter(answer["item"] for answer in answers)
    doubled = [f"{len(bodies)} inspections arrived"] * (len(bodies) > 1)
    doubled += [f"{code}: {count} answers" for code, count in times.items() if count > 1]
    if max(len(named), len(photos)) > walk.photos:
        doubled.append(f"{walk.photos} photos were taken, {len(named)} are named")
    return lost, doubled
