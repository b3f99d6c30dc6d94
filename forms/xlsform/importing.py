"""One workbook to one form: whole, or refused with everything that stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from forms.definition import ChoiceList, Form, Item, Purpose, Section
from forms.xlsform.cells import Table, Workbook
from forms.xlsform.checking import checked
from forms.xlsform.choices import NO_LISTS, Lists, read_lists
from forms.xlsform.columns import Sheet, sheet_of
from forms.xlsform.faults import FaultKind, Findings, Place, Remark, RemarkKind
from forms.xlsform.list_sources import Sources, joined, repeats
from forms.xlsform.names import check_all_names, codes_of, refuse_ambiguous, rows_of
from forms.xlsform.own_columns import FORM, PART, own_text, read_own
from forms.xlsform.paths import resolve_paths
from forms.xlsform.pyxform_check import converted
from forms.xlsform.questions import Reader
from forms.xlsform.sections import Composer
from forms.xlsform.settings import (
    FORM_ID,
    REPEATED,
    VERSION,
    Settings,
    form_id_of,
    label_of,
    read_settings,
    version_of,
)
from forms.xlsform.survey import Branch, read_survey
from forms.xlsform.words import HEADINGS, Languages
from forms.xlsform.workbook import read_workbook
from forms.yaml_text import faults_of

DOMAIN = "general"
"""Of a form that names none."""

_OURS = ("survey", "choices", "settings")
EXTERNAL = "external_choices"
_OUTSIDE = ("entities", "osm", "cascades")
_SPOKEN = ("label", "hint", "guidance_hint")
_LIKENESS = 0.75


@dataclass(frozen=True, slots=True)
class Imported:
    form: Form
    remarks: tuple[Remark, ...]


def import_form(path: Path, domain: str = "") -> Imported:
    """Read a workbook. Raises `XlsFormRefused` with every fault that was found."""
    book = read_workbook(path)
    findings = Findings()
    for remark in book.remarks:
        findings.remark(remark.place, remark.kind, **remark.params)
    tables = _tables(book, findings)
    if "survey" not in tables:
        findings.raise_faults()
    form = _Import(tables, path, domain, findings).form()
    findings.raise_faults()
    assert form is not None, "nothing is wrong, so there is a form"
    return Imported(form, findings.remarks)


def _tables(book: Workbook, findings: Findings) -> dict[str, Table]:
    """The sheets of a form, by kind, with plain cells; what else is there is noted."""
    tables: dict[str, Table] = {}
    for kind in (*_OURS, EXTERNAL):
        found = [table for table in book.named(kind) if table.header]
        if len(found) > 1:
            findings.fault(found[1].place(), FaultKind.two_sheets, name=kind)
        if found:
            tables[kind] = found[0]
    if "survey" not in tables and len(book.tables) == 1 and book.tables[0].header:
        tables["survey"] = book.tables[0]
    taken = list(tables.values())
    for table in book.tables:
        if table not in taken:
            _note_other(table, tables, findings)
    if "survey" not in tables:
        findings.fault(
            Place(book.tables[0].name, 1, "A") if book.tables else Place(), FaultKind.no_survey
        )
    return {kind: checked(table, findings) for kind, table in tables.items()}


def _note_other(table: Table, tables: Mapping[str, Table], findings: Findings) -> None:
    name = table.name.strip().lower()
    if not table.rows and name not in _OUTSIDE:
        return
    missing = [kind for kind in _OURS if kind not in tables]
    meant = get_close_matches(name, missing, 1, _LIKENESS)
    if name in _OUTSIDE and table.rows:
        findings.fault(table.place(), FaultKind.outside_sheet, name=table.name)
    elif meant:
        place = table.place()
        findings.fault(place, FaultKind.outside_sheet, name=table.name, meant=meant[0])
    elif table.rows:
        findings.remark(table.place(), RemarkKind.sheet_left_out)


class _Import:
    """One workbook on its way; every step goes on after a fault, to find the others."""

    def __init__(
        self, tables: Mapping[str, Table], path: Path, domain: str, findings: Findings
    ) -> None:
        self._tables = tables
        self._stem = path.stem
        self._folder = path.parent
        self._domain = domain
        self._findings = findings

    def form(self) -> Form | None:
        findings = self._findings
        survey = sheet_of(self._tables["survey"], "survey", findings)
        if ("type",) not in survey.headings:
            findings.fault(survey.table.place(), FaultKind.no_type_column)
            return None
        choices = self._sheet("choices")
        settings = read_settings(self._sheet("settings"), findings)
        languages = self._languages(survey, choices, settings)
        lists = self._lists(choices, settings, languages)
        root = read_survey(survey, findings)
        question_codes = codes_of(root)
        refuse_ambiguous(root, findings)
        sources = Sources(self._folder, lists, findings)
        lists = sources.gather(root)
        resolve_paths(root, question_codes)
        reader = Reader(lists, languages, findings, question_codes, sources.is_renamed)
        title = label_of(settings, self._stem)
        sections = Composer(reader, title, reader.items).sections(root)
        codes = [item.code for section in sections for item in section.items]
        parts = [row.text("name") for row in survey.rows if own_text(row, PART)]
        check_all_names(root, (*codes, *parts), findings)
        if not sections and not findings.faults:
            findings.fault(survey.table.place(), FaultKind.no_questions)
        self._note_unnamed(survey, choices)
        converted(self._tables, self._stem, findings)
        if findings.faults:
            return None
        form = self._composed(settings, sections, lists, reader.own_lists)
        self._check_rules(form, root)
        return form

    def _sheet(self, kind: str) -> Sheet | None:
        table = self._tables.get(kind)
        meaning = "choices" if kind == EXTERNAL else kind
        return sheet_of(table, meaning, self._findings) if table is not None else None

    def _lists(self, choices: Sheet | None, settings: Settings, languages: Languages) -> Lists:
        findings = self._findings
        lists = NO_LISTS
        if choices:
            lists = read_lists(choices, languages, findings, settings.may_repeat_choices)
        external = self._sheet(EXTERNAL)
        if external is None:
            return lists
        # One name in several places of a cascade is what that sheet is for.
        return joined(lists, read_lists(external, languages, findings, True))

    def _languages(self, survey: Sheet, choices: Sheet | None, settings: Settings) -> Languages:
        names: dict[str, None] = {}
        sample = settings.title
        for sheet in (survey, choices):
            for tokens in sheet.headings if sheet else ():
                if tokens[0] in _SPOKEN:
                    names["::".join(tokens[1:])] = None
            for row in sheet.rows[:20] if sheet else ():
                sample += "".join(row.by_language("label").values())
        languages = Languages.of(names, settings.default_language, sample)
        if only := languages.stands_in:
            place = survey.place("label")
            name = languages.names.get(only, only)
            self._findings.remark(place, RemarkKind.one_language, name=name)
        for tag, name in languages.names.items():
            if tag not in HEADINGS:
                self._findings.remark(
                    survey.place("label", name), RemarkKind.language_kept, name=name
                )
        return languages

    def _note_unnamed(self, *sheets: Sheet | None) -> None:
        for sheet in sheets:
            for cell in sheet.unnamed() if sheet else ():
                place = sheet.table.place(cell) if sheet else Place()
                self._findings.remark(place, RemarkKind.comment_left_out)

    def _composed(
        self, settings: Settings, sections: tuple[Section, ...], lists: Lists, own_lists: set[str]
    ) -> Form:
        items = [item for section in sections for item in section.items]
        own = read_own(settings.row, FORM, self._findings) if settings.row else {}
        kept = dict(settings.kept)
        if repeats(lists):
            kept.setdefault(REPEATED, "yes")
        form_id = settings.form_id or settings.title or self._stem
        if form_id != form_id_of(form_id):
            kept[FORM_ID] = form_id
        if settings.version and settings.version != str(version_of(settings.version)):
            kept[VERSION] = settings.version
        fields = {"domain": self._domain or DOMAIN, "purpose": Purpose.register} | own
        return Form(
            id=form_id_of(form_id),
            version=version_of(settings.version),
            label=label_of(settings, self._stem),
            sections=sections,
            choice_lists=_shared_lists(items, lists, own_lists),
            kept=tuple(kept.items()),
            **fields,
        )

    def _check_rules(self, form: Form, root: Branch) -> None:
        """What our own language demands beyond all this; at the question's row where it is one."""
        rows = {row.text("name"): row for row in rows_of(root)}
        survey = self._tables["survey"]
        for fault in faults_of(form):
            row = rows.get(fault.item.split(".")[0])
            place = row.place() if row else survey.place()
            params = {"item": fault.item, "rule": fault.rule, "message": fault.message[:300]}
            self._findings.fault(place, FaultKind.rule, **params)


def _shared_lists(items: list[Item], lists: Lists, own_lists: set[str]) -> tuple[ChoiceList, ...]:
    """In the order of the sheet, then those that `or_other` made longer; unused ones too."""
    found = {each.id: each for each in lists.by_name.values() if each.id not in own_lists}
    for item in items:
        if item.choice_list is not None and item.choice_list not in found:
            found[item.choice_list] = ChoiceList(item.choice_list, item.choices)
    return tuple(found.values())
