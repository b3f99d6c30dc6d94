"""What can be wrong with an XLSForm, and where: each fault at its sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forms.errors import FormError


class FaultKind(StrEnum):
    """One sentence each (`xlsform.<kind>` in the command's words); all of them refuse the form."""

    unreadable = "unreadable"
    not_a_form = "not_a_form"
    damaged = "damaged"
    protected = "protected"
    encoding = "encoding"
    too_large = "too_large"
    archive_bomb = "archive_bomb"
    entities = "entities"
    too_many_sheets = "too_many_sheets"
    too_many_rows = "too_many_rows"
    too_many_columns = "too_many_columns"
    too_many_cells = "too_many_cells"
    cell_too_long = "cell_too_long"
    formula = "formula"
    formula_text = "formula_text"
    error_value = "error_value"
    control_character = "control_character"
    no_survey = "no_survey"
    two_sheets = "two_sheets"
    no_type_column = "no_type_column"
    duplicate_column = "duplicate_column"
    no_questions = "no_questions"
    outside_sheet = "outside_sheet"
    outside_column = "outside_column"
    outside_type = "outside_type"
    outside_setting = "outside_setting"
    outside_encryption = "outside_encryption"
    outside_parameter = "outside_parameter"
    outside_appearance = "outside_appearance"
    outside_function = "outside_function"
    outside_expression = "outside_expression"
    outside_pattern = "outside_pattern"
    outside_reference = "outside_reference"
    outside_filter = "outside_filter"
    outside_language = "outside_language"
    outside_nesting = "outside_nesting"
    outside_default = "outside_default"
    bad_value = "bad_value"
    bad_name = "bad_name"
    name_missing = "name_missing"
    type_missing = "type_missing"
    label_missing = "label_missing"
    name_twice = "name_twice"
    name_ambiguous = "name_ambiguous"
    choice_twice = "choice_twice"
    choice_spaces = "choice_spaces"
    list_missing = "list_missing"
    list_name_missing = "list_name_missing"
    choice_name_missing = "choice_name_missing"
    end_missing = "end_missing"
    begin_missing = "begin_missing"
    file_missing = "file_missing"
    file_encoding = "file_encoding"
    file_damaged = "file_damaged"
    column_missing = "column_missing"
    calculation_missing = "calculation_missing"
    name_unknown = "name_unknown"
    cycle = "cycle"
    pyxform = "pyxform"
    rule = "rule"


class RemarkKind(StrEnum):
    """What was taken over without effect here, or read differently; it is said, and all is kept."""

    sheet_left_out = "sheet_left_out"
    comment_left_out = "comment_left_out"
    group_left_out = "group_left_out"
    macros_left_out = "macros_left_out"
    column_left_out = "column_left_out"
    column_kept = "column_kept"
    appearance_kept = "appearance_kept"
    parameter_kept = "parameter_kept"
    setting_kept = "setting_kept"
    one_language = "one_language"
    language_kept = "language_kept"
    list_unused = "list_unused"
    meta_kept = "meta_kept"
    name_changed = "name_changed"
    choice_repeated = "choice_repeated"
    file_read = "file_read"
    formula_value = "formula_value"
    pyxform_warning = "pyxform_warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Row from 1; the column by its letters and, where it has one, its heading."""

    sheet: str = ""
    row: int | None = None
    column: str = ""
    heading: str = ""


NOWHERE = Place()
"""The file as a whole."""


@dataclass(frozen=True, slots=True)
class Fault:
    place: Place
    kind: FaultKind
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        where = [self.place.sheet, self.place.row, self.place.column, self.place.heading]
        named = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{'/'.join(str(each or '') for each in where)}: {self.kind}({named})"


@dataclass(frozen=True, slots=True)
class Remark:
    place: Place
    kind: RemarkKind
    params: Mapping[str, object] = field(default_factory=dict)


class XlsFormRefused(FormError):
    """Nothing was imported; `faults` are all that were found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("forms.xlsform_refused", count=len(self.faults))

    def __str__(self) -> str:
        return "; ".join(map(str, self.faults))


def refused(kind: FaultKind, place: Place = NOWHERE, **params: object) -> XlsFormRefused:
    """A refusal for one fault, to be raised."""
    return XlsFormRefused([Fault(place, kind, params)])


class Findings:
    """Gathers every fault and remark of one import, in the order in which they are found."""

    def __init__(self) -> None:
        self._faults: dict[tuple[Place, FaultKind, str], Fault] = {}
        self._remarks: dict[tuple[Place, RemarkKind, str], Remark] = {}

    def fault(self, place: Place, kind: FaultKind, **params: object) -> None:
        self._faults.setdefault((place, kind, repr(params)), Fault(place, kind, params))

    def remark(self, place: Place, kind: RemarkKind, **params: object) -> None:
        self._remarks.setdefault((place, kind, repr(params)), Remark(place, kind, params))

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(self._faults.values())

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return tuple(self._remarks.values())

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.faults)

    def raise_faults(self) -> None:
        """Raises `XlsFormRefused` when there is any fault."""
        if self._faults:
            raise XlsFormRefused(self._faults.values())
