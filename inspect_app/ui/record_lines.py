"""What a frozen inspection says, line by line, in the words of the checklist it was made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.answers import Answer, Value
from forms.computing import chosen_in
from forms.definition import Form, Item, Section
from forms.grading import Totals
from forms.terms import AnswerType, Reason, Result
from forms.wording import is_worded, told_item, told_section, words_of_item, words_of_section
from inspect_app.domain.evidence import Stroke, strokes_in
from inspect_app.domain.inspection import Inspection
from inspect_app.errors import AppError
from inspect_app.services import Services
from inspect_app.services.inspections import OpenInspection
from inspect_app.strings import Strings
from inspect_app.strings.measures import shown_number

MINUTES = len("08:30")


@dataclass(frozen=True)
class Line:
    answer: Answer
    label: str
    group: str
    """The section, and the asset's code where it repeats."""
    value: str
    remark: str
    strokes: tuple[Stroke, ...] = ()
    """Of a signature."""
    is_file: bool = False
    """What the answer names as its photo is no picture."""
    is_computed: bool = False

    @property
    def is_given(self) -> bool:
        return bool(self.value or self.strokes or self.answer.photos or self.answer.result)


@dataclass(frozen=True)
class RecordText:
    title: str
    unit: str
    lines: tuple[Line, ...]

    @property
    def failures(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.answer.result is Result.failed)

    def groups(self) -> Mapping[str, list[Line]]:
        """Return the lines that did not fail, by group, in the order of the walk."""
        groups: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.answer.result is not Result.failed:
                groups.setdefault(line.group, []).append(line)
        return groups


def record_text(services: Services, inspection: Inspection, t: Strings) -> RecordText:
    """Say it in the person's language; without the form at hand, by the codes of the items."""
    form = services.catalog.form(inspection.form, inspection.form_version)
    lines = _lines(services, form, inspection.answers, inspection.assets, t)
    title = t.of(form.label) if form else inspection.form
    return RecordText(title, _unit_name(services, inspection.unit), lines)


def draft_text(services: Services, opened: OpenInspection, t: Strings) -> RecordText:
    """Say what would be frozen, as its record will; places that stayed empty are left out."""
    answers = tuple(slot.answer for slot in opened.sheet.slots if slot.answer)
    lines = _lines(services, opened.form, answers, opened.draft.assets, t)
    given = tuple(line for line in lines if line.is_given)
    return RecordText(t.of(opened.form.label), opened.unit.name, given)


def _lines(
    services: Services,
    form: Form | None,
    answers: Sequence[Answer],
    assets: Sequence[str],
    t: Strings,
) -> tuple[Line, ...]:
    codes = {asset_id: _code_of(services, asset_id) for asset_id in assets}
    items = {item.code: item for item in form.items()} if form else {}
    sections = _sections(form)
    said = {(each.item, each.asset): each.value for each in answers}
    return tuple(
        _line(t, answer, *_told(answer, items, sections, said), codes)
        for answer in answers
        if answer.item not in items or items[answer.item].is_shown
    )


def totals_in(inspection: Inspection) -> Totals:
    """Return the totals as they were frozen."""
    known = {name: inspection.counts.get(name, 0) for name in Totals.__slots__}
    return Totals(**known)


def _told(
    answer: Answer,
    items: Mapping[str, Item],
    sections: Mapping[str, Section],
    said: Mapping[tuple[str, str], Value | None],
) -> tuple[Item | None, Section | None]:
    """The item and its section in the words that were read, with answers in place of names."""

    def tell(name: str) -> str:
        value = said.get((name, answer.asset), said.get((name, "")))
        return shown_number(value) if isinstance(value, int | float) else value or ""

    item, section = items.get(answer.item), sections.get(answer.item)
    if item and is_worded(words_of_item(item)):
        item = told_item(item, tell)
    if section and is_worded(words_of_section(section)):
        section = told_section(section, tell)
    return item, section


def _line(
    t: Strings, answer: Answer, item: Item | None, section: Section | None, codes: Mapping[str, str]
) -> Line:
    group = _group(t, answer, section, codes)
    label = t.of(item.label) if item else answer.item
    if item and item.answer is AnswerType.signature:
        strokes = strokes_in(str(answer.value or ""))
        return Line(answer, label, group, "", _remark(t, answer), strokes)
    is_file = item is not None and item.answer.is_file
    value = _value(t, answer, item)
    is_computed = item is not None and not item.is_asked
    return Line(
        answer, label, group, value, _remark(t, answer), is_file=is_file, is_computed=is_computed
    )


def _value(t: Strings, answer: Answer, item: Item | None) -> str:
    value = answer.value
    if value is None:
        return ""
    if isinstance(value, int | float):
        unit = t.of(item.unit) if item and item.unit else ""
        return f"{shown_number(value)} {unit}".strip()
    if item and item.answer.is_chosen:
        chosen = chosen_in(item, str(value))
        return t("review.listing").join(_chosen_words(t, item, each) for each in chosen)
    return _moment_words(t, item, str(value)) if item else str(value)


def _moment_words(t: Strings, item: Item, value: str) -> str:
    """A day and a time as people write them; the record keeps seconds and offset."""
    if item.answer is AnswerType.time:
        return value[:MINUTES]
    if item.answer not in (AnswerType.date, AnswerType.date_time):
        return value
    day, _, time = value.partition("T")
    try:
        return f"{t.full_day(date.fromisoformat(day))} {time[:MINUTES]}".strip()
    except ValueError:
        # Other devices' records are shown as they are.
        return value


def _chosen_words(t: Strings, item: Item, value: str) -> str:
    """All that choices of that value are called: a record does not say which was offered."""
    found = (t.of(choice.label) for choice in item.choices if choice.value == value)
    return " / ".join(dict.fromkeys(found)) or value


def _remark(t: Strings, answer: Answer) -> str:
    known = {reason.value for reason in Reason}
    reason = t(f"inspection.reason.{answer.reason}") if answer.reason in known else ""
    return " · ".join(part for part in (reason, answer.note) if part)


def _group(t: Strings, answer: Answer, section: Section | None, codes: Mapping[str, str]) -> str:
    """Return the section, with the asset's code or the row's name where it repeats."""
    name = t.of(section.label) if section else ""
    if section and section.repeat:
        row = t("inspection.row", row=t.of(section.repeat.label), number=answer.asset)
        return f"{name} · {row}"
    return " · ".join(part for part in (name, codes.get(answer.asset, answer.asset)) if part)


def _sections(form: Form | None) -> dict[str, Section]:
    sections = form.sections if form else ()
    return {item.code: section for section in sections for item in section.items}


def _code_of(services: Services, asset_id: str) -> str:
    try:
        return services.catalog.asset(asset_id).code
    except AppError:
        return asset_id


def _unit_name(services: Services, unit_id: str) -> str:
    try:
        return services.catalog.unit(unit_id).name
    except AppError:
        return unit_id
