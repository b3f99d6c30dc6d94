"""`forms doubts` and `forms confirm`: from the list of what waits to a form without the mark."""

import pypdfium2
import pytest

from forms.files import LIBRARY
from sync.server.endpoint import Endpoint
from sync.server.published_forms import published_form
from sync.server.settings import Settings
from tests.cli.test_commands import data, run  # noqa: F401
from tests.reports.test_paper_form import font  # noqa: F401


@pytest.fixture
def lab(run, data):  # noqa: F811
    run("forms", "publish", LIBRARY / "lab.yaml", "--data", data)
    return data


def newest(folder):
    endpoint = Endpoint.open(Settings(folder=folder))
    with endpoint.database.reading() as connection:
        form = published_form(connection, "lab")
    endpoint.database.close()
    return form


def test_what_waits_is_listed_and_goes_from_the_list_once_it_was_verified(run, lab):  # noqa: F811
    before = run("forms", "doubts", "lab", "--data", lab)
    assert "LAB-18" in before.stdout

    result = run(
        *("forms", "confirm", "lab", "LAB-18", "--source", "the text, p. 3"),
        *(
            "--by",
            "王五",
            "--zh",
            "GB/T 38144.1-2019 第4.2条",
            "--en",
            "GB/T 38144.1-2019, cl. 4.2",
        ),
        *("--from", "2020-05-01", "--data", lab),
    )

    assert result.exit_code == 0, result.output
    (basis,) = newest(lab).item("LAB-18").basis
    assert basis.text.en == "GB/T 38144.1-2019, cl. 4.2"
    assert str(basis.effective_from) == "2020-05-01"
    assert (basis.confirmed.by, basis.confirmed.source) == ("王五", "the text, p. 3")
    after = run("forms", "doubts", "lab", "--data", lab)
    assert "LAB-18" not in after.stdout
    assert "LAB-19" in after.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none", "LAB-18", "--source", "x"), 'No form "none"'),
        (("lab", "LAB-99", "--source", "x"), "no basis 0"),
        (("lab", "LAB-01", "--source", "x"), "does not wait"),
        (("lab", "LAB-18", "--source", " "), "--source"),
        (("lab", "LAB-18", "--source", "x", "--zh", "只有中文"), "both languages"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_changes_nothing(run, lab, arguments, said):  # noqa: F811
    before = newest(lab).version

    result = run("forms", "confirm", *arguments, "--data", lab)

    assert result.exit_code == 1
    assert said in result.stderr
    assert newest(lab).version == before


def test_paper_is_that_of_the_version_that_phones_have(run, lab, font, tmp_path):  # noqa: F811
    run("forms", "confirm", "lab", "LAB-18", "--source", "x", "--data", lab)
    version = newest(lab).version
    target = tmp_path / "lab.pdf"

    result = run(
        *("forms", "print", "lab", "--out", target, "--data", lab),
        *("--font", font, "--bold", font, "--language", "en"),
    )

    assert result.exit_code == 0, result.output
    first = pypdfium2.PdfDocument(target)[0].get_textpage().get_text_bounded()
    assert f"version {version}" in first
    assert version > 1
