"""What a code says, whoever printed it."""

import pytest

from inspect_app.domain.tag import ForeignCode, PaperCode, paper_code, read_code


@pytest.mark.parametrize("host", ["https://safety.example.cn", "http://10.0.0.7:8550/", ""])
@pytest.mark.parametrize("unit", ["0101", "", "甲/乙"])
def test_printed_form_is_read_back(host, unit):
    code = paper_code("fire", 12, unit, host)

    assert read_code(code) == PaperCode("fire", 12, unit)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.cn/#/paper/fire",
        "https://x.cn/#/paper/fire/0/0101",
        "https://x.cn/#/paper/FIRE/1/0101",
        "https://x.cn/paper/fire/1/0101",
        "inspect-paper:",
        "inspect-paper:fire/x/0101",
        "fire/1/0101",
    ],
)
def test_what_only_looks_like_a_printed_form_stays_another_systems_code(text):
    assert isinstance(read_code(text), ForeignCode)
