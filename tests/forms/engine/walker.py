"""Random answers to any form: what is entered, and how our sheet stands in the end."""

from random import Random

from forms.answers import Answer
from forms.definition import AnswerType, Form
from forms.errors import InvalidAnswer
from forms.sheet import Sheet, Slot
from forms.typed import parse
from tests.forms.engine.filling import NOW, Entry

STEPS = 12
ROWS = 2
LEFT_OUT = frozenset({AnswerType.photo, AnswerType.signature, AnswerType.rank})
"""Files are chosen and not typed; a rank begins in an order of its own in each app."""
NUMBERS = ("0", "1", "2", "5", "7", "18", "60", "-3", "100")
WORDS = ("yes", "abc", "no", "a b", "1")


class Walker:
    """Walks through one form, answering whatever is asked at the time."""

    def __init__(self, form: Form, chance: Random) -> None:
        self._chance = chance
        self._words = sorted(
            {choice.value for item in form.items() for choice in item.choices} | set(WORDS)
        )
        self.entries: list[Entry] = []
        self.sheet = Sheet.of(form, unit_kind="primary", today=NOW.date(), now=NOW).with_begun()
        for _ in range(STEPS):
            self._step()

    @property
    def rows(self) -> dict[str, int]:
        """How many there are of each section where people decide it."""
        sheet = self.sheet
        return {
            section.id: len(sheet.values.filled_rows(section))
            for section in sheet.form.sections
            if section.repeat is not None and section.repeat.count is None
        }

    def _step(self) -> None:
        open_slots = [slot for slot in self.sheet.slots if self._is_entered(slot)]
        if not open_slots:
            return
        slot = self._chance.choice(open_slots)
        text = self._text(slot)
        try:
            value = parse(slot.item, text)
        except InvalidAnswer:
            return
        self.sheet = self.sheet.with_answer(Answer(slot.item.code, slot.asset, value=value))
        self.sheet = self.sheet.with_begun()
        self.entries.append(Entry(slot.item.code, text, slot.asset))

    def _is_entered(self, slot: Slot) -> bool:
        item = slot.item
        is_typed = item.is_asked and not item.answer.is_file and item.answer not in LEFT_OUT
        return is_typed and (not slot.asset or int(slot.asset) <= ROWS)

    def _text(self, slot: Slot) -> str:
        pick = self._chance.choice
        values = [choice.value for choice in slot.choices] or ["x"]
        match slot.item.answer:
            case AnswerType.choice:
                return pick(values)
            case AnswerType.choices:
                return " ".join(each for each in values if self._chance.random() < 0.5) or values[0]
            case AnswerType.number | AnswerType.integer | AnswerType.count:
                return pick(NUMBERS)
            case AnswerType.date:
                return pick(("2026-11-23", "2020-02-29", "1999-12-31"))
            case AnswerType.date_time:
                return "2026-03-07T05:06:00.000+00:00"
            case AnswerType.time:
                return "05:06:00.000+00:00"
            case AnswerType.geopoint:
                return "31.77 119.97 4 3"
            case AnswerType.geotrace:
                return "31.77 119.97 4 3; 31.78 119.97 4 3"
            case AnswerType.geoshape:
                return "31.77 119.97 4 3; 31.78 119.97 4 3; 31.78 119.98 4 3; 31.77 119.97 4 3"
        return pick(self._words)
