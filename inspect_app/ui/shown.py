"""Reading stored facts only while the screen that shows them lies on top."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import flet as ft

from inspect_app.services import Services
from inspect_app.ui.hooks import use_services, use_subscriptions

T = TypeVar("T")


def use_shown_query(
    query: Callable[[Services], T],
    depends: object = None,
    *,
    follows_sync: bool = False,
    hears_answers: bool = True,
) -> T:
    """Return `query(services)` like `use_query`, but rest while another screen lies on top.

    The screens below an inspection stay mounted; without this each tap there would read for all
    of them. What changed meanwhile is read when the screen is shown again.
    With `follows_sync`, the progress of an exchange counts as a change; `hears_answers` as
    `Changes.subscribe` takes it.
    """
    services = use_services()
    is_shown = _level(ft.use_route_location()) == _level(ft.use_view_path())
    kept, asked, is_stale = ft.use_ref(None), ft.use_ref(None), ft.use_ref(False)
    _, redraw = ft.use_state(0)
    asked.current = (is_shown, depends, query)
    if kept.current is None or kept.current[0] != depends or (is_shown and is_stale.current):
        kept.current, is_stale.current = (depends, query(services)), False

    def refresh() -> None:
        shown, key, latest = asked.current
        if not shown:
            is_stale.current = True
            return
        fresh = (key, latest(services))
        if fresh != kept.current:
            kept.current = fresh
            redraw(lambda count: count + 1)

    def begin() -> Iterator[Callable[[], None]]:
        yield services.changes.subscribe(refresh, hears_answers=hears_answers)
        if follows_sync:
            yield services.sync.follow(refresh)
        refresh()

    use_subscriptions(begin)
    return kept.current[1]


def _level(path: str) -> str:
    return path.rstrip("/") or "/"
