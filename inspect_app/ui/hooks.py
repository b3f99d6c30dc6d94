"""Where components meet the rest of the app: services, words, looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import flet as ft

from inspect_app.services import Services
from inspect_app.strings import Strings
from inspect_app.ui.theme import PALETTES, WIDE_PX, Palette, ThemeKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """What every component needs to draw in the person's language, colours and width."""

    t: Strings
    theme: ThemeKind
    width_px: int

    @property
    def palette(self) -> Palette:
        return PALETTES[self.theme]

    @property
    def is_wide(self) -> bool:
        return self.width_px >= WIDE_PX


ServicesContext = ft.create_context(None)
LookContext = ft.create_context(None)


def use_services() -> Services:
    services = ft.use_context(ServicesContext)
    assert services is not None, "render inside ServicesContext"
    return services


def use_look() -> Look:
    look = ft.use_context(LookContext)
    assert look is not None, "render inside LookContext"
    return look


def use_newest(initial: T | Callable[[], T]) -> tuple[T, Callable[[T], None], Callable[[], T]]:
    """Return a value as `use_state` does, and after it what reads the newest one.

    On a slow phone the tap on a button arrives before the screen is drawn again: what a handler
    remembers from the last drawing lacks the last key stroke.
    """
    value, redraw = ft.use_state(initial)
    newest = ft.use_ref(lambda: value)

    def put(fresh: T) -> None:
        newest.current = fresh
        redraw(fresh)

    return value, put, lambda: newest.current


def use_subscriptions(begin: Callable[[], Iterable[Callable[[], None]]]) -> None:
    """Run `begin` once the component is shown, and all that it yielded when it is gone.

    Flet 1.0.5 forgets a cleanup that an effect returns, and cleans up as well after a component
    that left before it was shown.
    """
    ends = ft.use_ref(lambda: [])

    def start() -> None:
        ends.current = list(begin())

    def stop() -> None:
        for end in ends.current:
            end()

    ft.use_effect(start, [], cleanup=stop)


def use_query(
    query: Callable[[Services], T], depends: object = None, *, hears_answers: bool = True
) -> T:
    """Return `query(services)` and render again when stored data changes its result.

    `hears_answers` as `Changes.subscribe` takes it. `depends` names what `query` closes over, such
    as an id: another one asks anew.
    """
    services = use_services()
    asked = ft.use_ref(None)
    result, set_result = ft.use_state(lambda: (depends, query(services)))
    asked.current = (depends, query)

    def refresh() -> None:
        key, latest = asked.current
        fresh = (key, latest(services))
        set_result(lambda known: known if known == fresh else fresh)

    def begin() -> Iterator[Callable[[], None]]:
        yield services.changes.subscribe(refresh, hears_answers=hears_answers)
        refresh()

    use_subscriptions(begin)
    if result[0] != depends:
        return query(services)
    return result[1]
