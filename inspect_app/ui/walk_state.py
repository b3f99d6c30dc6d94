"""What the screen of a walk remembers while it is shown: folds, the place, what lies over it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import flet as ft

from forms.sheet import Sheet, Slot
from inspect_app.errors import AppError
from inspect_app.services.inspections import OpenInspection
from inspect_app.ui.hooks import use_look, use_services, use_subscriptions
from inspect_app.ui.tasks import start
from inspect_app.ui.theme import MOTION_MS
from inspect_app.ui.walk import Walk
from inspect_app.ui.walk_parts import ANY, Opened, Parts, use_part

BUILT_AFTER_S = (0.05, 0.35)
"""When a card that is new on the list can be scrolled to: usually, and on a slow phone."""
BUSY_S = 0.15
"""A client that answers later than this was drawing: it may have scrolled in a list that it laid
out anew afterwards."""
ASKED_MAX = 6

Overlay = tuple[str, ...]
"""("basis", slot), ("photo", slot, digest), ("sign", slot), ("remove", asset) or
("discard",)."""


@dataclass(frozen=True)
class WalkState:
    opened: Opened
    """As it was when the screen was drawn last: a tap draws only the parts that it changes."""
    walk: Walk
    folded: frozenset[str]
    saving: frozenset[str]
    """The slots for which a photo is on its way."""
    overlay: Overlay | None
    rows: ft.MutableRef[ft.ListView | None]
    """The list that is scrolled."""
    go_to: Callable[[str], None]
    """Bring a slot into view; complete sections fold on the way."""
    fold: Callable[[str], None]
    """Fold or unfold a section."""
    lay_over: Callable[[Overlay | None], None]
    laid_out: Callable[..., None]
    """The client has laid out the list: from now on it can be scrolled."""
    scrolled: Callable[[ft.OnScrollEvent], None]
    """A finger moves the list: from now on it stays where the finger leaves it."""


def slot_at(opened: OpenInspection) -> Slot | None:
    """Return the slot where the inspector is; None at the start, or when it is asked no more."""
    try:
        return opened.sheet.slot(opened.draft.at_slot)
    except KeyError:
        return None


def _outline(opened: OpenInspection) -> tuple[object, ...]:
    """Return what the screen itself draws: which rows there are, and what they are about."""
    rows = tuple(
        (state.key, tuple(slot.key for slot in state.slots)) for state in opened.sheet.sections
    )
    return rows, opened.draft.place_name, opened.unit.name


def use_walk_state(draft_id: str) -> WalkState:
    look, services = use_look(), use_services()
    parts = ft.use_memo(lambda: Parts(services, draft_id), [draft_id])
    use_part(parts, ANY, _outline)
    folded, set_folded = ft.use_state(lambda: _folded_at_first(parts.opened))
    saving, set_saving = ft.use_state(frozenset())
    overlay, set_overlay = ft.use_state(None)
    target, set_target = ft.use_state(("", 0))
    rows, is_laid_out, is_moved = ft.use_ref(None), ft.use_ref(False), ft.use_ref(False)
    walk = ft.use_memo(
        lambda: Walk(
            services,
            look.t,
            draft_id,
            parts,
            on_saving=lambda slot_key, is_saving: set_saving(
                lambda now: now | {slot_key} if is_saving else now - {slot_key}
            ),
            on_explain=lambda slot_key: set_overlay(("basis", slot_key)),
            on_sign=lambda slot_key: set_overlay(("sign", slot_key)),
            on_photo=lambda slot_key, sha256: set_overlay(("photo", slot_key, sha256)),
        ),
        [draft_id, look.t],
    )

    def go_to(slot_key: str) -> None:
        sheet = walk.visit(slot_key)
        set_folded(folded_but(sheet, slot_key))
        set_target(lambda last: (scroll_target(sheet, slot_key), last[1] + 1))

    def follow() -> None:
        """Go where the draft is, when something else than a tap here has moved it."""
        here = None if isinstance(parts.opened, AppError) else slot_at(parts.opened)
        if here and here.key != walk.at:
            go_to(here.key)

    newest = ft.use_ref(None)
    newest.current = target

    def scroll() -> None:
        if target[0] and is_laid_out.current:
            seen = parts.opened
            is_moved.current = False

            def is_wanted() -> bool:
                return newest.current is target and parts.opened is seen and not is_moved.current

            start(look.t, lambda: _bring_into_view(rows, target[0], is_wanted))

    def laid_out(*_: object) -> None:
        if not is_laid_out.current:
            is_laid_out.current = True
            scroll()

    def scrolled(event: ft.OnScrollEvent) -> None:
        if (
            event.event_type is ft.ScrollType.USER
            and event.direction is not ft.ScrollDirection.IDLE
        ):
            is_moved.current = True

    use_following(parts, follow)
    ft.use_effect(scroll, [target])
    fold = ft.use_callback(lambda key: set_folded(lambda now: now ^ {key}), [])
    return WalkState(
        parts.opened,
        walk,
        folded,
        saving,
        overlay,
        rows,
        go_to,
        fold,
        set_overlay,
        laid_out,
        scrolled,
    )


def use_following(parts: Parts, follow: Callable[[], None]) -> None:
    """Keep `parts` as the store has them, and call `follow` now and at every change."""
    services = use_services()
    # Not `use_ref(follow)`: Flet calls what it is given to begin with.
    newest = ft.use_ref(None)
    newest.current = follow

    def begin() -> Iterator[Callable[[], None]]:
        yield services.changes.subscribe(parts.refresh)
        yield parts.follow(ANY, lambda: newest.current())
        parts.refresh()
        newest.current()

    use_subscriptions(begin)


def _folded_at_first(opened: Opened) -> frozenset[str]:
    here = None if isinstance(opened, AppError) else slot_at(opened)
    return folded_but(opened.sheet, here.key) if here else frozenset()


def folded_but(sheet: Sheet, slot_key: str) -> frozenset[str]:
    """Return the sections to fold: complete ones, but not the one where `slot_key` stands.

    Only on moving on, never while a section is worked in: what folds above the finger moves what
    lies under it.
    """
    wanting = {sheet.slot(problem.slot_key).section for problem in sheet.problems()}
    return frozenset(
        state.key
        for state in sheet.sections
        if state.done
        and state.key not in wanting
        and all(slot.key != slot_key for slot in state.slots)
    )


def scroll_target(sheet: Sheet, slot_key: str) -> str:
    """Return the scroll key that brings a slot into view: of its section when it stands first."""
    slot = sheet.slot(slot_key)
    first = next(state for state in sheet.sections if state.key == slot.section).slots[0]
    return f"section-{slot.section}" if first.key == slot_key else f"card-{slot_key}"


async def _bring_into_view(
    rows: ft.MutableRef[ft.ListView | None], scroll_key: str, is_wanted: Callable[[], bool]
) -> None:
    """The client says nothing of a key that it has not built yet, so it is asked twice, and on
    while it is busy; after the next answer, or once a finger has moved the list, it would move
    under the finger."""
    for number in range(ASKED_MAX):
        await asyncio.sleep(BUILT_AFTER_S[min(number, 1)])
        if rows.current is None or not is_wanted():
            return
        began = time.monotonic()
        await rows.current.scroll_to(scroll_key=scroll_key, duration=MOTION_MS)
        if number and time.monotonic() - began < BUSY_S:
            return
