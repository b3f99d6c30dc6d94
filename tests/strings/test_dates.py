"""Dates as each language writes them."""

from datetime import date

from inspect_app.strings import strings

MONDAY = date(2026, 11, 23)


def test_day_is_written_as_each_language_does():
    assert strings("zh_CN").day(MONDAY) == "11月23日 周一"
    assert strings("en").day(MONDAY) == "Mon 23 Nov"


def test_full_day_names_the_year():
    assert strings("zh_CN").full_day(MONDAY) == "2026年11月23日"
    assert strings("en").full_day(MONDAY) == "23 Nov 2026"
