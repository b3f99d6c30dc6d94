"""Every item of every checklist, reached and answered in a real browser, as the endpoint has it.

A trial is a walk through one checklist. Items that no one kind of unit is asked are walked in
several.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from playwright.sync_api import Error

from forms.definition import Form, Purpose
from forms.sheet import Sheet
from inspect_app.domain.unit import Unit, UnitKind
from tests.browser.conftest import Endpoint
from tests.browser.inspector import Inspector
from tests.browser.phone import Phone
from tests.browser.walker import Walker
from tests.library import library
from tests.torture._tally import Tally
from tests.torture._walked import NAME, arrived, begun_endpoint, enrolled, photos_at

FULL, SAMPLE = 16, 1
SHORT = 6
"""A sample walks so many items of a checklist: it has to be done within a minute."""
SENT_S = 120
ITEMS = 340


@dataclass(frozen=True, slots=True)
class Walk:
    form: Form
    unit: Unit
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Walked:
    walk: Walk
    seconds: float
    photographed: str
    """The code of the item that has a photo; empty where the walk broke down before."""


def run(trials: int, seed: int, folder: Path) -> Tally:
    chance = random.Random(seed)
    walks = planned_walks(_today())
    if trials < len(walks):
        walks = [_shortened(walk, chance) for walk in chance.sample(walks, trials)]
    units = {walk.unit.id: walk.unit for walk in walks}.values()
    forms = {walk.form.id: walk.form for walk in walks}.values()
    endpoint, code = begun_endpoint(folder, units, forms)
    faults: list[str] = []
    walked = _walk_all(endpoint, code, walks, folder, faults)
    bodies = arrived(endpoint.data)
    faults += _unphotographed(walked, bodies, endpoint.data)
    return _compared(walks, bodies, faults, [each.seconds for each in walked])


def planned_walks(today: date) -> list[Walk]:
    """The fewest walks that ask every item: of key units with boarders, nothing else on record."""
    walks = []
    checklists = (form for form in library() if form.purpose is Purpose.checklist)
    for form in checklists:
        left = frozenset(item.code for item in form.items())
        while left:
            walk = max(_possible(form, today), key=lambda each: len(each.codes & left))
            assert walk.codes & left, f"{form.id}: nobody is asked {sorted(left)}"
            walks.append(walk)
            left -= walk.codes
    return walks


def _shortened(walk: Walk, chance: random.Random) -> Walk:
    """The same checklist with a few of its items, which do not depend on others."""
    plain = [item.code for item in walk.form.items() if item.relevant is None]
    codes = frozenset(chance.sample(sorted(set(plain) & walk.codes), SHORT))
    kept = (
        replace(section, items=tuple(item for item in section.items if item.code in codes))
        for section in walk.form.sections
    )
    form = replace(walk.form, sections=tuple(section for section in kept if section.items))
    return Walk(form, walk.unit, codes)


def _possible(form: Form, today: date) -> list[Walk]:
    kinds = [(kind, extra) for kind in form.unit_kinds for extra in ({}, {"bureau": True})]
    return [_walk(form, kind, extra, today) for kind, extra in kinds]


def _walk(form: Form, kind: str, attributes: dict[str, object], today: date) -> Walk:
    known = {"boarding": True, "key": True, **attributes}
    sheet = Sheet.of(form, unit_kind=kind, unit_attributes=known, today=today)
    number = list(UnitKind).index(UnitKind(kind)) + (20 if attributes else 0)
    name = f"演示{kind}{'局' if attributes else ''}"
    unit = Unit(
        f"every-{number}",
        f"E{number:03}",
        name,
        UnitKind(kind),
        is_boarding=True,
        is_key_unit=True,
        attributes=attributes,
    )
    return Walk(form, unit, frozenset(slot.item.code for slot in sheet.slots))


def _walk_all(
    endpoint: Endpoint, code: str, walks: list[Walk], folder: Path, faults: list[str]
) -> list[Walked]:
    """A walk that breaks down is a fault; the next one begins afresh."""
    walked = []
    with enrolled(endpoint, code, folder) as phone:
        for walk in walks:
            began, photographed = time.monotonic(), ""
            try:
                photographed = _walk_one(phone, walk)
            except (AssertionError, Error) as error:
                faults.append(f"{walk.form.id}: {str(error)[:300]}")
            seconds = time.monotonic() - began
            walked.append(Walked(walk, seconds, photographed))
            print(f"{walk.form.id}: {len(walk.codes)} items, {seconds:.0f} s", flush=True)
        phone.sees("全部已传", SENT_S)
        faults += [f"asked {each}" for each in phone.outside]
    return walked


def _walk_one(phone: Phone, walk: Walk) -> str:
    """Begin at the address of the printed form, which names the checklist and the unit.

    Return the code of the item that was photographed.
    """
    place = f"#/paper/{walk.form.id}/{walk.form.version}/{walk.unit.code}"
    phone.page.evaluate("place => { location.hash = place }", place)
    phone.tap_for(f"^开始：{walk.unit.name}$", "已答")
    walker = Walker(phone, walk.form, _today())
    walker.walk()
    inspector = Inspector(phone, walk.form)
    inspector.review()
    inspector.sign("检查人", NAME)
    phone.tap_for("^提交", "检查记录 ·")
    return walker.photographed


def _today() -> date:
    """As the phone has it."""
    return datetime.now().astimezone().date()


def _unphotographed(walked: list[Walked], bodies: list[dict], data: Path) -> list[str]:
    """Name what was photographed and has no photo at the endpoint, bytes and all."""
    here = photos_at(data)
    there = {
        (body["unit"], body["form"], answer["item"])
        for body in bodies
        for answer in body["answers"]
        if answer["photos"] and set(answer["photos"]) <= here
    }
    named = ((each.walk.unit.id, each.walk.form.id, each.photographed) for each in walked)
    return [
        f"{form} {code or '-'}: no photo"
        for unit, form, code in named
        if (unit, form, code) not in there
    ]


def _compared(
    walks: list[Walk], bodies: list[dict], faults: list[str], seconds: list[float]
) -> Tally:
    """What was asked must be there once, answered, and nothing else."""
    there = Counter((each["unit"], each["form"]) for each in bodies)
    said = {
        (e["unit"], e["form"]): {a["item"] for a in e["answers"] if a["result"]} for e in bodies
    }
    lost = [
        f"{walk.form.id} {code}"
        for walk in walks
        for code in sorted(walk.codes - said.get((walk.unit.id, walk.form.id), set()))
    ]
    codes = {code for answered in said.values() for code in answered}
    if len(walks) >= FULL and len(codes) != ITEMS:
        faults.append(f"{len(codes)} of {ITEMS} items were reached")
    return Tally(
        trials=len(walks),
        lost=len(lost),
        doubled=sum(count - 1 for count in there.values()),
        faults=(*faults, *lost),
        counts={
            "checklists": len({walk.form.id for walk in walks}),
            "items": len(codes),
            "answers": sum(map(len, said.values())),
            "longest_walk_s": round(max(seconds), 1),
        },
    )
