"""`forms print`: for a unit on record, with its things, or a sentence that says what is wrong."""

import pypdfium2
import pytest

from tests.cli.test_commands import data, run  # noqa: F401
from tests.reports.test_paper_form import font  # noqa: F401

OFFLINE = "only this app's scanner"


@pytest.fixture
def fonts(font):  # noqa: F811
    return ("--font", font, "--bold", font, "--language", "en")


def test_form_is_printed_for_a_unit_with_its_things(run, data, fonts, tmp_path):  # noqa: F811
    target = tmp_path / "fire.pdf"

    result = run(
        *("forms", "print", "fire", "--unit", "0101", "--out", target, "--data", data),
        *("--address", "https://safety.example.cn", *fonts),
    )

    assert result.exit_code == 0, result.output
    assert OFFLINE not in result.stdout
    first = pypdfium2.PdfDocument(target)[0].get_textpage().get_text_bounded()
    assert "WJ-0101-FX-" in first


def test_without_an_address_the_sheet_says_who_can_read_it(run, fonts, tmp_path):  # noqa: F811
    result = run("forms", "print", "gas", "--out", tmp_path / "gas.pdf", *fonts)

    assert result.exit_code == 0, result.output
    assert OFFLINE in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), "one of:"),
        (("none.yaml",), "one of:"),
        (("../library/fire", "--unit", "9999"), 'no unit "9999"'),
        (("fire", "--language", "fr"), "zh_CN, en"),
        (("fire", "--font", "none.ttf"), "--font"),
    ],
)
def test_what_is_wrong_is_one_sentence(run, data, arguments, said, tmp_path):  # noqa: F811
    target = tmp_path / "x.pdf"

    result = run("forms", "print", *arguments, "--out", target, "--data", data)

    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not target.exists()
