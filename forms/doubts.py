"""What of a form still waits to be verified (待核), and what confirming it changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from forms.definition import Basis, Confirmation, Form, Item, Section
from forms.errors import AlreadyVerified, UnknownBasis
from forms.terms import Text

DOUBT_ZH, DOUBT_EN = "待核", "verified"
CLAUSE_IN_DOUBT = "条号待核"
_BRACKETS_ZH, _PARTS_ZH = re.compile(r"（([^（）]*)）"), re.compile("[；，、]")
_BRACKETS_EN, _PARTS_EN = re.compile(r" ?\(([^()]*)\)"), re.compile("; ")
_CLAUSE_ZH, _CLAUSE_EN = re.compile(r" ?第[\d.]+条"), re.compile(r", cl\. [\d.]+")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A basis that waits: the basis itself, or whether it sets the item's limit."""

    item: Item
    number: int
    """Counted from 0."""
    of_limit: bool = False

    @property
    def basis(self) -> Basis:
        return self.item.basis[self.number]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found when a basis was verified; what is left out stays as it was."""

    text: Text | None = None
    """With the clause, the value or the edition as the source has it."""
    effective_from: date | None = None
    effective_to: date | None = None
    sets_limit: bool = False


def is_doubtful(basis: Basis) -> bool:
    """True while it shows as 待核: by its mark, or because its words say so of a part of it."""
    says_so = DOUBT_ZH in basis.text.zh and basis.confirmed is None
    return basis.is_open or says_so


def doubts(form: Form) -> Iterator[Doubt]:
    """In the order of the form; a limit in doubt is there once for each basis that may set it."""
    for item in form.items():
        yield from (
            Doubt(item, number) for number, basis in enumerate(item.basis) if is_doubtful(basis)
        )
        if item.is_limit_open:
            yield from (Doubt(item, number, of_limit=True) for number in range(len(item.basis)))


def confirmed(
    form: Form, code: str, number: int, confirmation: Confirmation, finding: Finding
) -> Form:
    """The form's next version. Raises `UnknownItem`, `UnknownBasis` or `AlreadyVerified`."""
    item = form.item(code)
    if not 0 <= number < len(item.basis):
        raise UnknownBasis(form=form.id, item=code, number=number)
    basis = item.basis[number]
    if not (item.is_limit_open if finding.sets_limit else is_doubtful(basis)):
        raise AlreadyVerified(form=form.id, item=code, number=number)
    known = replace(
        basis,
        text=finding.text or without_doubt(basis.text),
        effective_from=finding.effective_from or basis.effective_from,
        effective_to=finding.effective_to or basis.effective_to,
        confirmed=confirmation,
    )
    changed = _with_basis(item, number, known)
    if finding.sets_limit:
        changed = _with_limit_set_by(changed, number)
    sections = tuple(_with_item(section, changed) for section in form.sections)
    return replace(form, version=form.version + 1, sections=sections)


def without_doubt(text: Text) -> Text:
    """The same words once nothing in them waits: of （2020年版；条号待核） stays （2020年版）."""

    def zh(found: re.Match[str]) -> str:
        return _kept(found[1], _PARTS_ZH, DOUBT_ZH, "（{}）", "；")

    def en(found: re.Match[str]) -> str:
        return _kept(found[1], _PARTS_EN, DOUBT_EN, " ({})", "; ")

    return replace(text, zh=_BRACKETS_ZH.sub(zh, text.zh), en=_BRACKETS_EN.sub(en, text.en))


def printed(basis: Basis) -> Text:
    """As it stands on documents, where no clause is named that waits (domain.md §2.0)."""
    text = basis.text
    if CLAUSE_IN_DOUBT not in text.zh or basis.confirmed is not None:
        return text
    return replace(text, zh=_CLAUSE_ZH.sub("", text.zh), en=_CLAUSE_EN.sub("", text.en))


def cited(basis: Basis) -> str:
    """As a record or a document cites it, in Chinese: what waits to be verified says so."""
    text = printed(basis).zh
    return f"{text}（{DOUBT_ZH}）" if basis.is_open and DOUBT_ZH not in text else text


def _kept(inside: str, parts: re.Pattern[str], doubt: str, shape: str, between: str) -> str:
    """A bracket without what it says of a doubt; nothing where it says nothing else."""
    left = [part for part in parts.split(inside) if doubt not in part]
    return shape.format(between.join(left)) if left else ""


def _with_basis(item: Item, number: int, basis: Basis) -> Item:
    bases = (*item.basis[:number], basis, *item.basis[number + 1 :])
    return replace(item, basis=bases)


def _with_limit_set_by(item: Item, number: int) -> Item:
    limits = replace(item.limits, set_by=number) if item.limits else None
    return replace(item, limits=limits, due=replace(item.due, set_by=number) if item.due else None)


def _with_item(section: Section, changed: Item) -> Section:
    items = tuple(changed if item.code == changed.code else item for item in section.items)
    return section if items == section.items else replace(section, items=items)
