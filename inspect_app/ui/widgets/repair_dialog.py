"""Said once after the store was repaired: what was kept, what is lost, what happens now."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.services.device import Repair
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_TITLE, SPACE_2, TOUCH


def repair_dialog(look: Look, repair: Repair, on_read: Callable[..., None]) -> ft.AlertDialog:
    t = look.t
    kept = {"records": repair.records, "drafts": repair.drafts, "photos": repair.photos}
    lines = [t("me.repaired_kept", **kept)]
    if repair.lost_photos:
        lines.append(t("me.repaired_lost_photos", count=repair.lost_photos))
    lines.append(t("me.repaired_again" if repair.is_enrolled else "me.repaired_unenrolled"))
    return ft.AlertDialog(
        title=ft.Text(t("me.repaired"), size=SIZE_TITLE, weight=look.palette.strong),
        content=ft.Column(
            [ft.Text(line, size=SIZE_BODY) for line in lines],
            key="repaired",
            spacing=SPACE_2,
            tight=True,
        ),
        actions=[
            ft.FilledButton(
                t("me.repaired_read"), key="repair-read", height=TOUCH, on_click=on_read
            )
        ],
        on_dismiss=on_read,
    )
