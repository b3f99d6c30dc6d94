"""A new version that waits: shown on every screen, applied on the person's word."""

from __future__ import annotations

import flet as ft

from inspect_app.ui.hooks import use_look, use_services, use_subscriptions
from inspect_app.ui.tasks import start
from inspect_app.ui.theme import SIZE_BODY, SPACE_2, SPACE_4, TOUCH

UPDATE_EVENT = "update"
"""What the host calls the arrival of a new version."""

UpdateContext = ft.create_context(False)


def use_update_ready() -> bool:
    """Return whether the host has told of a new version since the start."""
    services = use_services()
    is_ready, set_ready = ft.use_state(False)

    def hear(event: str, _detail: object) -> None:
        if event == UPDATE_EVENT:
            set_ready(True)

    use_subscriptions(lambda: [services.host.watch(hear)])
    return is_ready


@ft.component
def UpdateNotice() -> ft.Control:
    """Draw the prompt, or nothing."""
    look, services = use_look(), use_services()
    t = look.t
    if not ft.use_context(UpdateContext):
        return ft.Container()
    return ft.Container(
        key="update-ready",
        content=ft.Row(
            [
                ft.Text(t("common.update_ready"), size=SIZE_BODY, expand=True),
                ft.FilledTonalButton(
                    t("common.update_apply"),
                    key="apply-update",
                    height=TOUCH,
                    on_click=lambda _: start(t, services.host.apply_update),
                ),
            ],
            spacing=SPACE_2,
        ),
        padding=ft.Padding.symmetric(horizontal=SPACE_4, vertical=SPACE_2),
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
    )
