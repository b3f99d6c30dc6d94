"""The photos of one answer: small pictures, and the two ways to add one."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from forms.sheet import Slot
from forms.terms import AnswerType
from inspect_app.services.inspections import needs_photo
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SPACE_1, SPACE_2, TOUCH
from inspect_app.ui.walk import Walk
from inspect_app.ui.walk_parts import card_topic, use_part

THUMB_PX = 72
THUMB_DECODED_PX = 216
"""Sharp on a screen of three pixels per dp, and a fiftieth of the memory of the whole picture."""


def answer_photos(look: Look, slot: Slot, walk: Walk, is_saving: bool) -> ft.Control:
    photos = slot.answer.photos if slot.answer else ()
    parts: list[ft.Control] = []
    may_be_empty = slot.item.answer is AnswerType.photo and not slot.is_required
    if slot.wants_photo and not photos and not may_be_empty:
        parts.append(_PhotoDemand(look, walk, slot.key))
    if photos:
        thumbs = [Thumb(look, walk, slot.key, sha256, key=sha256) for sha256 in photos]
        parts.append(ft.Row(thumbs, spacing=SPACE_2, wrap=True, run_spacing=SPACE_2))
    parts.append(_saving(look, slot) if is_saving else _buttons(look, slot, walk))
    return ft.Column(parts, spacing=SPACE_2, tight=True)


@ft.memo
@ft.component
def _PhotoDemand(look: Look, walk: Walk, slot_key: str) -> ft.Control:
    """Said from the start, so that answering moves nothing; a fault only once it is answered."""
    is_missing = use_part(
        walk.parts, card_topic(slot_key), lambda opened: needs_photo(opened.sheet.slot(slot_key))
    )
    words = look.t("inspection.photo_needed")
    return ft.Text(
        f"! {words}" if is_missing else words,
        key=f"photo-needed-{slot_key}",
        size=SIZE_BODY,
        color=look.palette.failed if is_missing else ft.Colors.ON_SURFACE_VARIANT,
        weight=look.palette.strong if is_missing else look.palette.text,
    )


def _buttons(look: Look, slot: Slot, walk: Walk) -> ft.Control:
    return ft.Row(
        [
            _button(look, slot, "shoot", ft.Icons.PHOTO_CAMERA_OUTLINED, walk.shoot),
            _button(look, slot, "album", ft.Icons.PHOTO_LIBRARY_OUTLINED, walk.pick),
        ],
        spacing=SPACE_2,
    )


def _button(
    look: Look, slot: Slot, name: str, icon: ft.IconData, on_choose: Callable[[str], None]
) -> ft.Control:
    words = look.t(f"inspection.{name}")
    return ft.OutlinedButton(
        key=f"{name}-{slot.key}",
        content=ft.Text(words, size=SIZE_BODY, semantics_label=f"{slot.item.code} {words}"),
        icon=icon,
        height=TOUCH,
        expand=1,
        on_click=lambda _: on_choose(slot.key),
    )


def _saving(look: Look, slot: Slot) -> ft.Control:
    return ft.Container(
        key=f"saving-{slot.key}",
        content=ft.Row(
            [
                ft.ProgressRing(width=20, height=20, stroke_width=2),
                ft.Text(look.t("inspection.saving_photo"), size=SIZE_BODY),
            ],
            spacing=SPACE_2,
        ),
        height=TOUCH,
        padding=ft.Padding.only(left=SPACE_1),
    )


@ft.memo
@ft.component
def Thumb(look: Look, walk: Walk, slot_key: str, sha256: str) -> ft.Control:
    """A small picture; a tap shows it large."""
    content = ft.use_memo(lambda: walk.photo_bytes(sha256), [sha256])
    return thumb(look, sha256, content, lambda _: walk.show_photo(slot_key, sha256))


def thumb(
    look: Look, sha256: str, content: bytes | None, on_click: Callable[..., object]
) -> ft.Control:
    """Return the picture as a button, or that it is not on this device."""
    picture: ft.Control
    if content is None:
        picture = ft.Icon(
            ft.Icons.IMAGE_NOT_SUPPORTED_OUTLINED,
            color=ft.Colors.OUTLINE,
            tooltip=look.t("inspection.photo_elsewhere"),
        )
    else:
        picture = ft.Image(
            src=content,
            width=THUMB_PX,
            height=THUMB_PX,
            fit=ft.BoxFit.COVER,
            cache_width=THUMB_DECODED_PX,
            semantics_label=look.t("inspection.photo"),
            gapless_playback=True,
            error_content=ft.Icon(ft.Icons.BROKEN_IMAGE_OUTLINED, color=ft.Colors.OUTLINE),
        )
    return ft.Container(
        key=f"photo-{sha256}",
        content=picture,
        width=THUMB_PX,
        height=THUMB_PX,
        border_radius=CORNER,
        border=ft.Border.all(look.palette.outline_px, ft.Colors.OUTLINE_VARIANT),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        ink=True,
        on_click=on_click if content is not None else None,
    )
