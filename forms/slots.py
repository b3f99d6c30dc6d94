"""The place of one answer, and a section of such places as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from forms.answers import Answer, slot_of
from forms.definition import Choice, Item, Section
from forms.grading import Totals, totals_of
from forms.terms import AnswerType, PhotoRule, Result
from forms.typed import AREA_LEAST, LINE_LEAST


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one answer: an item, for one asset or in general (asset "")."""

    item: Item
    asset: str
    """The asset's id, or the number of the row where the section repeats."""
    section: str
    """The key of the section state it stands in."""
    key: str
    answer: Answer | None
    index: int

    choices: tuple[Choice, ...] = ()
    """What is offered, once the filter has been asked."""
    is_required: bool = True
    is_violated: bool = False
    """The value does not meet the item's constraint."""
    asks_photo: bool = False
    """The item's own condition asks for a photo."""

    @property
    def is_answered(self) -> bool:
        """True once there is a result; a value alone still waits for the inspector.

        Of what is only noted, once there is something; what is only read needs nothing.
        """
        answer = self.answer
        if not self.item.is_asked:
            return True
        if answer is None or self.item.judged:
            return answer is not None and answer.result is not None
        if answer.value and not self._is_whole(str(answer.value)):
            return False
        return answer.value not in (None, "") or bool(answer.photos)

    def _is_whole(self, value: str) -> bool:
        """What is gathered tap by tap is kept from the first one on."""
        match self.item.answer:
            case AnswerType.rank:
                return len(value.split()) >= len(self.choices)
            case AnswerType.geotrace:
                return value.count(";") >= LINE_LEAST - 1
            case AnswerType.geoshape:
                return value.count(";") >= AREA_LEAST
        return True

    @property
    def is_open(self) -> bool:
        """True while an answer is still wanted, or begun and not whole."""
        is_begun = not self.item.judged and bool(self.answer and self.answer.value)
        return (self.is_required or is_begun) and not self.is_answered

    @property
    def counts(self) -> bool:
        """True for what is wanted or has been given: an empty place that may stay empty is neither
        done nor left."""
        return self.is_open or (self.item.is_asked and self.is_answered)

    @property
    def wants_photo(self) -> bool:
        """True where a photo belongs to the answer, whether it is there or not."""
        result = self.answer.result if self.answer else None
        if not self.item.judged:
            return self.asks_photo or self.item.answer is AnswerType.photo
        if result is Result.not_applicable:
            return False
        if self.asks_photo or self.item.photo is PhotoRule.always:
            return True
        return self.item.photo is PhotoRule.on_fail and result is Result.failed

    @property
    def takes_photo(self) -> bool:
        """True where a photo may be added: to any judgement, to a note only where it is asked."""
        if self.item.answer.is_file:
            return False
        return self.item.judged or self.wants_photo or bool(self.answer and self.answer.photos)

    @property
    def has_failed(self) -> bool:
        return self.answer is not None and self.answer.result is Result.failed


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section as it stands, for one asset where it repeats."""

    section: Section
    asset: str
    slots: tuple[Slot, ...]
    tally: Totals
    is_spare: bool = False
    """A row that nobody needs to fill in."""

    @property
    def key(self) -> str:
        """The section's id, or "id@asset"."""
        return slot_of(self.section.id, self.asset)

    @property
    def answered(self) -> int:
        return self.tally.answered

    @property
    def total(self) -> int:
        return self.tally.total

    @property
    def failed(self) -> int:
        return self.tally.failed

    @property
    def done(self) -> bool:
        return self.tally.unanswered == 0


def state_of(
    section: Section, asset: str, slots: tuple[Slot, ...], is_spare: bool = False
) -> SectionState:
    counted = [slot for slot in slots if slot.counts]
    results = (
        (slot.answer.result, slot.answer.grade) if slot.answer else (None, None)
        for slot in counted
        if slot.item.judged
    )
    notes = [slot.is_open for slot in counted if not slot.item.judged]
    noted = Totals(unanswered=sum(notes), noted=len(notes) - sum(notes))
    return SectionState(section, asset, slots, totals_of(results) + noted, is_spare)
