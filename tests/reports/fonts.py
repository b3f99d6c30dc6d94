"""A font of boxes: a layout needs widths, not beauty."""

from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def boxes_font(path: Path, characters: Iterable[str]) -> Path:
    """Write a TrueType font with the same box for every one of `characters`."""
    drawn = sorted(set(characters))
    names = [".notdef", *(f"u{ord(character):04X}" for character in drawn)]
    pen = TTGlyphPen(None)
    for corner in ((50, 0), (50, 700), (450, 700), (450, 0)):
        (pen.moveTo if corner == (50, 0) else pen.lineTo)(corner)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in drawn})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800)
    builder.setupPost()
    builder.save(path)
    return path
