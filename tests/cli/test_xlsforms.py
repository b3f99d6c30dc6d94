"""`forms import` and `export`: a file that comes back, or sentences with the place and no file."""

import pytest

from forms.files import LIBRARY, load
from forms.xlsform.faults import FaultKind, RemarkKind
from inspect_app.cli.words import CATALOGS
from tests.cli.test_commands import run  # noqa: F401
from tests.forms.xlsform.sheets import PLAIN, workbook


def test_form_is_imported_beside_the_workbook(run, tmp_path):  # noqa: F811
    settings = [["form_title", "form_id"], ["Drill", "drill"]]
    path = workbook(tmp_path / "x.xlsx", survey=[PLAIN, ["text", "a", "A"]], settings=settings)

    result = run("forms", "import", path, "--domain", "fire")

    assert result.exit_code == 0, result.output
    assert load(tmp_path / "drill.yaml").domain == "fire"
    assert "1 items in 1 sections" in result.stdout


def test_what_is_outside_is_named_and_nothing_is_written(run, tmp_path):  # noqa: F811
    path = workbook(tmp_path / "x.xlsx", survey=[PLAIN, ["start-geopoint", "a", "A"]])

    result = run("forms", "import", path)

    assert result.exit_code == 1
    assert (
        'sheet "survey", row 2, column A (type): The question type start-geopoint' in result.stderr
    )
    assert [each.name for each in tmp_path.iterdir()] == ["x.xlsx"]


def test_file_that_is_there_is_kept_unless_asked(run, tmp_path):  # noqa: F811
    path = workbook(tmp_path / "x.xlsx", survey=[PLAIN, ["text", "a", "A"]])
    (tmp_path / "mine.yaml").write_text("mine")

    refused = run("forms", "import", path, "--out", tmp_path / "mine.yaml")
    replaced = run("forms", "import", path, "--out", tmp_path / "mine.yaml", "--replace")

    assert (refused.exit_code, replaced.exit_code) == (1, 0)
    assert [item.code for item in load(tmp_path / "mine.yaml").items()] == ["a"]


def test_form_of_the_library_is_exported_and_comes_back(run, tmp_path):  # noqa: F811
    target = tmp_path / "gas.xlsx"

    exported = run("forms", "export", "gas", "--out", target)
    back = run("forms", "import", target, "--out", tmp_path / "gas.yaml")

    assert (exported.exit_code, back.exit_code) == (0, 0), exported.output + back.output
    assert load(tmp_path / "gas.yaml") == load(LIBRARY / "gas.yaml")


def test_workbook_that_is_there_is_kept(run, tmp_path):  # noqa: F811
    (tmp_path / "gas.xlsx").write_text("mine")

    result = run("forms", "export", "gas", "--out", tmp_path / "gas.xlsx")

    assert result.exit_code == 1
    assert (tmp_path / "gas.xlsx").read_text() == "mine"


@pytest.mark.parametrize("language", sorted(CATALOGS))
def test_every_fault_and_remark_has_its_sentence(language):
    missing = [
        str(kind)
        for kind in (*FaultKind, *RemarkKind)
        if f"xlsform.{kind}" not in CATALOGS[language]
    ]

    assert not missing
