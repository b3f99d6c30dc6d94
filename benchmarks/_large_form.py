"""The form that `form_eval` answers: 340 items and 200 rules, made by a fixed seed.

Runs on the desk and, with the `forms` package alone, in the browser's Python.
"""

import random
import statistics
import time
from datetime import date

from forms.answers import Answer
from forms.definition import Form
from forms.rules import broken_rules
from forms.sheet import Sheet

ITEMS, RULES, SECTIONS = 340, 200, 17
ANSWERS = 340
SEED = 11
TODAY = date(2026, 11, 23)
TEXT = {"zh": "某项", "en": "Some item"}


def large_form() -> Form:
    """A fifth of the rules hide a whole group of what is asked; a fifth compute."""
    chance = random.Random(SEED)
    items = [_item(number) for number in range(ITEMS)]
    ruled = sorted(chance.sample(range(20, ITEMS), RULES))
    for at, number in enumerate(ruled):
        earlier = chance.sample(range(number), min(3, number))
        items[number] |= _rule(at, [f"q{each}" for each in earlier])
    size = ITEMS // SECTIONS
    sections = [
        {"id": f"s{n}", "label": TEXT, "items": items[n * size : (n + 1) * size]}
        for n in range(SECTIONS)
    ]
    head = {"id": "large", "version": 1, "domain": "fire", "purpose": "register", "label": TEXT}
    form = Form.from_dict(head | {"sections": sections})
    faults = list(broken_rules(form))
    if faults:
        raise AssertionError(faults)
    return form


def answered_ms() -> dict[str, float]:
    """Answer every item once and some again; how long one answer takes."""
    form, chance = large_form(), random.Random(SEED)
    begun = time.perf_counter()
    sheet = Sheet.of(form, unit_kind="primary", today=TODAY)
    opened_ms = (time.perf_counter() - begun) * 1000
    taken: list[float] = []
    for number in range(ANSWERS):
        slot = chance.choice([slot for slot in sheet.slots if slot.item.is_asked])
        answer = Answer(slot.item.code, value=chance.randrange(10))
        begun = time.perf_counter()
        sheet = sheet.with_answer(answer)
        sheet.totals  # noqa: B018 - what the screen draws after every tap
        taken.append((time.perf_counter() - begun) * 1000)
        if number % 100 == 0:
            anew = Sheet.of(form, unit_kind="primary", today=TODAY, answers=sheet.answers)
            if anew.slots != sheet.slots:
                raise AssertionError("what was computed in part is not what is computed anew")
    return {
        "median": round(statistics.median(taken), 3),
        "p95": round(statistics.quantiles(taken, n=20)[18], 3),
        "slowest": round(max(taken), 3),
        "open": round(opened_ms, 2),
    }


def _item(number: int) -> dict[str, object]:
    return {"code": f"q{number}", "answer": "integer", "label": TEXT, "judged": False}


def _rule(at: int, names: list[str]) -> dict[str, object]:
    first, second, third = (f"${{{name}}}" for name in names)
    match at % 5:
        case 0:
            return {"relevant": f"{first} > 2 or {second} != {third}"}
        case 1:
            return {"calculation": f"round(({first} + {second}) div ({third} + 1), 2)"}
        case 2:
            return {"constraint": f". >= 0 and (. <= {first} * 100 or {second} = '')"}
        case 3:
            return {"required": f"{first} > 5 and not({second} = {third})"}
    return {"relevant": f"count-selected(concat({first}, ' ', {second})) < 3 and {third} != 9"}
