"""The words over items that belong together within a section."""

from __future__ import annotations

from collections.abc import Iterator

import flet as ft

from forms.definition import Group
from forms.sheet import SectionState, Slot
from inspect_app.services.inspections import OpenInspection
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SPACE_2, SPACE_3, SPACE_4
from inspect_app.ui.walk_parts import Parts, section_topic, use_part


@ft.memo
@ft.component
def GroupHeading(look: Look, parts: Parts, section_key: str, group_id: str) -> ft.Control:
    """A group within a group stands further in."""
    found = use_part(
        parts, section_topic(section_key), lambda opened: _group(opened, section_key, group_id)
    )
    assert found is not None, "a heading is drawn of a group that is there"
    group, depth = found
    words = ft.Text(
        look.t.of(group.label),
        key=f"group-{section_key}-{group_id}",
        size=SIZE_BODY,
        weight=look.palette.strong,
        color=ft.Colors.ON_SURFACE_VARIANT,
    )
    inset = SPACE_2 + depth * SPACE_3
    return ft.Container(words, padding=ft.Padding.only(left=inset, top=SPACE_4, right=SPACE_2))


def headed(state: SectionState) -> Iterator[tuple[Slot, tuple[Group, ...]]]:
    """Each slot that is shown, with the groups that begin before it and say what they are."""
    section = state.section
    shown = (slot for slot in state.slots if slot.item.is_shown)
    if not section.groups:
        yield from ((slot, ()) for slot in shown)
        return
    open_groups: tuple[Group, ...] = ()
    for slot in shown:
        around = section.groups_of(slot.item)
        yield slot, tuple(each for each in around if each not in open_groups and each.label.zh)
        open_groups = around


def _group(opened: OpenInspection, section_key: str, group_id: str) -> tuple[Group, int]:
    """The group, and how many stand around it."""
    section = opened.sheet.section(section_key).section
    groups = {group.id: group for group in section.groups}
    group, depth = groups[group_id], 0
    outer = group.within
    while outer in groups and depth < len(groups):
        outer, depth = groups[outer].within, depth + 1
    return group, depth
