"""The door: whose endpoint this device belongs to, by address and one-time code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qs, urlsplit

import flet as ft

from inspect_app.errors import AppError, InsecureAddress
from inspect_app.services.enrolment import read_ticket
from inspect_app.services.evidence import camera_texts
from inspect_app.strings import LANGUAGES
from inspect_app.ui import paths
from inspect_app.ui.entry import use_entry
from inspect_app.ui.hooks import Look, use_look, use_newest, use_query, use_services
from inspect_app.ui.tasks import guarded, notify, start
from inspect_app.ui.theme import (
    SIZE_BODY,
    SIZE_DISPLAY,
    SIZE_ITEM,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    SPACE_5,
    TOUCH,
    TOUCH_ANSWER,
    field_border,
)
from inspect_app.ui.widgets.choice_bar import choice_bar
from inspect_app.ui.widgets.frame import CONTENT_WIDTH_PX, primary_action
from inspect_app.ui.widgets.notice import NoticeKind, notice
from inspect_app.ui.widgets.pull_progress import pull_progress
from inspect_app.ui.widgets.restore_button import RestoreButton


@ft.component
def EnrolScreen() -> ft.View:
    look, services = use_look(), use_services()
    t = look.t
    person = use_query(lambda s: s.enrolment.person_name())
    address, set_address, newest_address = use_newest(lambda: services.host.address)
    code, set_code, newest_code = use_newest(lambda: code_of_route(ft.context.page.route))
    attempt = use_attempt(newest_address, newest_code)

    def take(text: str | None) -> None:
        if text:
            guarded(t, lambda: read_ticket(text), fill_in)()

    def fill_in(ticket: tuple[str, str]) -> None:
        found_address, found_code = ticket
        if found_address and not found_code:
            notify(t("enrol.not_a_code"))
            return
        set_address(found_address or newest_address())
        set_code(found_code)

    def scan(_: object) -> None:
        start(t, lambda: services.host.camera.scan(camera_texts(t)), take)

    off, go = attempt.is_running, attempt.begin
    parts = [
        *_greeting(look, person),
        _scan_button(look, scan, off),
        _field(look, "address", address, set_address, off, keyboard=ft.KeyboardType.URL),
        _field(look, "code", code, set_code, off, on_submit=go),
        *([] if person or off else [RestoreButton(is_quiet=True)]),
        *_outcome(look, attempt),
    ]
    ready = bool(address.strip() and code.strip()) and not off
    action = primary_action(t("enrol.go"), go, key="enrol", disabled=not ready)
    return _door(look, parts, action, _languages(look, services.preferences.set_language))


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of enrolling so far."""

    begin: Callable[..., None]
    is_running: bool
    progress: object
    error: AppError | None


def use_attempt(address: Callable[[], str], code: Callable[[], str]) -> Attempt:
    """Enrol with what is typed, and come in when that and the first pull are through."""
    look, services, entry = use_look(), use_services(), use_entry()
    page = ft.context.page
    error, set_error = ft.use_state(None)
    progress, set_progress = ft.use_state(None)
    is_running, set_running = ft.use_state(False)

    async def enrol(accepts_insecure: bool) -> None:
        try:
            await services.enrolment.enrol(
                address(), code(), set_progress, accepts_insecure=accepts_insecure
            )
        except AppError as refused:
            set_error(refused)
            return
        page.navigate(paths.TODAY)

    def finish() -> None:
        set_running(False)
        entry.leave()

    def begin(*_: object, accepts_insecure: bool = False) -> None:
        set_error(None)
        set_running(True)
        entry.come_in()
        start(look.t, partial(enrol, accepts_insecure), finally_=finish)

    return Attempt(begin, is_running, progress, error)


def code_of_route(route: str) -> str:
    """Return the one-time code of a link such as `/enrol?code=XXXX`."""
    return next(iter(parse_qs(urlsplit(route).query).get("code", ())), "")


def _greeting(look: Look, person: str) -> list[ft.Control]:
    if not person:
        return [_welcome(look)]
    words = look.t("enrol.already", person=person)
    return [_welcome(look), notice(look, words, key="already-enrolled")]


def _outcome(look: Look, attempt: Attempt) -> list[ft.Control]:
    shown: list[ft.Control] = []
    if attempt.error is not None:
        go_on = partial(attempt.begin, accepts_insecure=True)
        shown.append(_refused(look, attempt.error, go_on))
    if attempt.is_running:
        shown.append(pull_progress(look, attempt.progress))
    return shown


def _scan_button(look: Look, scan: object, disabled: bool) -> ft.Control:
    return ft.OutlinedButton(
        look.t("enrol.scan"),
        icon=ft.Icons.QR_CODE_SCANNER,
        key="scan-enrolment",
        height=TOUCH_ANSWER,
        disabled=disabled,
        on_click=scan,
    )


def _languages(look: Look, choose: Callable[[str], None]) -> ft.Control:
    named = [(each, look.t(f"common.language.{each}")) for each in LANGUAGES]
    return choice_bar(look, "language", named, look.t.language, choose)


def _welcome(look: Look) -> ft.Control:
    t = look.t
    return ft.Column(
        [
            ft.Icon(ft.Icons.HEALTH_AND_SAFETY, size=48, color=ft.Colors.PRIMARY),
            ft.Text(t("common.app_name"), size=SIZE_DISPLAY, weight=look.palette.strong),
            ft.Text(t("enrol.about"), size=SIZE_ITEM, color=ft.Colors.ON_SURFACE_VARIANT),
        ],
        spacing=SPACE_2,
        tight=True,
    )


def _field(
    look: Look,
    name: str,
    value: str,
    set_value: object,
    disabled: bool,
    *,
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
    on_submit: object = None,
) -> ft.Control:
    return ft.TextField(
        key=f"enrol-{name}",
        label=look.t(f"enrol.{name}"),
        helper=look.t(f"enrol.{name}_hint"),
        helper_max_lines=2,
        value=value,
        disabled=disabled,
        text_size=SIZE_ITEM,
        border=field_border(look.theme),
        keyboard_type=keyboard,
        autocorrect=False,
        enable_suggestions=False,
        on_change=lambda e: set_value(e.control.value or ""),
        on_submit=on_submit,
    )


def _refused(look: Look, error: AppError, go_on: object) -> ft.Control:
    t = look.t
    action = None
    if isinstance(error, InsecureAddress):
        action = ft.OutlinedButton(
            t("enrol.go_on_insecure"), key="accept-insecure", height=TOUCH, on_click=go_on
        )
    words = t(error.key, **error.params)
    return notice(look, words, NoticeKind.refused, action, key="enrol-error")


def _door(
    look: Look, parts: list[ft.Control], action: ft.Control, languages: ft.Control
) -> ft.View:
    body = ft.Column(
        [
            ft.ListView(controls=parts, expand=True, spacing=SPACE_4, padding=SPACE_5),
            ft.Container(
                ft.Column(
                    [
                        ft.Row([action]),
                        languages,
                        ft.Text(look.t("enrol.kept_here"), size=SIZE_BODY),
                    ],
                    spacing=SPACE_3,
                    tight=True,
                ),
                padding=ft.Padding.symmetric(horizontal=SPACE_5, vertical=SPACE_3),
            ),
        ],
        width=min(look.width_px, CONTENT_WIDTH_PX),
        expand=True,
        spacing=0,
    )
    return ft.View(
        route=ft.use_view_path(),
        padding=0,
        bgcolor=ft.Colors.SURFACE,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[ft.SafeArea(content=body, expand=True)],
    )
