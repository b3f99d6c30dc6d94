"""Everything a person reads: one catalog per language, looked up by key."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module

from forms.definition import Text

logger = logging.getLogger(__name__)

BASE_LANGUAGE = "zh_CN"
LANGUAGES = (BASE_LANGUAGE, "en")
AREAS = (
    "common",
    "today",
    "scan",
    "form",
    "inspection",
    "review",
    "hazard",
    "photo",
    "sync",
    "me",
    "enrol",
    "error",
    "document",
)

Entry = str | tuple[str, str]
"""A sentence with `{placeholders}`, or (one, other) chosen by `count`."""


class Strings:
    """The catalog of one language; call it with a key."""

    def __init__(self, language: str, catalog: Mapping[str, Entry]) -> None:
        self.language = language
        self._catalog = catalog

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the sentence of `key`; a missing key is logged and shown as itself."""
        entry = self._catalog.get(key)
        if entry is None:
            logger.error("no string %r in %s", key, self.language)
            return key
        if isinstance(entry, tuple):
            entry = entry[0] if params.get("count") == 1 else entry[1]
        return entry.format_map(_Shown(params))

    def __contains__(self, key: str) -> bool:
        return key in self._catalog

    def of(self, text: Text) -> str:
        """Return a form's text in this language."""
        return text.in_(self.language)

    def day(self, day: date, *, with_weekday: bool = True) -> str:
        """Return `11月23日 周一` or `Mon 23 Nov`."""
        return self(
            "common.day_with_weekday" if with_weekday else "common.day",
            day=day.day,
            month=day.month,
            month_name=self(f"common.month.{day.month}"),
            weekday=self(f"common.weekday.{day.weekday()}"),
        )

    def full_day(self, day: date) -> str:
        return self(
            "common.full_day",
            year=day.year,
            month=day.month,
            day=day.day,
            month_name=self(f"common.month.{day.month}"),
        )

    def moment(self, moment: datetime) -> str:
        """Return day and time in the device's zone."""
        local = moment.astimezone()
        return f"{self.day(local.date(), with_weekday=False)} {local:%H:%M}"

    def size(self, count: int) -> str:
        """Return a size as `320 KB`, `4.2 MB` or `21.0 GB`."""
        if count < 1_000_000:
            return f"{max(1, round(count / 1_000)) if count else 0} KB"
        if count < 1_000_000_000:
            return f"{count / 1_000_000:.1f} MB"
        return f"{count / 1_000_000_000:.1f} GB"


class _Shown(dict[str, object]):
    def __missing__(self, name: str) -> str:
        logger.error("no value for {%s}", name)
        return "…"


@cache
def strings(language: str) -> Strings:
    """Return the catalog of `language`, or of the base language when it is unknown."""
    language = language if language in LANGUAGES else BASE_LANGUAGE
    return Strings(language, catalog(language))


def catalog(language: str) -> dict[str, Entry]:
    """Return all areas of `language` as one mapping."""
    merged: dict[str, Entry] = {}
    for area in AREAS:
        merged |= import_module(f"inspect_app.strings.{language}.{area}").STRINGS
    return merged
