"""Me: who holds the device, how it looks, what it has room for, and how it is left."""

from __future__ import annotations

import flet as ft

from inspect_app import __version__
from inspect_app.errors import AppError
from inspect_app.services import Services
from inspect_app.services.identity import Identity
from inspect_app.strings import LANGUAGES
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.tasks import notify, start
from inspect_app.ui.theme import SIZE_BODY, SIZE_TITLE, SPACE_2, SPACE_3, SPACE_4, TOUCH, ThemeKind
from inspect_app.ui.widgets.backup_row import BackupRow
from inspect_app.ui.widgets.card import card, fact, row_card, section, small
from inspect_app.ui.widgets.choice_bar import choice_bar
from inspect_app.ui.widgets.encryption_row import EncryptionRow
from inspect_app.ui.widgets.frame import readable_width, root_view
from inspect_app.ui.widgets.setting_row import setting_row
from inspect_app.ui.widgets.storage_meter import StorageMeter
from inspect_app.ui.widgets.unit_title import unit_at_hand


@ft.component
def MeScreen() -> ft.View:
    look, services = use_look(), use_services()
    t, page = look.t, ft.context.page
    identity, unit = use_shown_query(lambda s: (s.enrolment.identity(), unit_at_hand(s)))
    waiting = use_shown_query(_waiting, follows_sync=True)
    is_leaving, set_leaving = ft.use_state(False)
    ft.use_dialog(
        _leaving(look, services, waiting, lambda *_: set_leaving(False)) if is_leaving else None
    )
    return root_view(
        look,
        paths.ME,
        t("common.me"),
        readable_width(
            _person(look, identity),
            row_card(
                look,
                key="my-unit",
                title=unit.name if unit else t("today.choose_unit"),
                subtitle=t("me.unit"),
                leading=ft.Icon(ft.Icons.LOCATION_CITY, color=ft.Colors.PRIMARY),
                on_click=lambda _: page.navigate(paths.UNITS),
            ),
            row_card(
                look,
                key="to-sync",
                title=t("sync.title"),
                subtitle=t("me.waiting", count=waiting) if waiting else t("sync.strip_all_sent"),
                leading=ft.Icon(ft.Icons.SYNC, color=ft.Colors.PRIMARY),
                on_click=lambda _: page.navigate(paths.SYNC),
            ),
            row_card(
                look,
                key="to-forms",
                title=t("form.title"),
                subtitle=t("form.title_hint"),
                leading=ft.Icon(ft.Icons.CHECKLIST, color=ft.Colors.PRIMARY),
                on_click=lambda _: page.navigate(paths.FORMS),
            ),
            _appearance(look, services),
            section(look, t("me.device"), [StorageMeter(), EncryptionRow(), BackupRow()]),
            _about(look, identity),
            ft.TextButton(
                t("me.sign_out"),
                key="sign-out",
                height=TOUCH,
                style=ft.ButtonStyle(color=look.palette.trouble),
                on_click=lambda _: set_leaving(True),
            ),
            spacing=SPACE_4,
        ),
    )


def _waiting(services: Services) -> int:
    state = services.sync.state
    return state.waiting_records + state.waiting_photos + state.trouble


def _person(look: Look, identity: Identity | None) -> ft.Control:
    t = look.t
    person = identity.person if identity else None
    roles = "、".join(t(f"common.role.{role.value}") for role in person.roles) if person else ""
    about = " · ".join(part for part in (person.title if person else "", roles) if part)
    return card(
        look,
        ft.Row(
            [
                ft.Icon(ft.Icons.ACCOUNT_CIRCLE, size=48, color=ft.Colors.PRIMARY),
                ft.Column(
                    [
                        ft.Text(
                            person.name if person else t("error.not_enrolled"),
                            size=SIZE_TITLE,
                            weight=look.palette.strong,
                        ),
                        ft.Text(about, size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT),
                    ],
                    spacing=0,
                    tight=True,
                    expand=True,
                ),
            ],
            spacing=SPACE_3,
        ),
        key="person",
    )


def _appearance(look: Look, services: Services) -> ft.Control:
    t, preferences = look.t, services.preferences
    languages = [(each, t(f"common.language.{each}")) for each in LANGUAGES]
    themes = [(each.value, t(f"common.theme.{each.value}")) for each in ThemeKind]
    return section(
        look,
        t("me.appearance"),
        [
            setting_row(
                look,
                t("me.language"),
                choice_bar(look, "language", languages, t.language, preferences.set_language),
            ),
            setting_row(
                look,
                t("me.theme"),
                choice_bar(look, "theme", themes, look.theme.value, preferences.set_theme),
                t("me.theme_hint"),
            ),
        ],
    )


def _about(look: Look, identity: Identity | None) -> ft.Control:
    t = look.t
    facts: list[ft.Control] = [
        fact(look, t("me.version"), __version__),
        fact(look, t("me.endpoint"), identity.address if identity else t("common.none")),
        fact(look, t("me.device_id"), identity.device if identity else t("common.none")),
        small(look, t("me.about")),
    ]
    content = ft.Column(facts, spacing=SPACE_2, tight=True)
    return section(look, t("me.about_title"), [card(look, content, padding=SPACE_3)])


def _leaving(look: Look, services: Services, waiting: int, close: object) -> ft.Control:
    """Ask before the identity is forgotten, and name what could then no longer be sent."""
    t, page = look.t, ft.context.page

    def send(_: object) -> None:
        close()
        page.navigate(paths.SYNC)
        start(t, services.sync.sync_now)

    def leave(_: object) -> None:
        close()
        try:
            services.enrolment.sign_out(loses=waiting)
        except AppError as error:
            notify(t(error.key, **error.params))

    words = t("me.sign_out_waiting", count=waiting) if waiting else t("me.sign_out_hint")
    actions: list[ft.Control] = [
        ft.TextButton(t("common.cancel"), key="stay", height=TOUCH, on_click=close)
    ]
    if waiting:
        actions.append(
            ft.FilledButton(t("sync.send_now"), key="send-first", height=TOUCH, on_click=send)
        )
    actions.append(
        ft.TextButton(
            t("me.sign_out_anyway") if waiting else t("me.sign_out"),
            key="leave",
            height=TOUCH,
            style=ft.ButtonStyle(color=look.palette.trouble),
            on_click=leave,
        )
    )
    return ft.AlertDialog(
        title=ft.Text(t("me.sign_out")),
        content=ft.Text(words),
        actions=actions,
        on_dismiss=close,
    )
