"""Where the stamp's lines stand in a photo: one layout for every codec.

Widths are estimated from the bundled Noto Sans SC instead of measured, so that the same photo is
laid out alike by Pillow and by the browser's canvas.
"""

from dataclasses import dataclass
from unicodedata import east_asian_width

BAND_OPACITY = 0.55
MAX_BAND_SHARE = 0.3
"""The band stays out of the middle of the picture, where the subject is."""
FONT_SHARE = 1 / 38
"""Of the longer edge: about 2 mm on a phone's screen and on a printed half page."""
MIN_FONT_PX = 11
LINE_HEIGHT = 1.4
_NARROW_EM = {**dict.fromkeys("iljI.,:;'|!()[]·", 0.38), **dict.fromkeys("mwMW@%—…", 1.0)}
_LATIN_EM = 0.66
"""Wider than most letters: an estimate too wide wraps early, one too narrow runs off the edge."""


@dataclass(frozen=True, slots=True)
class StampLine:
    text: str
    x_px: int
    baseline_px: int


@dataclass(frozen=True, slots=True)
class StampLayout:
    font_px: int
    band_top_px: int
    """The band reaches from here to the bottom, over the whole width."""
    lines: tuple[StampLine, ...]


def lay_out_stamp(width_px: int, height_px: int, lines: tuple[str, ...]) -> StampLayout | None:
    """Fit `lines` into a band at the bottom: long ones wrap, then all of them shrink.

    When even the smallest font does not fit, the last lines give way. None when there is nothing
    to write.
    """
    wanted = tuple(line.strip() for line in lines if line.strip())
    if not wanted:
        return None
    room_px = height_px * MAX_BAND_SHARE
    font_px = max(MIN_FONT_PX, round(max(width_px, height_px) * FONT_SHARE))
    rows = _wrap_all(wanted, width_px, font_px)
    while _band_px(len(rows), font_px) > room_px and font_px > MIN_FONT_PX:
        font_px -= 1
        rows = _wrap_all(wanted, width_px, font_px)
    while _band_px(len(rows), font_px) > room_px and len(rows) > 1:
        rows = rows[:-1]
    return _place(rows, height_px, font_px)


def estimated_width_px(text: str, font_px: int) -> float:
    return sum(map(_em, text)) * font_px


def _em(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.0
    return _NARROW_EM.get(character, _LATIN_EM)


def _padding_px(font_px: int) -> int:
    return round(font_px * 0.6)


def _band_px(rows: int, font_px: int) -> float:
    return rows * font_px * LINE_HEIGHT + 2 * _padding_px(font_px)


def _wrap_all(lines: tuple[str, ...], width_px: int, font_px: int) -> list[str]:
    room_px = width_px - 2 * _padding_px(font_px)
    return [row for line in lines for row in _wrap(line, room_px, font_px)]


def _wrap(line: str, room_px: float, font_px: int) -> list[str]:
    """Break at the last space that fits, or between any two characters where there is none."""
    rows = []
    while estimated_width_px(line, font_px) > room_px:
        fits = max(1, _fitting(line, room_px, font_px))
        space = line.rfind(" ", 1, fits + 1)
        cut = space if space > fits // 2 else fits
        rows.append(line[:cut].rstrip())
        line = line[cut:].lstrip()
    return [*rows, line] if line else rows


def _fitting(line: str, room_px: float, font_px: int) -> int:
    used = 0.0
    for index, character in enumerate(line):
        used += _em(character) * font_px
        if used > room_px:
            return index
    return len(line)


def _place(rows: list[str], height_px: int, font_px: int) -> StampLayout:
    padding = _padding_px(font_px)
    top = round(height_px - _band_px(len(rows), font_px))
    step = font_px * LINE_HEIGHT
    first = top + padding + (step + font_px * 0.76) / 2
    return StampLayout(
        font_px,
        top,
        tuple(
            StampLine(row, padding, round(first + step * index)) for index, row in enumerate(rows)
        ),
    )
