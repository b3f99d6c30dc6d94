"""One photo, large: what the stamp says, and a way to delete it before submitting."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.ui.hooks import Look, use_services
from inspect_app.ui.sightings import kept_photo
from inspect_app.ui.theme import SIZE_BODY, SPACE_2, TOUCH


def use_viewer(look: Look) -> Callable[[str], None]:
    """Return what shows a photo of this device large, by its digest; it is frozen."""
    services = use_services()
    photo, set_photo = ft.use_state("")
    ft.use_dialog(
        photo_viewer(look, kept_photo(services, photo), lambda *_: set_photo("")) if photo else None
    )
    return set_photo


def photo_viewer(
    look: Look,
    content: bytes | None,
    on_close: Callable[..., None],
    on_delete: Callable[..., None] | None = None,
) -> ft.AlertDialog:
    """Without `on_delete` the photo is frozen with its record."""
    picture: ft.Control
    if content is None:
        picture = ft.Text(look.t("inspection.photo_elsewhere"), size=SIZE_BODY)
    else:
        picture = ft.InteractiveViewer(
            content=ft.Image(
                src=content, fit=ft.BoxFit.CONTAIN, semantics_label=look.t("inspection.photo")
            ),
            max_scale=5,
        )
    actions: list[ft.Control] = [
        ft.FilledButton(look.t("common.close"), key="close-photo", height=TOUCH, on_click=on_close)
    ]
    if on_delete is not None:
        actions.insert(
            0,
            ft.TextButton(
                content=ft.Text(look.t("common.delete"), color=look.palette.failed),
                key="delete-photo",
                height=TOUCH,
                on_click=on_delete,
            ),
        )
    hint = [ft.Text(look.t("inspection.photo_frozen"), size=SIZE_BODY)] if not on_delete else []
    return ft.AlertDialog(
        content=ft.Column([picture, *hint], key="photo-viewer", spacing=SPACE_2, tight=True),
        content_padding=SPACE_2,
        inset_padding=SPACE_2,
        actions=actions,
        on_dismiss=on_close,
    )
