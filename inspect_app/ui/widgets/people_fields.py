"""Who inspects, and who accompanies on the unit's side."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.domain.inspection import Draft
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SPACE_2
from inspect_app.ui.widgets.typed_field import TypedField

OnPeople = Callable[[tuple[str, ...], str], None]


def people_fields(look: Look, draft: Draft, on_people: OnPeople) -> ft.Control:
    """Return a field for each inspector (two when official) and for the companion."""
    names = (*draft.inspectors, "", "")[: 2 if draft.kind.is_official else 1]

    def rename(position: int, name: str) -> None:
        changed = [*names]
        changed[position] = name.strip()
        on_people(tuple(kept for kept in changed if kept), draft.companion)

    fields = [
        _field(look, f"inspector-{number}", "review.inspector_name", name, number, rename)
        for number, name in enumerate(names)
    ]
    companion = TypedField(
        look,
        "companion",
        look.t("review.companion"),
        draft.companion,
        lambda name: on_people(draft.inspectors, name.strip()),
        key="field-companion",
    )
    return ft.Column([ft.Row(fields, spacing=SPACE_2), ft.Row([companion])], spacing=SPACE_2)


def _field(
    look: Look,
    key: str,
    label: str,
    name: str,
    position: int,
    rename: Callable[[int, str], None],
) -> ft.Control:
    return TypedField(
        look, key, look.t(label), name, lambda text: rename(position, text), key=f"field-{key}"
    )
