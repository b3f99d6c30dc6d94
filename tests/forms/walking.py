"""Random walks through any form, and what no walk came to: dead items, rules that never bite."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from forms.answers import Answer, judge
from forms.definition import UNIT_KINDS, AnswerType, Result
from forms.logic import compile_expression, holds
from forms.merging import systemic_findings
from forms.place_kinds import PLACE_KINDS
from forms.sheet import Sheet
from forms.syntax import CURRENT
from tests.forms.factories import TODAY

LITERAL = re.compile(r"'([^']*)'|(?<![\w.])(\d+(?:\.\d+)?)")
PATTERN = re.compile(r"regex\(\., '([^']*)'\)")
KIND = re.compile(r"\bcount\.([A-Z]{2})\b")


def fitting(pattern):
    """Text for a pattern of digits."""
    counted = re.sub(r"\[0-9\]\{(\d+)[^}]*\}", lambda found: "7" * int(found.group(1)), pattern)
    return counted.replace("[0-9]", "7")


def conditions_of(form):
    """Every condition of the form, with the item or section it belongs to."""
    for section in form.sections:
        if section.relevant:
            yield section.id, "relevant", section.relevant
        for group in section.groups:
            if group.relevant:
                yield group.id, "relevant", group.relevant
        for item in section.items:
            named = {"relevant": item.relevant, "constraint": item.constraint}
            named |= {"photo_when": item.photo_when}
            named |= {"required": item.required if isinstance(item.required, str) else None}
            named |= {f"escalation {n}": each.when for n, each in enumerate(item.escalation)}
            yield from ((item.code, name, source) for name, source in named.items() if source)


@dataclass
class Seen:
    """What the walks through one form have come across."""

    items: set = field(default_factory=set)
    outcomes: Counter = field(default_factory=Counter)
    """(where, rule, what it came to)."""
    merged: set = field(default_factory=set)
    """Rules by which many failures became one."""
    choices: set = field(default_factory=set)
    """(item, value) of every choice that was offered."""

    def look(self, sheet):
        self.items |= {slot.item.code for slot in sheet.slots}
        wiring = sheet.values.wiring
        for slot in sheet.slots:
            self.choices |= {(slot.item.code, choice.value) for choice in slot.choices}
            item, section = slot.item, wiring.section_of[slot.item.code]
            context = sheet.values.context(section, slot.asset)
            value = slot.answer.value if slot.answer else None
            if item.calculation:
                self.outcomes[item.code, "calculation", value not in (None, "")] += 1
            if item.constraint and value not in (None, ""):
                self.outcomes[item.code, "constraint", not slot.is_violated] += 1
            if item.photo_when:
                self.outcomes[item.code, "photo_when", slot.asks_photo] += 1
            if isinstance(item.required, str):
                self.outcomes[item.code, "required", holds(item.required, context)] += 1
            for number, each in enumerate(item.escalation):
                if each.when:
                    is_met = holds(each.when, context.with_values({CURRENT: value}))
                    self.outcomes[item.code, f"escalation {number}", is_met] += 1
        for finding in systemic_findings(sheet):
            self.merged.add(finding.rule.id)
        for section in sheet.form.sections:
            for asset in sheet.values.instances(section) or ("",):
                self.look_at_relevance(sheet, section, asset)

    def look_at_relevance(self, sheet, section, asset):
        context = sheet.values.context(section, asset)
        for where in (section, *section.groups, *section.items):
            if where.relevant:
                name = getattr(where, "code", None) or where.id
                self.outcomes[name, "relevant", holds(where.relevant, context)] += 1


class Walker:
    """Answers as a person might, with a leaning to what the form's conditions speak of."""

    def __init__(self, form, chance):
        self.form, self.chance = form, chance
        sources = [source for _, _, source in conditions_of(form)]
        text = " ".join(sources)
        found = LITERAL.findall(text)
        self.words = sorted({word for word, _ in found if word}) or ["x"]
        self.numbers = sorted({float(number) for _, number in found if number} | {0.0, 1.0})
        self.names = sorted({name for s in sources for name in compile_expression(s).names})
        self.kinds = sorted({*form.asset_kinds(), *KIND.findall(text)})

    def sheet(self):
        chance = self.chance
        attributes = {
            name.removeprefix("unit."): self.attribute()
            for name in self.names
            if name.startswith("unit.") and chance.random() < 0.9
        }
        counts = chance.choice([[0], [0, 1], [1, 2]])
        assets = [
            (f"{kind}{number}", kind, self.asset_attributes())
            for kind in self.kinds
            for number in range(chance.choice(counts))
        ]
        return Sheet.of(
            self.form,
            unit_kind=chance.choice(self.form.unit_kinds or UNIT_KINDS),
            unit_attributes=attributes,
            place_kind=self.place_kind(),
            assets=assets,
            today=TODAY,
        )

    def place_kind(self):
        """Half of the walks are not limited to a place."""
        if "place_kind" not in self.names or self.chance.random() < 0.5:
            return ""
        return self.chance.choice(list(PLACE_KINDS))

    def asset_attributes(self):
        names = [n.removeprefix("asset.") for n in self.names if n.startswith("asset.")]
        return {"building": "3号楼"} | {name: self.attribute() for name in names}

    def attribute(self):
        if self.chance.random() < 0.4:
            return self.chance.choice([0, False])
        return self.chance.choice([True, False, *self.numbers, *self.words])

    def answer(self, slot):
        item, chance = slot.item, self.chance
        value = self.value(slot)
        photos = ("a" * 64,) if item.answer is AnswerType.photo else ()
        if not item.judged:
            return Answer(item.code, slot.asset, value=value, photos=photos)
        result = judge(item, value, TODAY) or chance.choice(list(Result))
        grade = item.grade if result is Result.failed else None
        return Answer(item.code, slot.asset, result, value, grade, "词")

    def value(self, slot):
        item, chance = slot.item, self.chance
        if chance.random() < 0.3 and item.constraint and (fit := PATTERN.search(item.constraint)):
            return fitting(fit.group(1))
        number = chance.choice(self.numbers) + chance.choice([-2, -1, -0.5, 0, 0, 0.5, 1, 40])
        day = (TODAY + timedelta(days=chance.choice([-4000, -400, -30, -1, 0, 1, 30]))).isoformat()
        choices = [choice.value for choice in slot.choices] or [None]
        match item.answer:
            case AnswerType.number:
                return number
            case AnswerType.integer:
                return int(number)
            case AnswerType.count:
                return int(abs(number))
            case AnswerType.date:
                return day
            case AnswerType.time:
                return chance.choice(["08:00:00", "12:00:00", "23:30:00"])
            case AnswerType.date_time:
                return f"{day}T{chance.choice(['08', '20'])}:00:00+08:00"
            case AnswerType.choice:
                return chance.choice(choices)
            case AnswerType.choices:
                share = chance.choice([0.3, 0.6, 1])
                return " ".join(c for c in choices if c and chance.random() < share) or None
            case AnswerType.geopoint:
                return "31.7 119.9 0 0"
            case AnswerType.geotrace | AnswerType.geoshape:
                return "31.7 119.9 0 0;31.8 119.9 0 0;31.7 119.9 0 0"
            case AnswerType.signature:
                return "[[[1,1],[2,2]]]"
            case AnswerType.text | AnswerType.barcode:
                return chance.choice([*self.words, "甲"])
        return None


def walk(form, chance, seen):
    """Answer what is open, in the order of the walk, then change a few answers."""
    walker = Walker(form, chance)
    sheet = walker.sheet()
    seen.look(sheet)
    for _ in range(2 * len(list(form.items())) + 20):
        key = sheet.next_unanswered()
        if key is None:
            break
        answer = walker.answer(sheet.slot(key))
        sheet = sheet.with_answer(answer)
    for slot in chance.sample(sheet.slots, min(8, len(sheet.slots))):
        if slot.item.is_asked and slot.key in {each.key for each in sheet.slots}:
            sheet = sheet.with_answer(walker.answer(slot))
    seen.look(sheet)
    return sheet


def laid_out_anew(sheet):
    values = sheet.values
    attributes = {
        name.removeprefix("unit."): value
        for name, value in sheet.unit_names.items()
        if name.startswith("unit.")
    }
    return Sheet.of(
        sheet.form,
        unit_kind=sheet.unit_names["unit_kind"],
        unit_attributes=attributes,
        place_kind=sheet.unit_names["place_kind"],
        assets=sheet.assets,
        answers=values.answers,
        today=TODAY,
    )
