"""The camera at once; what it reads is shown here, and the inspection begins from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from inspect_app.errors import AppError, CameraDenied, CameraMissing
from inspect_app.services.evidence import camera_texts
from inspect_app.services.scanning import AssetCard, PaperSeen, ScanHit
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look, use_look, use_newest, use_services
from inspect_app.ui.tasks import notify_error, start
from inspect_app.ui.theme import SIZE_ITEM, SPACE_2, SPACE_3, TOUCH_ANSWER, field_border
from inspect_app.ui.widgets.asset_walk import AssetWalk
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.frame import primary_action, readable_width, root_view
from inspect_app.ui.widgets.notice import NoticeKind, notice
from inspect_app.ui.widgets.scan_hit import other_hit


@ft.component
def ScanScreen() -> ft.View:
    look, services = use_look(), use_services()
    t, page = look.t, ft.context.page
    hit, set_hit = ft.use_state(None)
    typed, set_typed, newest = use_newest("")

    def show(text: str | None) -> None:
        if text and text.strip():
            found = services.scanning.identify(text)
            services.host.tick()
            if isinstance(found, PaperSeen):
                page.navigate(paths.paper(found.form, found.version, found.unit))
            else:
                set_hit(found)

    def take_typed(*_: object) -> None:
        try:
            show(newest())
        except AppError as error:
            notify_error(t, error)

    camera = use_camera(_name_of(hit), show)
    ft.use_effect(camera.open, [])
    parts = [
        *_trouble(look, camera.trouble),
        _shown(look, hit, camera.is_open),
        _typing(look, typed, set_typed, take_typed),
    ]
    return root_view(
        look,
        paths.SCAN,
        t("scan.title"),
        readable_width(*parts),
        action=primary_action(
            t("scan.next") if hit else t("scan.begin"),
            camera.open,
            key="scan",
            disabled=camera.is_open,
            is_quiet=isinstance(hit, AssetCard) and bool(hit.forms),
        ),
    )


@dataclass(frozen=True, slots=True)
class Camera:
    open: Callable[..., None]
    is_open: bool
    trouble: AppError | None


def use_camera(last: str, show: Callable[[str | None], None]) -> Camera:
    """The scanner's screen, opened once at a time; `last` is what was scanned before."""
    t, host = use_look().t, use_services().host
    trouble, set_trouble = ft.use_state(None)
    is_open, set_open = ft.use_state(False)
    is_scanning = ft.use_ref(False)

    async def scan() -> str | None:
        try:
            return await host.camera.scan(camera_texts(t), last)
        except (CameraDenied, CameraMissing) as error:
            set_trouble(error)
            return None

    def finish() -> None:
        is_scanning.current = False
        set_open(False)

    def open_camera(*_: object) -> None:
        if is_scanning.current:
            return
        is_scanning.current = True
        set_open(True)
        set_trouble(None)
        start(t, scan, show, finish)

    return Camera(open_camera, is_open, trouble)


def _trouble(look: Look, error: AppError | None) -> list[ft.Control]:
    if error is None:
        return []
    words = look.t(error.key, **error.params)
    return [notice(look, words, NoticeKind.warned, key="camera-trouble")]


def _shown(look: Look, hit: ScanHit | None, is_open: bool) -> ft.Control:
    t = look.t
    if isinstance(hit, AssetCard):
        return AssetWalk(hit, key=hit.asset.id)
    if hit is not None:
        return other_hit(look, hit)
    return empty_state(
        look,
        ft.Icons.QR_CODE_SCANNER,
        t("scan.running") if is_open else t("scan.idle"),
        t("scan.idle_hint"),
        key="scan-idle",
    )


def _typing(look: Look, typed: str, set_typed: object, take: object) -> ft.Control:
    t = look.t
    return ft.Row(
        [
            ft.TextField(
                key="typed-code",
                label=t("scan.type_code"),
                helper=t("scan.type_hint"),
                helper_max_lines=2,
                value=typed,
                text_size=SIZE_ITEM,
                border=field_border(look.theme),
                capitalization=ft.TextCapitalization.CHARACTERS,
                autocorrect=False,
                enable_suggestions=False,
                expand=True,
                on_change=lambda e: set_typed(e.control.value or ""),
                on_submit=take,
            ),
            ft.OutlinedButton(
                t("scan.confirm"),
                key="typed-code-ok",
                height=TOUCH_ANSWER,
                disabled=not typed.strip(),
                on_click=take,
            ),
        ],
        spacing=SPACE_2,
        vertical_alignment=ft.CrossAxisAlignment.START,
        margin=ft.Margin.only(top=SPACE_3),
    )


def _name_of(hit: ScanHit | None) -> str:
    return hit.asset.name if isinstance(hit, AssetCard) else ""
