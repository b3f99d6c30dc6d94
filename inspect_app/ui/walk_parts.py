"""Who draws which part of a walk: a tap draws the card that it answered, not the whole screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeVar

import flet as ft

from forms.sheet import SectionState
from inspect_app.errors import AppError
from inspect_app.services import Services
from inspect_app.services.inspections import OpenInspection
from inspect_app.ui.hooks import use_subscriptions

ANY = ""
"""The topic of whoever wants to hear of every change."""
LATER_S = 0.03
"""A frame or two: what follows from an answer is drawn after the answer itself stands there."""

Opened = OpenInspection | AppError
T = TypeVar("T")


def card_topic(slot_key: str) -> str:
    return f"card-{slot_key}"


def section_topic(section_key: str) -> str:
    return f"section-{section_key}"


class Parts:
    """The inspection that a screen shows, and the components that draw parts of it.

    Comparing a screen's whole tree with its last costs Flet four times what the tap itself costs.
    """

    def __init__(self, services: Services, draft_id: str) -> None:
        self._services = services
        self._draft_id = draft_id
        self._followers: dict[str, dict[object, Callable[[], None]]] = {}
        self.opened = self._read()
        """The inspection as it stands, or why it cannot be opened."""

    def follow(self, topic: str, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when a part changes, until the returned function is called."""
        place = object()
        self._followers.setdefault(topic, {})[place] = listener
        return lambda: self._leave(topic, place)

    def refresh(self) -> None:
        """Read again, and tell those whose part is another one now."""
        before, self.opened = self.opened, self._read()
        if before is self.opened:
            return
        for topic in _changed(before, self.opened):
            for listener in list(self._followers.get(topic, {}).values()):
                listener()

    def _leave(self, topic: str, place: object) -> None:
        self._followers.get(topic, {}).pop(place, None)

    def _read(self) -> Opened:
        return opened_or_error(self._services, self._draft_id)


def opened_or_error(services: Services, draft_id: str) -> Opened:
    """Return why it cannot be opened instead of raising: it may be gone while it is shown."""
    try:
        return services.inspections.open(draft_id)
    except AppError as error:
        return error


def _changed(before: Opened, after: Opened) -> Iterator[str]:
    yield ANY
    if isinstance(before, AppError) or isinstance(after, AppError):
        return
    known = {state.key: state for state in before.sheet.sections}
    for state in after.sheet.sections:
        old = known.get(state.key)
        if old is None or old is state:
            continue
        yield section_topic(state.key)
        slots = {slot.key: slot for slot in old.slots}
        for slot in state.slots:
            if slots.get(slot.key) != slot:
                yield card_topic(slot.key)


def use_part(
    parts: Parts, topic: str, read: Callable[[OpenInspection], T], *, is_late: bool = False
) -> T | None:
    """Return what `read` finds in the inspection, and draw again when that is another value.

    What is gone already is drawn a last time as it was; None when it never was there. `is_late` is
    for what nobody looks at in the moment of a tap: the answer does not wait for it.
    """
    _, redraw = ft.use_state(0)
    seen, asked, due = ft.use_ref(None), ft.use_ref(None), ft.use_ref(None)
    asked.current = read
    seen.current = _found(parts, read, seen.current)

    def look_again() -> None:
        if _found(parts, asked.current, seen.current) != seen.current:
            redraw(lambda count: count + 1)

    def look_later() -> None:
        cancel()
        due.current = asyncio.get_running_loop().call_later(LATER_S, look_again)

    def cancel() -> None:
        if due.current is not None:
            due.current.cancel()

    def begin() -> Iterator[Callable[[], None]]:
        yield parts.follow(topic, look_later if is_late else look_again)
        yield cancel
        look_again()

    use_subscriptions(begin)
    return seen.current


def use_section(parts: Parts, section_key: str) -> SectionState:
    """Return the section, and draw again, after the answer, when its counts change."""
    state = use_part(
        parts,
        section_topic(section_key),
        lambda opened: opened.sheet.section(section_key),
        is_late=True,
    )
    assert state is not None, "a header is drawn of a section that is there"
    return state


def _found(parts: Parts, read: Callable[[OpenInspection], T], before: T | None) -> T | None:
    if isinstance(parts.opened, AppError):
        return before
    try:
        return read(parts.opened)
    except KeyError:
        return before
