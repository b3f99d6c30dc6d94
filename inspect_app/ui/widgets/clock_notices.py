"""The device's clock is wrong: by how much, what to do, and that nothing is lost by it."""

from __future__ import annotations

import flet as ft

from inspect_app.strings import Strings
from inspect_app.ui.hooks import Look
from inspect_app.ui.widgets.notice import NoticeKind, notice

_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))


def clock_notices(look: Look, ahead_s: float | None) -> list[ft.Control]:
    """Return one notice, or none when the clock is right or not compared yet."""
    if ahead_s is None:
        return []
    key = "sync.clock_ahead" if ahead_s > 0 else "sync.clock_behind"
    words = look.t(key, amount=amount_words(look.t, abs(ahead_s)))
    return [notice(look, words, NoticeKind.warned, key="clock-wrong")]


def amount_words(t: Strings, seconds: float) -> str:
    """Return the largest unit that fits: nobody sets a clock by the odd minutes of a year."""
    name, size = next((each for each in _UNITS if seconds >= each[1]), _UNITS[-1])
    return t(f"sync.amount_{name}", count=round(seconds / size))
