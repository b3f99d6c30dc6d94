"""Why an item does not apply: asked, so that 不适用 is no way out."""

from __future__ import annotations

import flet as ft

from forms.sheet import Slot
from forms.terms import Reason
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SPACE_2
from inspect_app.ui.walk import Walk
from inspect_app.ui.widgets.choice_bar import choice_bar
from inspect_app.ui.widgets.typed_field import TypedField


def reason_fields(look: Look, slot: Slot, walk: Walk) -> ft.Control:
    """Return four reasons, keyed `reason-<slot>-<reason>`; "other" asks for words."""
    assert slot.answer is not None
    parts: list[ft.Control] = [
        ft.Text(look.t("inspection.why_na"), size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT),
        choice_bar(
            look,
            f"reason-{slot.key}",
            [(reason.value, look.t(f"inspection.reason.{reason.value}")) for reason in Reason],
            slot.answer.reason,
            lambda reason: walk.set_reason(slot.key, reason),
            wrap=True,
            spoken=slot.item.code,
        ),
    ]
    if slot.answer.reason == Reason.other:
        parts.append(
            ft.Row(
                [
                    TypedField(
                        look,
                        f"note-{slot.key}",
                        look.t("inspection.reason_words"),
                        slot.answer.note,
                        lambda text: walk.set_note(slot.key, text),
                        is_multiline=True,
                        key=f"words-{slot.key}",
                    )
                ]
            )
        )
    return ft.Column(parts, spacing=SPACE_2, tight=True)
