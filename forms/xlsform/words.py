"""The languages of a workbook, and the words of one cell in each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.terms import NO_TEXT, Text

UNNAMED = ""
"""Words under a heading that names no language."""
UNDETERMINED = "und"
UNCODED = "mis"
"""ISO 639-3: a language that its heading does not tell, and one that has no code."""
CHINESE, ENGLISH = "zh", "en"
HEADINGS = {CHINESE: "中文 (zh)", ENGLISH: "English (en)"}

_TAG = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)\s*$")
_BARE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HAN = re.compile(r"[㐀-鿿]")
_NAMES: Mapping[str, str] = {
    "english": "en",
    "chinese": "zh",
    "mandarin": "zh",
    "中文": "zh",
    "汉语": "zh",
    "简体中文": "zh",
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "spanish": "es",
    "español": "es",
    "portuguese": "pt",
    "arabic": "ar",
    "swahili": "sw",
    "kiswahili": "sw",
    "hindi": "hi",
    "russian": "ru",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "nepali": "ne",
    "bengali": "bn",
    "urdu": "ur",
    "macedonian": "mk",
}


@dataclass(frozen=True, slots=True)
class Languages:
    """The headings' names of languages, and the tag of what stands under no language."""

    names: Mapping[str, str]
    """Tag to the name as the workbook has it."""
    unnamed: str = UNDETERMINED

    @classmethod
    def of(cls, names: Iterable[str], default: str, sample: str) -> Languages:
        """`default` is the setting; without one, the words themselves tell which they are."""
        by_tag: dict[str, str] = {}
        for name in names:
            if name and name != "default":
                by_tag.setdefault(tag_of(name), name)
        if default and default != "default":
            return cls(by_tag, tag_of(default))
        if not by_tag:
            return cls(by_tag, CHINESE if _HAN.search(sample) else ENGLISH)
        return cls(by_tag)

    def text(self, words: Mapping[str, str]) -> Text:
        """Chinese and English, each standing in for the other; every other language beside them."""
        by_tag: dict[str, str] = {}
        for name, said in words.items():
            tag = self.unnamed if name in (UNNAMED, "default") else tag_of(name)
            if said.strip() and (name or tag not in by_tag):
                by_tag[tag] = said.strip()
        if not by_tag:
            return NO_TEXT
        first = by_tag.get(self.unnamed) or next(iter(by_tag.values()))
        chinese = by_tag.get(CHINESE) or by_tag.get(UNDETERMINED) or by_tag.get(ENGLISH) or first
        english = by_tag.get(ENGLISH) or by_tag.get(UNDETERMINED) or by_tag.get(CHINESE) or first
        rest = {tag: said for tag, said in by_tag.items() if tag not in (CHINESE, ENGLISH)}
        if rest.get(UNDETERMINED) in (chinese, english):
            del rest[UNDETERMINED]
        return Text(chinese, english, tuple(sorted(rest.items())))

    @property
    def stands_in(self) -> str | None:
        """The language whose words are shown for a missing Chinese or English; None if both are."""
        has = set(self.names) | {self.unnamed}
        if {CHINESE, ENGLISH} <= has:
            return None
        return next(tag for tag in (CHINESE, ENGLISH, self.unnamed, *self.names) if tag in has)


def tag_of(name: str) -> str:
    """`English (en)`, `english`, `en`, `zh-CN` → the tag; one of its own where there is no code."""
    plain = name.strip()
    found = _TAG.search(plain)
    word = found.group(1).replace("_", "-") if found else _NAMES.get(plain.lower(), plain)
    if _BARE_TAG.fullmatch(word):
        main = word.split("-")[0]
        return main if main in HEADINGS else word
    pieces = re.findall(r"[a-z0-9]{2,8}", plain.lower())
    return "-".join([UNCODED, *pieces[:4]]) if pieces else UNDETERMINED
