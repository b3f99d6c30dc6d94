"""Glyphs that the Chinese font lacks and the screens use: tick, cross, small triangle."""

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


def add_marks(font: TTFont) -> None:
    """Draw the marks that `font` (TrueType) has no glyph for."""
    em = font["head"].unitsPerEm
    known = font.getBestCmap()
    for mark, contours in MARKS.items():
        if ord(mark) in known:
            continue
        name = f"uni{ord(mark):04X}"
        outline = _outline(contours, em)
        font["glyf"][name] = outline
        outline.recalcBounds(font["glyf"])
        font["hmtx"][name] = (em, min(round(x * em) for ring in contours for x, _ in ring))
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format in {4, 12}:
                table.cmap[ord(mark)] = name
    font["maxp"].numGlyphs = len(font.getGlyphOrder())


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
