"""Glyphs that the Chinese font lacks and the screens use: tick, cross, triangle, CO₂'s digit."""

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

Point = tuple[float, float]

_TICK: tuple[tuple[Point, ...], ...] = (
    ((0.08, 0.40), (0.17, 0.49), (0.38, 0.28), (0.84, 0.76), (0.92, 0.67), (0.38, 0.10)),
)
_CROSS: tuple[tuple[Point, ...], ...] = (
    (
        (0.17, 0.72),
        (0.26, 0.81),
        (0.50, 0.57),
        (0.74, 0.81),
        (0.83, 0.72),
        (0.59, 0.48),
        (0.83, 0.24),
        (0.74, 0.15),
        (0.50, 0.39),
        (0.26, 0.15),
        (0.17, 0.24),
        (0.41, 0.48),
    ),
)
_DOWN: tuple[tuple[Point, ...], ...] = (((0.22, 0.56), (0.78, 0.56), (0.50, 0.22)),)

MARKS = {"✓": _TICK, "✔": _TICK, "✕": _CROSS, "✗": _CROSS, "▾": _DOWN}
"""Outlines in parts of an em, baseline at 0, one em wide."""

SUBSCRIPTS = {chr(0x2080 + digit): str(digit) for digit in range(10)}
SUBSCRIPT_SCALE, SUBSCRIPT_DROP = 0.62, 0.14
"""Size against the digit, and how far below the baseline, in parts of an em."""


def add_marks(font: TTFont) -> None:
    """Draw what `font` (TrueType) has no glyph for."""
    em = font["head"].unitsPerEm
    for mark, contours in MARKS.items():
        _add(font, mark, _outline(contours, em), em)
    for mark, digit in SUBSCRIPTS.items():
        name = font.getBestCmap()[ord(digit)]
        pen = TTGlyphPen(font["glyf"])
        scale = SUBSCRIPT_SCALE
        pen.addComponent(name, (scale, 0, 0, scale, 0, -SUBSCRIPT_DROP * em))
        _add(font, mark, pen.glyph(), round(font["hmtx"][name][0] * scale))


def _add(font: TTFont, mark: str, glyph: Glyph, width: int) -> None:
    if ord(mark) in font.getBestCmap():
        return
    name = f"uni{ord(mark):04X}"
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, glyph.xMin)
    font["maxp"].numGlyphs = len(font.getGlyphOrder())
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in {4, 12}:
            table.cmap[ord(mark)] = name


def _outline(contours: tuple[tuple[Point, ...], ...], em: int) -> Glyph:
    pen = TTGlyphPen(None)
    for ring in contours:
        points = [(round(x * em), round(y * em)) for x, y in _clockwise(ring)]
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def _clockwise(ring: tuple[Point, ...]) -> tuple[Point, ...]:
    """TrueType fills what runs clockwise."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))
    return ring if area < 0 else ring[::-1]
