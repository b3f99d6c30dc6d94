"""Where the bundled Chinese font lies on a machine with a file system."""

import json
import os
from pathlib import Path

from inspect_app.errors import StampFontMissing

FONT_VARIABLE = "INSPECT_APP_FONT"
FAMILY = "NotoSansSC"
REGULAR, BOLD = 400, 700
FACES = {REGULAR: "Regular", BOLD: "Bold"}
_HOME = Path(__file__).resolve().parents[2]
_PLACES = (_HOME / "assets", _HOME / "build" / "web" / "assets")
"""Beside a packaged app; where `make app` builds the phone app."""


def find_stamp_font(weight: int = REGULAR) -> Path:
    """The setting, else what the build installed; never a system font, which may lack Chinese."""
    if named := os.environ.get(FONT_VARIABLE):
        places = [Path(named)]
    else:
        places = [font for place in _PLACES for font in _bundled_fonts(place, weight)]
    for font in places:
        if font.is_file():
            return font
    raise StampFontMissing(place=named or os.pathsep.join(map(str, _PLACES)))


def _bundled_fonts(assets: Path, weight: int) -> list[Path]:
    """The face of that weight by Flutter's list of fonts, else by its name."""
    manifest = assets / "FontManifest.json"
    if not manifest.is_file():
        return sorted((assets / "fonts").glob(f"{FAMILY}-{FACES[weight]}.*"))
    return [
        assets / font["asset"]
        for family in json.loads(manifest.read_text("utf-8"))
        if family["family"] == FAMILY
        for font in family["fonts"]
        if font.get("weight", REGULAR) == weight
    ]
