"""The bundled font can write everything that the app says."""

import io
import json

import pytest
from fontTools.ttLib import TTFont

from inspect_app.strings import LANGUAGES, catalog
from tests.library import library
from webapp.cache import Cache
from webapp.fonts import font_files
from webapp.layout import CACHE
from webapp.marks import MARKS, SUBSCRIPTS


@pytest.fixture(scope="module")
def faces():
    files = font_files(Cache(CACHE))
    return {weight: TTFont(io.BytesIO(content)) for weight, content in files.items()}


@pytest.mark.parametrize("weight", [400, 700])
def test_every_character_of_words_and_checklists_has_a_glyph(faces, weight):
    said = "".join(str(entry) for each in LANGUAGES for entry in catalog(each).values())
    asked = "".join(json.dumps(f.to_dict(), ensure_ascii=False) for f in library())
    known = faces[weight].getBestCmap()

    missing = {c for c in said + asked if ord(c) not in known and c.isprintable()}

    assert not missing


@pytest.mark.parametrize("mark", [*MARKS, *SUBSCRIPTS])
def test_drawn_mark_has_ink(faces, mark):
    font = faces[400]
    glyph = font["glyf"][font.getBestCmap()[ord(mark)]]

    assert glyph.xMax > glyph.xMin
    assert glyph.yMax > glyph.yMin
