"""What a component follows from its first to its last moment on the screen."""

import flet as ft
from flet.components.component import Component

from inspect_app.services.changes import Changes
from inspect_app.ui.hooks import use_subscriptions
from tests.ui.harness import mounted


@ft.component
def Follower(changes: Changes, heard: list[str]) -> ft.Control:
    use_subscriptions(lambda: [changes.subscribe(lambda: heard.append("change"))])
    return ft.Text("follower", key="follower")


def component_of(screen) -> Component:
    return screen.by_key("follower").parent


async def test_subscription_ends_when_the_component_goes():
    changes, heard = Changes(), []
    async with mounted(lambda: Follower(changes, heard), views=False) as screen:
        changes.emit()
        component_of(screen).will_unmount()
        await screen.settle()
        changes.emit()

    assert heard == ["change"]


async def test_component_that_leaves_before_it_was_shown_leaves_without_an_error(monkeypatch):
    monkeypatch.setattr(Component, "_run_mount_effects", lambda self: None)
    async with mounted(lambda: Follower(Changes(), []), views=False) as screen:
        component_of(screen).will_unmount()
        await screen.settle()

        assert screen.client.crashes() == []
