from hypothesis import given
from hypothesis import strategies as st

from inspect_app.reports.line_breaks import NOT_FIRST, broken


def lines(text, room):
    return list(broken(text, room, len))


def test_western_words_stay_whole_and_chinese_breaks_anywhere():
    assert lines("符合 GB 55036-2022 第10条", 10) == ["符合 GB", "55036-2022", "第10条"]


def test_a_comma_never_begins_a_line():
    found = lines("一二三四，五六七八。", 4)

    assert found == ["一二三", "四，五六", "七八。"]
    assert not [line for line in found if line[0] in NOT_FIRST]


def test_a_bracket_never_ends_a_line():
    assert lines("见一二（三四）", 4) == ["见一二", "（三四）"]


def test_what_is_longer_than_a_line_is_cut():
    assert lines("ABCDEFGHIJ", 4) == ["ABCD", "EFGH", "IJ"]


def test_no_text_is_one_empty_line():
    assert lines("", 5) == []


@given(
    st.text("灭火器，。（）ab 1-/％≥", max_size=60),
    st.integers(3, 20),
)
def test_nothing_is_lost_and_every_line_fits(text, room):
    found = lines(text, room)

    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(line) <= room for line in found)
