"""What a code turned out to be, when it is no asset of ours: named, kept, and what to do."""

from __future__ import annotations

import flet as ft

from inspect_app.services.scanning import EnrolmentSeen, Foreign, Mistyped, NotHere
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY, SIZE_ITEM, SPACE_2, TOUCH
from inspect_app.ui.widgets.card import card

OtherHit = NotHere | Mistyped | Foreign | EnrolmentSeen


def other_hit(look: Look, hit: OtherHit) -> ft.Control:
    t = look.t
    match hit:
        case Foreign(system=system, text=text):
            words = (t(f"scan.foreign.{system.value}"), text, t("scan.foreign_hint"))
            return _told(look, "foreign", ft.Icons.QR_CODE_2, *words)
        case Mistyped(code=code):
            hint = t("scan.mistyped_hint", check=code[-1])
            return _told(look, "mistyped", ft.Icons.SPELLCHECK, t("scan.mistyped"), code, hint)
        case EnrolmentSeen(address=address):
            words = (t("scan.enrolment"), address, t("scan.enrolment_hint"))
            return _told(look, "enrolment", ft.Icons.PHONELINK_SETUP, *words)
        case NotHere(code=code):
            hint = t("scan.not_here_hint", code=code)
            button = ft.OutlinedButton(
                t("scan.to_sync"),
                key="to-sync",
                height=TOUCH,
                on_click=lambda _: ft.context.page.navigate(paths.SYNC),
            )
            words = (t("scan.not_here"), code, hint)
            return _told(look, "not-here", ft.Icons.SEARCH_OFF, *words, button)


def _told(
    look: Look,
    name: str,
    icon: ft.IconData,
    title: str,
    code: str,
    hint: str,
    action: ft.Control | None = None,
) -> ft.Control:
    lines: list[ft.Control] = [
        ft.Row(
            [
                ft.Icon(icon, color=look.palette.serious, size=28),
                ft.Text(title, size=SIZE_ITEM, weight=look.palette.strong, expand=True),
            ],
            spacing=SPACE_2,
        ),
        ft.Text(code, size=SIZE_BODY, max_lines=3),
        ft.Text(hint, size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    if action is not None:
        lines.append(ft.Row([action], alignment=ft.MainAxisAlignment.END))
    return card(look, ft.Column(lines, spacing=SPACE_2, tight=True), key=f"hit-{name}")
