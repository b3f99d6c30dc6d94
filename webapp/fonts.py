"""The Chinese font, cut down to the characters that a school's inspection can contain."""

import io
from pathlib import Path

from fontTools import subset

from webapp import marks
from webapp.cache import Cache
from webapp.layout import ASSETS, digest
from webapp.npm import package_files

FONT_PACKAGE = "@expo-google-fonts/noto-sans-sc"
FACES = {
    400: "400Regular/NotoSansSC_400Regular.ttf",
    700: "700Bold/NotoSansSC_700Bold.ttf",
}
"""Weight to file: 400 for text, 700 for headings."""

STANDARD_CHARACTERS = ASSETS / "fonts" / "standard-hanzi-8105.txt"
"""《通用规范汉字表》 (State Council, 2013): 8105 characters, names and places included."""

SYMBOL_BLOCKS = (
    (0x0020, 0x007F),  # Basic Latin
    (0x00A0, 0x0180),  # Latin-1, Latin Extended-A
    (0x0391, 0x03CA),  # Greek
    (0x2000, 0x2070),  # punctuation
    (0x20A0, 0x20D0),  # currency
    (0x2100, 0x2150),  # letterlike: ℃ № ™
    (0x2160, 0x2300),  # Roman numerals, arrows, mathematics
    (0x2460, 0x2700),  # circled numbers, boxes, shapes, check marks
    (0x3000, 0x3040),  # CJK punctuation
    (0x3220, 0x3400),  # enclosed CJK, units such as ㎡
    (0xFF00, 0xFFF0),  # full-width forms
)


def font_files(cache: Cache) -> dict[int, bytes]:
    """Weight to the subset font as TrueType.

    Not WOFF2: Flutter unpacks that anew at every start and for every family, which took two
    seconds of six here; brotli on the wire does nearly as well.
    """
    characters = wanted_characters()
    return {
        weight: _subset(cache, member, characters, flavor=None) for weight, member in FACES.items()
    }


def screen_font(cache: Cache, text: str) -> bytes:
    """A few kilobytes for the characters of `text`: the first screen, before any font is loaded."""
    characters = frozenset(text) | frozenset(map(chr, range(0x20, 0x7F)))
    return _subset(cache, FACES[400], characters, flavor="woff2")


def wanted_characters() -> frozenset[str]:
    """Standard characters, GB 2312 (what older records use) and symbols."""
    standard = STANDARD_CHARACTERS.read_text("utf-8").split()
    symbols = (chr(code) for first, end in SYMBOL_BLOCKS for code in range(first, end))
    return frozenset("".join(standard)) | _gb2312() | frozenset(symbols)


def _gb2312() -> frozenset[str]:
    pairs = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return frozenset(character for pair in pairs for character in pair.decode("gb2312", "ignore"))


def _subset(cache: Cache, member: str, characters: frozenset[str], *, flavor: str | None) -> bytes:
    source = package_files(cache, FONT_PACKAGE, tuple(FACES.values())) / member
    recipe = Path(__file__).read_bytes() + Path(marks.__file__).read_bytes()
    key = digest(
        str(source.parent.parent.name), member, "".join(sorted(characters)), str(flavor), recipe
    )
    return cache.content("font", key, lambda: _cut(source, characters, flavor))


def _cut(source: Path, characters: frozenset[str], flavor: str | None) -> bytes:
    options = subset.Options()
    options.flavor = flavor
    options.hinting = False
    options.layout_features = ["kern", "liga", "locl", "ccmp", "mark", "mkmk"]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG"]
    font = subset.load_font(str(source), options)
    with font:
        font.recalcTimestamp = False
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(character) for character in characters])
        cutter.subset(font)
        marks.add_marks(font)
        out = io.BytesIO()
        subset.save_font(font, out, options)
    return out.getvalue()
