"""A checklist on paper, as a value: what stands on each line, for the day the phone is dead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forms.definition import Basis, Form, Item, Section
from forms.doubts import printed
from forms.logic import Context, compile_expression, holds
from forms.terms import AnswerType, Grade, PhotoRule, Purpose
from forms.wording import blanked
from inspect_app.domain.asset import Asset
from inspect_app.domain.tag import paper_code
from inspect_app.domain.unit import Unit
from inspect_app.strings import Strings
from inspect_app.strings.measures import demand, unit_of

MANY = frozenset({"FX", "HY", "EL", "FD", "SD", "PB", "CY", "GD", "CC", "GS", "SB", "PL"})
ROWS_OF_MANY, ROWS = 10, 3
"""Lines of a table that repeats per thing: extinguishers come in dozens, boilers alone."""
ROWS_TO_FILL = 200
"""No sheet has room for so many: what a table without a bound may grow to."""


MULTILINE = "multiline"


class Blank(StrEnum):
    """What is written besides the tick."""

    nothing = "nothing"
    reading = "reading"
    day = "day"
    choice = "choice"
    words = "words"
    lines = "lines"
    """Words that take more than one line."""
    moment = "moment"
    signature = "signature"
    photos = "photos"
    computed = "computed"


_BLANKS = {
    AnswerType.pass_fail: Blank.nothing,
    AnswerType.date: Blank.day,
    AnswerType.choice: Blank.choice,
    AnswerType.choices: Blank.choice,
    AnswerType.text: Blank.words,
    AnswerType.barcode: Blank.words,
    AnswerType.geopoint: Blank.words,
    AnswerType.geotrace: Blank.lines,
    AnswerType.geoshape: Blank.lines,
    AnswerType.rank: Blank.choice,
    AnswerType.audio: Blank.words,
    AnswerType.video: Blank.words,
    AnswerType.file: Blank.words,
    AnswerType.time: Blank.moment,
    AnswerType.date_time: Blank.moment,
    AnswerType.signature: Blank.signature,
    AnswerType.photo: Blank.photos,
    AnswerType.note: Blank.nothing,
    AnswerType.calculate: Blank.computed,
}


@dataclass(frozen=True, slots=True)
class PaperItem:
    code: str
    text: str
    method: str
    basis: str
    """All bases on one line, with their confidence where it is open."""
    blank: Blank
    unit: str = ""
    demand: str = ""
    choices: tuple[str, ...] = ()
    photo: PhotoRule = PhotoRule.on_fail
    grade: Grade = Grade.general
    is_judged: bool = True
    is_conditional: bool = False
    """Asked only in some cases that paper cannot know."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of a repeated table, filled in as far as the thing is on record."""

    code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PaperSection:
    title: str
    items: tuple[PaperItem, ...]
    rows: tuple[PaperRow, ...] = ()
    """Empty where the section is walked once."""
    row: str = ""
    """What one line is called, where the section repeats per row."""
    most: int = 0
    """How many lines it may have where that fills a sheet; 0 where their number was asked for."""


@dataclass(frozen=True, slots=True)
class PaperForm:
    form: str
    version: int
    title: str
    unit: str
    """Empty where it is written in by hand."""
    code: str
    """What the QR code carries."""
    sections: tuple[PaperSection, ...]
    is_register: bool = False
    """Things are noted: no verdicts, no totals, no signatures but those that are asked for."""


def paper_form(
    form: Form,
    t: Strings,
    context: Context,
    *,
    unit: Unit | None = None,
    assets: Sequence[Asset] = (),
    rows: int | None = None,
    host: str = "",
) -> PaperForm:
    """Lay out `form` for paper.

    With `unit`, what it is not asked is left out, as on its phones. `assets` fill the rows of
    their kind where they fit. `rows` is how many lines such a table has: None as many as is usual
    for the kind, 0 as many as there are things.
    """
    known = context.with_values(_names_of(unit, assets)) if unit else context
    sections = (_section(each, t, known, unit, assets, rows) for each in form.sections)
    return PaperForm(
        form=form.id,
        version=form.version,
        title=t.of(form.label),
        unit=unit.name if unit else "",
        code=paper_code(form.id, form.version, unit.code if unit else "", host),
        sections=tuple(section for section in sections if section.items),
        is_register=form.purpose is Purpose.register,
    )


def _names_of(unit: Unit, assets: Sequence[Asset]) -> dict[str, object]:
    """What is on record counts as scanned: on paper nothing else can be."""
    attributes = {"boarding": unit.is_boarding, "key": unit.is_key_unit, **unit.attributes}
    named = {f"unit.{name}": value for name, value in attributes.items()}
    counts = Counter(f"count.{asset.kind}" for asset in assets)
    return {"unit_kind": str(unit.kind), **named, **counts}


def _section(
    section: Section,
    t: Strings,
    known: Context,
    unit: Unit | None,
    assets: Sequence[Asset],
    rows: int | None,
) -> PaperSection:
    items: tuple[PaperItem, ...] = ()
    if _may_apply(section.relevant, known, unit):
        shown = (each for each in section.items if each.is_shown)
        asked = (each for each in shown if _may_apply(each.relevant, known, unit))
        items = tuple(_item(each, t, unit) for each in asked)
    if section.repeat:
        most = min(section.repeat.maximum or ROWS_OF_MANY, rows or ROWS_OF_MANY)
        lines = (PaperRow(),) * max(most, section.repeat.minimum)
        row = t.of(blanked(section.repeat.label))
        limit = 0 if rows else section.repeat.maximum or ROWS_TO_FILL
        return PaperSection(t.of(blanked(section.label)), items, lines, row, limit)
    kind = section.asset_kind
    return PaperSection(t.of(blanked(section.label)), items, tuple(_rows(kind, assets, rows)))


def _rows(kind: str | None, assets: Sequence[Asset], count: int | None) -> Iterator[PaperRow]:
    """Things that do not fit are left to be written in: ten of a hundred would mislead."""
    if kind is None:
        return
    own = [asset for asset in assets if asset.kind == kind]
    if count is None:
        count = ROWS_OF_MANY if kind in MANY else ROWS
    count = count or max(1, len(own))
    filled = own if len(own) <= count else []
    yield from (PaperRow(asset.code, asset.place_name) for asset in filled)
    yield from (PaperRow() for _ in range(count - len(filled)))


def _may_apply(relevant: str | None, known: Context, unit: Unit | None) -> bool:
    """Left out is only what the unit alone decides; answers and things are not known yet."""
    if relevant is None or unit is None or not _is_of_unit(relevant):
        return True
    return holds(relevant, known)


_OF_UNIT = ("unit.", "count.")
_KNOWN = frozenset({"unit_kind", "place_kind"})
"""A sheet is for the whole unit: no kind of place limits it."""


def _is_of_unit(relevant: str) -> bool:
    names = compile_expression(relevant).names
    return all(name in _KNOWN or name.startswith(_OF_UNIT) for name in names)


def _item(item: Item, t: Strings, unit: Unit | None) -> PaperItem:
    attributes = unit.attributes if unit else {}
    return PaperItem(
        code=item.code,
        text=t.of(blanked(item.label)),
        method=t.of(blanked(item.method)),
        basis=_bases(item, t),
        blank=_blank(item),
        unit=unit_of(t, item),
        demand=demand(t, item, attributes),
        choices=tuple(t.of(blanked(choice.label)) for choice in item.choices),
        photo=item.photo,
        grade=item.grade,
        is_judged=item.judged,
        is_conditional=bool(item.relevant and not (unit and _is_of_unit(item.relevant))),
    )


def _blank(item: Item) -> Blank:
    if item.appearance == MULTILINE:
        return Blank.lines
    return _BLANKS.get(item.answer, Blank.reading)


def _bases(item: Item, t: Strings) -> str:
    """Of several, the one that sets the limit says so."""
    said = [_basis(each, t) for each in item.basis]
    if len(said) > 1:
        for number in item.limit_sources:
            said[number] = t("document.basis_sets_limit", basis=said[number])
    words = "; ".join(said)
    return t("document.limit_open", basis=words) if item.is_limit_open else words


def _basis(basis: Basis, t: Strings) -> str:
    """A clause that nobody has checked says so on paper, as on the screen."""
    words = t.of(printed(basis))
    if not basis.is_open:
        return words
    return t("document.basis_open", basis=words, mark=t(f"common.confidence.{basis.confidence}"))
