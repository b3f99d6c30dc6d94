import pytest

from forms.places import line_of

TEXT = """\
id: fire
label: {zh: 消防, en: Fire}
sections:
  - id: s1
    items:
      - code: FIRE-01
        grade: general
        basis:
          - text: {zh: 甲, en: A}
            confidence: X
      - code: FIRE-01
        grade: major
"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("FIRE-01", 6),
        ("FIRE-01.grade", 7),
        ("FIRE-01.basis.0.confidence", 10),
        ("FIRE-01.basis.0.nothing", 9),
        ("s1", 4),
        ("s1.items", 5),
        ("sections.0", 4),
        ("fire", 1),
        ("label", 2),
        ("", 1),
        ("line 9", 9),
    ],
)
def test_what_an_error_names_has_a_line(where, line):
    assert line_of(TEXT, where) == line


def test_the_second_of_a_name_has_a_line_of_its_own():
    assert line_of(TEXT, "FIRE-01", 1) == 11
    assert line_of(TEXT, "FIRE-01", 7) == 11


def test_a_file_that_is_no_yaml_has_no_lines():
    assert line_of("a: [", "FIRE-01") is None
