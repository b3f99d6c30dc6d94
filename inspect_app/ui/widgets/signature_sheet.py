"""Who signs, and the pad: a sheet, so that signing does not scroll the page."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.domain.evidence import Stroke
from inspect_app.ui.hooks import Look, use_newest
from inspect_app.ui.theme import (
    CORNER,
    SIZE_BODY,
    SIZE_ITEM,
    SIZE_TITLE,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    TOUCH_ANSWER,
)
from inspect_app.ui.widgets.signature_pad import SignaturePad, is_drawn

PAD_MAX_PX = 600
OnSigned = Callable[[str, tuple[Stroke, ...]], None]


def signature_sheet(
    look: Look,
    title: str,
    name: str | None,
    on_signed: OnSigned,
    on_dismiss: Callable[..., None],
) -> ft.BottomSheet:
    """Without a name (None) only the strokes are asked for."""
    return ft.BottomSheet(
        content=SignatureForm(look, title, name, on_signed, on_dismiss),
        scrollable=True,
        draggable=False,
        dismissible=False,
        on_dismiss=on_dismiss,
    )


@ft.component
def SignatureForm(
    look: Look,
    title: str,
    name: str | None,
    on_signed: OnSigned,
    on_cancel: Callable[..., None],
) -> ft.Control:
    typed, set_typed, newest_name = use_newest(name or "")
    strokes, set_strokes, newest_strokes = use_newest(())
    why_not = look.t("review.sign_only" if name is None else "review.sign_first")
    is_ready = (name is None or bool(typed.strip())) and is_drawn(strokes)
    t = look.t
    buttons = ft.Row(
        [
            ft.OutlinedButton(
                t("common.cancel"), key="cancel-signature", height=TOUCH_ANSWER, on_click=on_cancel
            ),
            ft.FilledButton(
                t("common.done"),
                key="accept-signature",
                height=TOUCH_ANSWER,
                expand=True,
                disabled=not is_ready,
                on_click=lambda _: on_signed(newest_name().strip(), newest_strokes()),
            ),
        ],
        spacing=SPACE_2,
    )
    parts: list[ft.Control] = [
        ft.Text(title, size=SIZE_TITLE, weight=look.palette.strong),
        *([] if name is None else [_name_field(look, typed, set_typed)]),
        SignaturePad(look, pad_width_px(look), set_strokes, key="pad-room"),
        ft.Text(
            "" if is_ready else why_not,
            size=SIZE_BODY,
            color=ft.Colors.ON_SURFACE_VARIANT,
        ),
        buttons,
    ]
    return ft.Container(
        content=ft.Column(
            parts,
            spacing=SPACE_2,
            tight=True,
            width=pad_width_px(look),
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=SPACE_4,
    )


def _name_field(look: Look, typed: str, on_typed: Callable[[str], None]) -> ft.Control:
    return ft.TextField(
        key="signer-name",
        label=look.t("review.signer_name"),
        value=typed,
        text_size=SIZE_ITEM,
        border=ft.OutlineInputBorder(border_radius=CORNER),
        content_padding=SPACE_3,
        on_change=lambda e: on_typed(e.control.value),
    )


def pad_width_px(look: Look) -> int:
    return min(look.width_px - 2 * SPACE_4, PAD_MAX_PX)
