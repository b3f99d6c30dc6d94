"""The built app in a real browser that is killed, filled up, refused, opened twice and set back.

Each adversity finds the same draft on the same phone. What the screen acknowledged must be on it
after the restart, in the sentences of the catalog, and at the endpoint in the end.
"""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from forms.definition import AnswerType, Form, Item
from forms.files import load_library
from inspect_app.domain.unit import Unit, UnitKind
from tests.browser.conftest import ROOT
from tests.browser.phone import Phone
from tests.sync.proxy import Proxy, proxy_to
from tests.torture._adversities import ADVERSITIES, PLACE, Walk
from tests.torture._entered import compared
from tests.torture._sending import MOMENTS, send
from tests.torture._tally import Tally
from tests.torture._walked import arrived, begun_endpoint, broken_chains, photos_at

FULL, SAMPLE = 20, 2
"""Eight adversities to a draft, twice, then a kill at each moment of its sending.

A sample is one adversity and one such kill.
"""
UNIT = Unit("torture", "T001", "演示区第一实验小学", UnitKind.primary)
ITEMS, ITEMS_PER_TRIAL = 1, 2
"""Of the checklist: as many as are answered amid adversities. Another trial walks every item."""
ENROLLED_S = 90
SHOTS = ROOT / "build" / "torture-browser"
"""What was on the screen at a fault."""


def run(trials: int, seed: int, folder: Path) -> Tally:
    chance = random.Random(seed)
    form = _short_form(ITEMS + ITEMS_PER_TRIAL * trials)
    endpoint, code = begun_endpoint(folder, [UNIT], [form])
    try:
        with sync_playwright() as playwright, proxy_to(endpoint.address) as line:
            phone = Phone(playwright, folder / "profile")
            walk = Walk(phone, form, line.address, folder, chance)
            faults = _walked(walk, line, code, trials)
    finally:
        endpoint.stop()
    bodies = arrived(endpoint.data)
    lost, doubled = compared(walk.inspector.entered, walk.photos, bodies, photos_at(endpoint.data))
    answers = [answer for body in bodies for answer in body["answers"]]
    latitudes = [float(each["value"].split()[0]) for each in answers if each["item"] == PLACE]
    if walk.latitude and latitudes != [walk.latitude]:
        lost.append(f"latitude {walk.latitude} was found, {latitudes} arrived")
    faults += [f"the chain breaks at {record}" for record in broken_chains(endpoint.data)]
    return Tally(
        trials=trials,
        lost=len(lost),
        doubled=len(doubled),
        faults=(*faults, *lost, *doubled),
        counts={
            "answered": len(walk.inspector.entered),
            "photos": walk.photos,
            "starts": walk.starts,
            "killed_sending": walk.killed_sending,
        },
    )


def _walked(walk: Walk, line: Proxy, code: str, trials: int) -> list[str]:
    """Return the faults; what was entered before the walk broke down has to arrive all the same."""
    faults: list[str] = []
    try:
        with _timed("begun"):
            _begin(walk, code)
        kills = min(trials - trials // 2, len(MOMENTS))
        faults += _suffer(walk, trials - kills)
        with _timed("sent"):
            send(walk, line, kills)
    except (AssertionError, Error) as error:
        faults.append(_seen_at(walk, "the walk", error))
    finally:
        walk.phone.close()
    return faults


def _short_form(count: int) -> Form:
    """The fire checklist: where it is, and `count` items that are passed or failed by a look."""
    fire = next(form for form in load_library() if form.id == "fire")
    ways = next(section for section in fire.sections if section.id == "evacuation")
    look = fire.item("FIRE-21")
    looks = tuple(replace(look, code=f"FIRE-{40 + number}") for number in range(count))
    where = Item(PLACE, AnswerType.geopoint, look.label, judged=False, required=False)
    return replace(fire, sections=(replace(ways, items=(where, *looks)),), merges=())


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
    """The adversities in the order that the seed says; return the faults."""
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
