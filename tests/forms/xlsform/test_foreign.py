"""Every sheet that pyxform was published with, and every form of its tests: whole, or refused."""

import ast
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.xlsform.exporting import export_form
from forms.xlsform.faults import FaultKind, XlsFormRefused
from forms.xlsform.importing import import_form
from forms.yaml_text import save_form
from tests.forms.xlsform.odk_validate import pass_odk_validate
from tests.sources import source_of

VERSION = "1.3.4"
"""The last that carries its sheets in its source distribution."""
SHA256 = "a0e50ebf74f7c9414068622efc94183f01496cc1e883581da1ed006c756761eb"
SUFFIXES = {".xlsx", ".xlsm", ".xls", ".csv", ".md"}
SHEETS, WHOLE_SHEETS = 71, 40
TABLES, WHOLE_TABLES = 246, 118
"""Forms that its tests are written with, as tables in Markdown; many of them are there to fail."""
TABLE_PIPES = 8


@pytest.fixture(scope="module")
def source():
    return source_of("pyxform", VERSION, SHA256)


@pytest.fixture(scope="module")
def sheets(source, tmp_path_factory):
    """As they lie there: some name a file beside them."""
    folder = tmp_path_factory.mktemp("sheets")
    paths = []
    with tarfile.open(source) as tar:
        for member in tar.getmembers():
            path = Path(member.name)
            if member.isfile() and path.suffix in SUFFIXES and path.name != "README.md":
                paths.append(folder / member.name)
                paths[-1].parent.mkdir(parents=True, exist_ok=True)
                paths[-1].write_bytes(tar.extractfile(member).read())
    return paths


@pytest.fixture(scope="module")
def tables(source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    paths = []
    with tarfile.open(source) as tar:
        for member in tar.getmembers():
            if member.name.endswith(".py") and "/tests" in member.name:
                for text in _tables(tar.extractfile(member).read()):
                    paths.append(folder / f"{len(paths):03}-{Path(member.name).stem}.md")
                    paths[-1].write_text(text, "utf-8")
    return paths


def _tables(module: bytes) -> Iterator[str]:
    for node in ast.walk(ast.parse(module)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and "survey" in text and text.count("|") > TABLE_PIPES:
            yield text


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
