"""Fills in a whole register on the phone: every field that comes up gets what it wants."""

import re
from dataclasses import dataclass, field
from datetime import date

from forms.answers import Answer
from forms.definition import AnswerType
from forms.sheet import Sheet, Slot
from tests.browser.clerk import Clerk
from tests.registers import INK

WORDS, CAS, TAG = "三号楼东侧，已核对（一）", "7664-93-9", "WJ-0137-SB-01-0001"
NUMBER, TIMES = 5, 3
A_PHOTO = ("a" * 64,)
MOST = 80


@dataclass
class Filler:
    """Goes by a sheet of its own, which asks what the phone's asks."""

    clerk: Clerk
    unit_kind: str
    today: date
    entered: dict[str, object] = field(default_factory=dict)
    """By slot key; of a photo, a signature or a moment that something was."""

    def fill(self) -> None:
        sheet = Sheet.of(self.clerk.form, unit_kind=self.unit_kind, today=self.today)
        for _ in range(MOST):
            key = sheet.next_unanswered()
            if key is None:
                return
            slot = sheet.slot(key)
            value = self._enter(slot)
            photos = A_PHOTO if slot.item.answer is AnswerType.photo else ()
            sheet = sheet.with_answer(
                Answer(slot.item.code, slot.asset, None, value, photos=photos)
            )
        raise AssertionError(f"{self.clerk.form.id}: the form never ends: {key}")

    def _enter(self, slot: Slot) -> object:
        """Enter it on the phone, note what was entered, and return what it counts as."""
        code, clerk = slot.item.code, self.clerk
        match slot.item.answer:
            case AnswerType.photo:
                clerk.photograph(code)
                self.entered[slot.key] = AnswerType.photo
                return None
            case AnswerType.signature:
                clerk.sign(code)
                self.entered[slot.key] = AnswerType.signature
                return INK
            case AnswerType.date_time:
                clerk.now(code)
                self.entered[slot.key] = AnswerType.date_time
                return f"{self.today}T12:00:00+08:00"
            case AnswerType.choice:
                clerk.choose(code, slot.choices[0].label.zh)
                value: object = slot.choices[0].value
            case AnswerType.choices:
                value = self._choose_all(slot)
            case _ if slot.item.appearance == "counter":
                clerk.count(slot.item.label.zh, TIMES)
                value = TIMES
            case _:
                text, value = self._typed(slot)
                clerk.type(code, text)
        self.entered[slot.key] = value
        return value

    def _choose_all(self, slot: Slot) -> str:
        self.clerk.go_to(slot.item.code)
        for choice in slot.choices:
            name = f"^{re.escape(choice.label.zh)}$"
            assert self.clerk.phone.chooses(name), f"{slot.key}: {choice.value}"
        return " ".join(choice.value for choice in slot.choices)

    def _typed(self, slot: Slot) -> tuple[str, object]:
        match slot.item.answer:
            case AnswerType.number | AnswerType.integer | AnswerType.count:
                return str(NUMBER), NUMBER
            case AnswerType.date:
                return self.today.isoformat(), self.today.isoformat()
            case AnswerType.time:
                return "08:30", "08:30:00"
            case AnswerType.barcode:
                return TAG, TAG
            case _ if slot.item.constraint and "regex" in slot.item.constraint:
                return CAS, CAS
        return WORDS, WORDS
