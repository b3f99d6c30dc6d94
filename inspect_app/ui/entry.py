"""Who stands in the door: enrolling keeps its screen until the first pull is through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft


@dataclass(frozen=True, slots=True)
class Entry:
    come_in: Callable[[], None]
    """Enrolling has begun: the door stays, even when the identity is kept already."""
    leave: Callable[[], None]


EntryContext = ft.create_context(Entry(lambda: None, lambda: None))


def use_entry() -> Entry:
    return ft.use_context(EntryContext)
