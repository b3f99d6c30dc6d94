"""Every sheet that pyxform was published with, and every form of its tests: whole, or refused."""

import pytest

from forms.xlsform.exporting import export_form
from forms.xlsform.faults import FaultKind, XlsFormRefused
from forms.xlsform.importing import import_form
from forms.yaml_text import save_form
from tests.forms.xlsform.corpus import sheets_into, tables_into
from tests.forms.xlsform.odk_validate import pass_odk_validate

SHEETS, WHOLE_SHEETS = 71, 40
TABLES, WHOLE_TABLES = 246, 119


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    return sheets_into(tmp_path_factory.mktemp("sheets"))


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return tables_into(tmp_path_factory.mktemp("tables"))


def sorted_out(paths, tmp_path):
    """The exports of what is imported whole; each refusal says where, or that there is no form."""
    whole = []
    for number, path in enumerate(paths):
        try:
            form = import_form(path).form
        except XlsFormRefused as refusal:
            for fault in refusal.faults:
                place = fault.place
                assert all((place.sheet, place.row, place.column)), f"{path.name}: {fault}"
                assert fault.kind in FaultKind
            continue
        save_form(form, tmp_path / "form.yaml")
        whole.append(tmp_path / f"{number:03}.xlsx")
        export_form(form, whole[-1])
    return whole


def test_each_sheet_is_imported_whole_or_refused_with_its_place(sheets, tmp_path):
    whole = sorted_out(sheets, tmp_path)

    assert (len(sheets), len(whole)) == (SHEETS, WHOLE_SHEETS)
    pass_odk_validate(whole)


def test_each_form_of_its_tests_is_imported_whole_or_refused_with_its_place(tables, tmp_path):
    whole = sorted_out(tables, tmp_path)

    assert (len(tables), len(whole)) == (TABLES, WHOLE_TABLES)
    pass_odk_validate(whole)
