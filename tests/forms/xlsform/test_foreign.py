"""Every example and bug sheet that pyxform was published with imports whole or is refused."""

import tarfile
from pathlib import Path

import pytest

from forms.xlsform.exporting import export_form
from forms.xlsform.faults import XlsFormRefused
from forms.xlsform.importing import import_form
from forms.yaml_text import save_form
from tests.sources import source_of

VERSION = "1.3.4"
"""The last that carries its sheets in its source distribution."""
SHA256 = "a0e50ebf74f7c9414068622efc94183f01496cc1e883581da1ed006c756761eb"
SUFFIXES = {".xlsx", ".xlsm", ".xls", ".csv", ".md"}
SHEETS = 71
WHOLE_AT_LEAST = 31


@pytest.fixture(scope="module")
def source():
    return source_of("pyxform", VERSION, SHA256)


@pytest.fixture(scope="module")
def sheets(source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    paths = []
    with tarfile.open(source) as tar:
        for member in tar.getmembers():
            path = Path(member.name)
            if member.isfile() and path.suffix in SUFFIXES and path.name != "README.md":
                target = folder / f"{len(paths):03}{path.suffix}"
                target.write_bytes(tar.extractfile(member).read())
                paths.append((path.name, target))
    return paths


def test_each_sheet_is_imported_whole_or_refused_with_its_place(sheets, tmp_path):
    whole, refused = [], {}
    for name, path in sheets:
        try:
            form = import_form(path).form
        except XlsFormRefused as refusal:
            refused[name] = refusal.faults
            continue
        save_form(form, tmp_path / "form.yaml")
        export_form(form, tmp_path / "form.xlsx")
        whole.append(name)

    assert len(sheets) == SHEETS
    assert len(whole) >= WHOLE_AT_LEAST, sorted(refused)
    for name, faults in refused.items():
        for fault in faults:
            place = fault.place
            assert all((place.sheet, place.row, place.column)), f"{name}: {fault}"
