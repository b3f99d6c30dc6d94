"""Both languages say everything, with the same blanks to fill in."""

import ast
import re
import string
from pathlib import Path

import pytest

from inspect_app.errors import AppError
from inspect_app.strings import AREAS, BASE_LANGUAGE, LANGUAGES, Strings, catalog, strings

ROOT = Path(__file__).parents[2]
CJK = re.compile(r"[\u4e00-\u9fff]")


def blanks(entry):
    texts = entry if isinstance(entry, tuple) else (entry,)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def literal_keys():
    """Return every literal that is passed to `t(...)` in the client, with its place."""
    for path in sorted((ROOT / "inspect_app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            key = node.args[0]
            if name == "t" and isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def subclasses(kind):
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_key(language):
    missing = catalog(BASE_LANGUAGE).keys() ^ catalog(language).keys()

    assert not missing, sorted(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_blanks_are_the_same_in_every_language(language):
    base, other = catalog(BASE_LANGUAGE), catalog(language)
    date_parts = {"month", "month_name"}

    differing = {
        key: (blanks(base[key]), blanks(other[key]))
        for key in base.keys() & other.keys()
        if (blanks(base[key]) ^ blanks(other[key])) - date_parts
    }

    assert not differing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_the_code_names_is_there(language):
    known = catalog(language)

    missing = [(key, place) for key, place in literal_keys() if key not in known]

    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence(language):
    known = catalog(language)
    keys = {kind.key for kind in subclasses(AppError)}

    assert not keys - known.keys()


def test_key_is_in_one_area_only():
    for language in LANGUAGES:
        parts = [
            __import__(f"inspect_app.strings.{language}.{area}", fromlist=["STRINGS"]).STRINGS
            for area in AREAS
        ]
        assert sum(map(len, parts)) == len(catalog(language))


def test_english_has_no_chinese_in_it():
    entries = catalog("en").items()

    mixed = {key for key, entry in entries if CJK.search(str(entry))} - {"common.language.zh_CN"}

    assert not mixed


def test_no_sentence_shouts():
    for language in LANGUAGES:
        shouting = [
            key for key, entry in catalog(language).items() if re.search(r"\w[!！]", str(entry))
        ]
        assert not shouting


def test_one_and_many_are_told_apart():
    t = Strings("en", {"photos": ("{count} photo", "{count} photos")})

    assert (t("photos", count=1), t("photos", count=2)) == ("1 photo", "2 photos")


def test_missing_key_is_shown_as_itself_and_logged(caplog):
    assert strings("en")("no.such_key") == "no.such_key"
    assert "no.such_key" in caplog.text


def test_sizes_are_given_as_people_say_them():
    t = strings("en")

    assert [t.size(count) for count in (0, 1, 320_400, 4_200_000, 21_000_000_000)] == [
        "0 KB",
        "1 KB",
        "320 KB",
        "4.2 MB",
        "21.0 GB",
    ]
