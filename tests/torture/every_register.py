"""Every register of the plan, filled in and submitted in a real browser, as the endpoint has it.

A trial is one register: found on Today, filled in field by field, read once more, submitted.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Error

from forms.definition import AnswerType, Form, Purpose
from inspect_app.domain.unit import Unit, UnitKind
from tests.browser.clerk import Clerk
from tests.browser.conftest import Endpoint
from tests.browser.filler import Filler
from tests.browser.phone import Phone
from tests.library import library
from tests.torture._tally import Tally
from tests.torture._walked import arrived, begun_endpoint, enrolled, photos_at

FULL, SAMPLE = 22, 1
SHORT = 3
"""A sample fills in so many fields of a register: it has to be done within a minute."""
SENT_S = 120
UNITS = {
    kind: Unit(f"r-{kind}", f"R{number:03}", f"演示{kind}", UnitKind(kind))
    for number, kind in enumerate(("primary", "bus_operator"))
}

Entered = dict[str, dict[str, object]]
"""Of each register, by slot key."""


def run(trials: int, seed: int, folder: Path) -> Tally:
    chance = random.Random(seed)
    forms = [form for form in library() if form.purpose is Purpose.register]
    if trials < len(forms):
        forms = [_shortened(form) for form in chance.sample(forms, trials)]
    endpoint, code = begun_endpoint(folder, UNITS.values(), forms)
    faults: list[str] = []
    entered, longest_s = _fill_all(endpoint, code, forms, folder, faults)
    bodies = arrived(endpoint.data)
    lost = list(_lost(entered, bodies, photos_at(endpoint.data)))
    return Tally(
        trials=len(forms),
        lost=len(lost),
        doubled=len(bodies) - len({body["form"] for body in bodies}),
        faults=(*faults, *lost),
        counts={
            "fields": sum(map(len, entered.values())),
            "longest_register_s": round(longest_s, 1),
        },
    )


def _shortened(form: Form) -> Form:
    """The same register with its first fields, which depend on no other."""
    section = next(each for each in form.sections if not each.repeat)
    plain = [item for item in section.items if not (item.relevant or item.constraint)]
    return replace(form, sections=(replace(section, items=tuple(plain[:SHORT])),))


def _fill_all(
    endpoint: Endpoint, code: str, forms: list[Form], folder: Path, faults: list[str]
) -> tuple[Entered, float]:
    """One that breaks down is a fault; the next one begins afresh."""
    entered: Entered = {}
    longest_s = 0.0
    with enrolled(endpoint, code, folder) as phone:
        for form in forms:
            began = time.monotonic()
            try:
                entered[form.id] = _fill_one(phone, form)
            except (AssertionError, Error) as error:
                faults.append(f"{form.id}: {str(error)[:300]}")
            longest_s = max(longest_s, time.monotonic() - began)
            print(f"{form.id}: {time.monotonic() - began:.0f} s", flush=True)
        phone.sees("全部已传", SENT_S)
        faults += [f"asked {each}" for each in phone.outside]
    return entered, longest_s


def _fill_one(phone: Phone, form: Form) -> dict[str, object]:
    """Begin at the address of the printed form; in the end every value stands on the review."""
    kind = next(each for each in UNITS if form.suits(each))
    place = f"#/paper/{form.id}/{form.version}/{UNITS[kind].code}"
    phone.page.evaluate("place => { location.hash = place }", place)
    phone.tap_for(f"^开始：{UNITS[kind].name}$", "已答")
    # As the phone has it.
    filler = Filler(Clerk(phone, form), kind, datetime.now().astimezone().date())
    filler.fill()
    phone.tap_for("^核对并提交", "填写完成，核对后提交")
    phone.tap_for("^提交（", "登记 ·")
    return filler.entered


def _lost(entered: Entered, bodies: list[dict], here: set[str]) -> Iterator[str]:
    """What was entered and is not there as it was."""
    by_form = {body["form"]: body for body in bodies}
    for form, values in entered.items():
        answers = {
            "@".join(filter(None, (each["item"], each["asset"]))): each
            for each in by_form.get(form, {"answers": []})["answers"]
        }
        for slot, value in values.items():
            answer = answers.get(slot)
            if answer is None or not _is_same(value, answer, here):
                yield f"{form} {slot}: {value!r}"


def _is_same(value: object, answer: dict, here: set[str]) -> bool:
    if value is AnswerType.photo:
        return bool(answer["photos"]) and set(answer["photos"]) <= here
    if isinstance(value, AnswerType):
        return bool(answer["value"])
    return answer["value"] == value
