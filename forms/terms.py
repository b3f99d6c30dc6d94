"""The closed sets and the two-language text that checklists are written in.

The values are stored and sent, so they never change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

UNIT_KINDS = (
    "kindergarten",
    "primary",
    "middle",
    "high",
    "vocational",
    "special",
    "training_centre",
    "bus_operator",
    "canteen",
    "site",
)


class AnswerType(StrEnum):
    pass_fail = "pass_fail"
    number = "number"
    date = "date"
    choice = "choice"
    text = "text"
    count = "count"
    """Things counted: a whole number, never below zero."""
    integer = "integer"
    time = "time"
    date_time = "date_time"
    choices = "choices"
    """Any of several; stored as their values with spaces between, as XForms does."""
    photo = "photo"
    signature = "signature"
    """Strokes as JSON text: lists of points in thousandths of the pad's width."""
    barcode = "barcode"
    geopoint = "geopoint"
    """Latitude, longitude, altitude and accuracy with spaces between, as XForms does."""
    geotrace = "geotrace"
    """Geopoints along a line, with semicolons between."""
    geoshape = "geoshape"
    """The corners of an area; the last is the first again."""
    rank = "rank"
    """All choices, the first first, with spaces between."""
    audio = "audio"
    video = "video"
    file = "file"
    """A file of any kind; the value is its name, and the answer's photo its bytes."""
    note = "note"
    """Words to read; there is nothing to enter."""
    calculate = "calculate"
    """Computed by `calculation`; there is nothing to enter."""

    @property
    def is_entered(self) -> bool:
        """False for what a person only reads."""
        return self not in (AnswerType.note, AnswerType.calculate)

    @property
    def is_numeric(self) -> bool:
        return self in (AnswerType.number, AnswerType.count, AnswerType.integer)

    @property
    def is_chosen(self) -> bool:
        return self in (AnswerType.choice, AnswerType.choices, AnswerType.rank)

    @property
    def is_of_several(self) -> bool:
        """The value names several choices, with spaces between."""
        return self in (AnswerType.choices, AnswerType.rank)

    @property
    def is_file(self) -> bool:
        """True for what is chosen as a file and kept as it is."""
        return self in (AnswerType.audio, AnswerType.video, AnswerType.file)


class Purpose(StrEnum):
    """What a form is for; a checklist judges, a register notes."""

    checklist = "checklist"
    register = "register"


class Grade(StrEnum):
    """How bad a failure is; `serious` is the district's own level (design.md glossary)."""

    general = "general"
    serious = "serious"
    major = "major"

    @property
    def rank(self) -> int:
        """1 for general, 2 for serious, 3 for major."""
        return _GRADES.index(self) + 1

    @property
    def raised(self) -> Grade:
        """The next grade up; major stays major."""
        return _GRADES[min(self.rank, len(_GRADES) - 1)]


_GRADES = tuple(Grade)


class PhotoRule(StrEnum):
    always = "always"
    on_fail = "on_fail"
    none = "none"


class Confidence(StrEnum):
    """How far a basis was checked (domain.md §0.1)."""

    A = "A"
    """Text read, or clause and substance checked against a public source."""
    B = "B"
    """Title and number certain; clause or value not checked word for word."""
    V = "V"
    """To be verified before use; shown as 待核."""
    S = "S"
    """Required by the campaign plan itself."""


class Result(StrEnum):
    passed = "pass"
    failed = "fail"
    not_applicable = "na"


class Reason(StrEnum):
    """Why an item does not apply; asked so that 不适用 is no way out (domain.md §2.0)."""

    no_such_thing = "no_such_thing"
    out_of_use = "out_of_use"
    not_in_session = "not_in_session"
    other = "other"


class Frequency(StrEnum):
    each_time = "each_time"
    daily = "daily"
    weekly = "weekly"
    monthly = "monthly"
    quarterly = "quarterly"
    half_yearly = "half_yearly"
    term = "term"
    yearly = "yearly"
    each_batch = "each_batch"
    half_monthly = "half_monthly"
    each_trip = "each_trip"
    each_project = "each_project"
    before_holidays = "before_holidays"
    before_flood_season = "before_flood_season"
    campaign = "campaign"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and English, and in what other languages a form brings along."""

    zh: str
    en: str
    others: tuple[tuple[str, str], ...] = ()
    """Language tag and words, by tag; the app keeps them for export and does not show them."""

    def in_(self, language: str) -> str:
        """Return the words for "zh_CN" or "en"; any other language gets the Chinese."""
        return self.en if language == "en" and self.en else self.zh

    def to_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en, **dict(self.others)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        others = tuple(sorted((tag, plain[tag]) for tag in plain if tag not in ("zh", "en")))
        return cls(plain["zh"], plain.get("en", ""), others)


NO_TEXT = Text("", "")

Kept = tuple[tuple[str, str], ...]
"""What an XLSForm says beyond our language: headings with their cells. No effect here; exported."""
