"""Many to choose from: a field to search in, what is chosen, and the first that fit."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.sheet import Slot
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_ITEM, SPACE_2, field_border
from inspect_app.ui.widgets.card import small
from inspect_app.ui.widgets.choice_bar import choice_bar

MANY = 20
"""From here on a list is longer than a screen."""
SHOWN_MAX = 12


@ft.component
def LongChoices(
    look: Look, slot: Slot, chosen: tuple[str, ...], on_choose: Callable[[str], object]
) -> ft.Control:
    """What is chosen stands first, whatever is searched for."""
    sought, set_sought = ft.use_state("")
    offered = [(choice.value, look.t.of(choice.label)) for choice in slot.choices]
    picked = [each for each in offered if each[0] in chosen]
    fitting = [each for each in offered if each[0] not in chosen and _fits(each, sought)]
    shown = fitting[:SHOWN_MAX]
    parts: list[ft.Control] = [
        ft.Row(
            [
                ft.TextField(
                    key=f"search-{slot.key}",
                    hint_text=look.t("entry.search_choices", count=len(offered)),
                    prefix_icon=ft.Icons.SEARCH,
                    text_size=SIZE_ITEM,
                    expand=True,
                    border=field_border(look.theme),
                    on_change=lambda event: set_sought(event.control.value or ""),
                )
            ]
        ),
        choice_bar(look, f"choice-{slot.key}", [*picked, *shown], chosen, on_choose, wrap=True),
    ]
    if not fitting and sought:
        parts.append(small(look, look.t("entry.no_choice", sought=sought)))
    elif len(fitting) > len(shown):
        parts.append(small(look, look.t("entry.more_choices", count=len(fitting) - len(shown))))
    return ft.Column(parts, spacing=SPACE_2, tight=True)


def _fits(choice: tuple[str, str], sought: str) -> bool:
    """Every word is in the choice's words or in its value."""
    text = " ".join(choice).casefold()
    return all(word in text for word in sought.casefold().split())
