"""One signature of an inspection: whose it is, the ink or the button that asks for it."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.domain.evidence import Signature, SignatureRole
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_1, SPACE_2, SPACE_3, TOUCH_ANSWER
from inspect_app.ui.widgets.card import card, small
from inspect_app.ui.widgets.ink import Ink

INK_PX = 140


def signature_card(
    look: Look,
    role: SignatureRole,
    signature: Signature | None,
    *,
    is_required: bool = True,
    on_sign: Callable[[SignatureRole], None] | None = None,
) -> ft.Control:
    """Keyed `sign-<role>`; without `on_sign` it is frozen."""
    t = look.t
    drawn = signature if signature and signature.is_drawn else None
    name = drawn.name if drawn else t("review.unsigned" if is_required else "review.optional")
    colour = look.palette.failed if is_required and not drawn else ft.Colors.ON_SURFACE_VARIANT
    words = ft.Column(
        [
            ft.Text(t(f"review.role.{role}"), size=SIZE_ITEM, weight=look.palette.strong),
            ft.Text(name, size=SIZE_BODY, color=colour),
            *([small(look, t.moment(drawn.signed_at))] if drawn else []),
        ],
        spacing=SPACE_1 / 2,
        tight=True,
        expand=True,
    )
    right: ft.Control
    if drawn:
        right = Ink(drawn.strokes, INK_PX, ft.Colors.ON_SURFACE)
    else:
        right = ft.Icon(ft.Icons.DRAW_OUTLINED, color=ft.Colors.PRIMARY)
    return card(
        look,
        ft.Row([words, right], spacing=SPACE_2, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        key=f"sign-{role}",
        padding=SPACE_3,
        on_click=(lambda _: on_sign(role)) if on_sign else None,
    )


def refuse_button(look: Look, on_refuse: Callable[[], None]) -> ft.Control:
    return ft.OutlinedButton(
        look.t("review.refuse"),
        key="refuse",
        icon=ft.Icons.DO_NOT_DISTURB_ON_OUTLINED,
        height=TOUCH_ANSWER,
        on_click=lambda _: on_refuse(),
    )
