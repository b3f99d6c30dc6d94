"""Every feature of the XLSForm reference is imported whole, or refused at its cell by its name."""

import pytest
from pyxform import aliases, constants
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from forms.xlsform.columns import SETTINGS_OF_PYXFORM
from forms.xlsform.exporting import export_form
from forms.xlsform.importing import import_form
from tests.forms.xlsform.features import (
    CHOICES,
    PARAMETERS,
    REFERENCE,
    SETTINGS,
    TYPES,
)
from tests.forms.xlsform.odk_validate import pass_odk_validate
from tests.forms.xlsform.sheets import faults_of, imported
from webapp.layout import REPOSITORY

OF_A_FILE = {"value", "label", "reference-geometry"}
"""Of choices in a file: test_list_sources.py. A place to begin from asks for another question."""
NAMED = [(area, name) for area, features in REFERENCE.items() for name in features]
PARAMETER_KINDS = [getattr(constants, name) for name in dir(constants) if "Parameters" in name]


def sheets_of(feature):
    sheets = {"choices": feature.choices or CHOICES} | dict(feature.other or {})
    return sheets | ({"settings": feature.settings} if feature.settings else {})


@pytest.mark.parametrize(("area", "name"), NAMED, ids=[f"{a}: {n}" for a, n in NAMED])
def test_feature_is_imported_or_refused_by_name(area, name, tmp_path):
    feature = REFERENCE[area][name]

    if feature.refused:
        found = faults_of(tmp_path, feature.survey, **sheets_of(feature))
        assert any(each.startswith(feature.refused) for each in found), found
        return
    form = imported(tmp_path, feature.survey, **sheets_of(feature)).form
    export_form(form, tmp_path / "again.xlsx")
    assert import_form(tmp_path / "again.xlsx").form == form


def test_what_is_imported_passes_odk_validate(tmp_path):
    exports = []
    for number, (area, name) in enumerate(NAMED):
        feature = REFERENCE[area][name]
        if not feature.refused:
            exports.append(tmp_path / f"{number}.xlsx")
            export_form(imported(tmp_path, feature.survey, **sheets_of(feature)).form, exports[-1])

    pass_odk_validate(exports)


def test_every_type_that_pyxform_knows_has_its_sheet():
    """By what it binds and draws: other spellings of a type are no features of their own."""
    meanings = [QUESTION_TYPE_DICT[kind] for kind in TYPES if kind in QUESTION_TYPE_DICT]
    lacking = {kind for kind, known in QUESTION_TYPE_DICT.items() if known not in meanings}
    selects = {kind for kind in lacking if "select" in kind or kind == "rank"}

    assert not lacking - selects
    assert {"select_one l", "select_multiple l", "rank l"} <= set(TYPES)


def test_every_parameter_that_pyxform_knows_has_its_sheet():
    known = {each.value for kind in PARAMETER_KINDS for each in kind}
    said = {
        part.split("=")[0]
        for feature in PARAMETERS.values()
        for part in str(feature.survey[-1][-1]).split()
    }

    assert known - said == OF_A_FILE


def test_every_setting_that_pyxform_knows_has_its_sheet():
    known = {aliases.settings_header.get(name, name) for name in SETTINGS}
    known |= {name.partition("::")[0] for name in SETTINGS}

    assert known >= SETTINGS_OF_PYXFORM


def test_page_names_what_is_refused():
    page = (REPOSITORY / "docs" / "xlsform.md").read_text("utf-8")
    refused = {
        name
        for area in ("types", "survey columns", "settings", "sheets")
        for name, feature in REFERENCE[area].items()
        if " outside_" in feature.refused and name.replace("-", "_").isidentifier()
    }

    lacking = {name for name in refused if name not in page}
    assert not lacking
