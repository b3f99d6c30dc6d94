"""Where the stamp's lines stand, for any picture and any words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_app.platform.pictures import MIN_EDGE_PX
from inspect_app.platform.stamp import (
    MAX_BAND_SHARE,
    MIN_FONT_PX,
    estimated_width_px,
    lay_out_stamp,
)
from tests.platform.codec_contract import STAMP

edges = st.integers(MIN_EDGE_PX, 1600)
words = st.lists(st.text(st.characters(codec="gb2312"), max_size=80), max_size=8).map(tuple)


@settings(deadline=None)
@given(edges, edges, words)
def test_stamp_stays_within_its_band_at_the_bottom(width, height, lines):
    layout = lay_out_stamp(width, height, lines)

    if layout is None:
        assert not any(line.strip() for line in lines)
        return
    assert layout.band_top_px >= height * (1 - MAX_BAND_SHARE) - 1 or len(layout.lines) == 1
    assert layout.font_px >= MIN_FONT_PX
    for line in layout.lines:
        right = line.x_px + estimated_width_px(line.text, layout.font_px)
        assert right <= width or len(line.text) == 1
        assert layout.band_top_px < line.baseline_px <= height


@settings(deadline=None)
@given(words)
def test_no_word_is_lost_where_there_is_room(lines):
    short = tuple(line[:20] for line in lines[:3])

    layout = lay_out_stamp(1200, 1600, short)

    written = "".join(line.text for line in layout.lines) if layout else ""
    assert "".join(written.split()) == "".join("".join(short).split())


def test_stamp_is_readable_at_arms_length():
    """Two millimetres on a phone of 70 mm that shows the whole photo."""
    layout = lay_out_stamp(1200, 1600, STAMP)

    assert layout.font_px / 1200 * 70 >= 2


def test_long_place_wraps_at_a_space():
    layout = lay_out_stamp(800, 1600, ("2026-11-23 09:41 示例小学 三号教学楼东侧楼梯间",))

    assert [line.text[:2] for line in layout.lines] == ["20", "三号"]


def test_picture_without_words_has_no_band():
    assert lay_out_stamp(1200, 1600, ("", "  ")) is None
